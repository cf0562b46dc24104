// SPDX-License-Identifier: Apache-2.0
// Word adders as ripple chains of full_adder and half_adder cells, for yosys' techmap: read after `proc; flatten; opt`.
// A position with one constant bit is a half adder, with two a wire or an inverter.

(* techmap_celltype = "$add $sub" *)
module word_adder (A, B, Y);
    parameter A_SIGNED = 0, B_SIGNED = 0, A_WIDTH = 1, B_WIDTH = 1, Y_WIDTH = 1;
    parameter _TECHMAP_CELLTYPE_ = "";
    localparam SUBTRACT = _TECHMAP_CELLTYPE_ == "$sub";
    (* force_downto *) input [A_WIDTH-1:0] A;
    (* force_downto *) input [B_WIDTH-1:0] B;
    (* force_downto *) output [Y_WIDTH-1:0] Y;
    wire [Y_WIDTH-1:0] unused_x, unused_co;
    \$alu #(.A_SIGNED(A_SIGNED), .B_SIGNED(B_SIGNED), .A_WIDTH(A_WIDTH), .B_WIDTH(B_WIDTH), .Y_WIDTH(Y_WIDTH))
        _TECHMAP_REPLACE_ (.A(A), .B(B), .CI(SUBTRACT), .BI(SUBTRACT), .Y(Y), .X(unused_x), .CO(unused_co));
endmodule

(* techmap_celltype = "$alu" *)
module ripple (A, B, CI, BI, X, Y, CO);
    parameter A_SIGNED = 0, B_SIGNED = 0, A_WIDTH = 1, B_WIDTH = 1, Y_WIDTH = 1;
    parameter _TECHMAP_CONSTMSK_A_ = 0, _TECHMAP_CONSTVAL_A_ = 0, _TECHMAP_CONSTMSK_B_ = 0, _TECHMAP_CONSTVAL_B_ = 0;
    parameter _TECHMAP_CONSTMSK_CI_ = 0, _TECHMAP_CONSTVAL_CI_ = 0, _TECHMAP_CONSTMSK_BI_ = 0, _TECHMAP_CONSTVAL_BI_ = 0;
    (* force_downto *) input [A_WIDTH-1:0] A;
    (* force_downto *) input [B_WIDTH-1:0] B;
    input CI, BI;
    (* force_downto *) output [Y_WIDTH-1:0] X, Y, CO;

    // Bit k of an operand: {known, value}. Above its width it repeats the sign, or is 0.
    function [1:0] fact(input integer k, input integer wires, input is_signed, input [Y_WIDTH+63:0] mask,
                        input [Y_WIDTH+63:0] value);
        integer at;
        begin
            at = k < wires ? k : wires - 1;
            fact = k < wires || is_signed ? {mask[at], mask[at] & value[at]} : 2'b10;
        end
    endfunction
    // Facts of all positions, six bits each: carry, b, a.
    function [6*Y_WIDTH-1:0] facts(input dummy);
        integer k;
        reg [1:0] a, b, c;
        begin
            c = {_TECHMAP_CONSTMSK_CI_[0], _TECHMAP_CONSTMSK_CI_[0] & _TECHMAP_CONSTVAL_CI_[0]};
            for (k = 0; k < Y_WIDTH; k = k + 1) begin
                a = fact(k, A_WIDTH, A_SIGNED, _TECHMAP_CONSTMSK_A_, _TECHMAP_CONSTVAL_A_);
                b = fact(k, B_WIDTH, B_SIGNED, _TECHMAP_CONSTMSK_B_, _TECHMAP_CONSTVAL_B_);
                b = _TECHMAP_CONSTMSK_BI_[0] ? {b[1], b[1] & (b[0] ^ _TECHMAP_CONSTVAL_BI_[0])} : 2'b00;
                facts[6*k+:6] = {c, b, a};
                // known where two of the three are known and equal
                c = (a[1] && b[1] && a[0] == b[0]) ? a
                  : (a[1] && c[1] && a[0] == c[0]) ? a
                  : (b[1] && c[1] && b[0] == c[0]) ? b : 2'b00;
            end
        end
    endfunction
    localparam [6*Y_WIDTH-1:0] FACTS = facts(1'b0);

    wire [Y_WIDTH-1:0] a, b;
    wire [Y_WIDTH:0] carry;
    assign carry[0] = CI;
    genvar k;
    generate
        for (k = 0; k < Y_WIDTH; k = k + 1) begin : position
            assign a[k] = k < A_WIDTH ? A[k < A_WIDTH ? k : 0] : (A_SIGNED ? A[A_WIDTH-1] : 1'b0);
            assign b[k] = (k < B_WIDTH ? B[k < B_WIDTH ? k : 0] : (B_SIGNED ? B[B_WIDTH-1] : 1'b0)) ^ BI;
            adder_position #(.FACTS(FACTS[6*k+:6])) cell_ (.a(a[k]), .b(b[k]), .c(carry[k]), .s(Y[k]), .co(carry[k+1]));
        end
    endgenerate
    assign X = a ^ b;
    assign CO = carry[Y_WIDTH:1];
endmodule

// FACTS: carry, b, a as {known, value}.
module adder_position #(
    parameter [5:0] FACTS = 0
) (
    input a, input b, input c, output s, output co
);
    localparam A = FACTS[1], B = FACTS[3], C = FACTS[5];
    localparam [1:0] ONES = FACTS[0] + FACTS[2] + FACTS[4];
    wire x = A ? b : a;            // where one is constant: the other two
    wire y = C ? b : c;
    wire only = !A ? a : !B ? b : c;  // where two are
    generate
        if (A + B + C == 0) begin : full
            full_adder cell_ (.a(a), .b(b), .c(c), .s(s), .co(co));
        end else if (A + B + C == 1) begin : half  // of x + y + 1 the carry is the or, the sum is inverted
            wire sum, both;
            half_adder cell_ (.a(x ^ ONES[0]), .b(y ^ ONES[0]), .s(sum), .co(both));
            assign s = sum ^ ONES[0];
            assign co = both ^ ONES[0];
        end else if (A + B + C == 2) begin : wires
            assign s = only ^ ONES[0];
            assign co = ONES == 0 ? 1'b0 : ONES == 2 ? 1'b1 : only;
        end else begin : constants
            assign s = ONES[0];
            assign co = ONES[1];
        end
    endgenerate
endmodule

(* blackbox *)
module full_adder (input a, input b, input c, output s, output co);
endmodule
(* blackbox *)
module half_adder (input a, input b, output s, output co);
endmodule

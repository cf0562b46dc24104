// SPDX-License-Identifier: Apache-2.0
// a + b, or a - b, in blocks of BLOCK positions: every block but the first is added for either carry, and its own chooses.
// The LOW positions at the bottom have no adder: there one of the two is 0 (of a - b it is b).
module hf_carry_select #(
    parameter int WIDTH = 8,
    parameter int LOW = 0,
    parameter int BLOCK = 4,
    parameter int SUBTRACT = 0
) (
    input  logic [WIDTH-1:0] a,
    // at the bottom of a difference b is 0
    // verilator lint_off UNUSED
    input  logic [WIDTH-1:0] b,
    // verilator lint_on UNUSED
    output logic [WIDTH-1:0] sum
);
    localparam int POSITIONS = WIDTH - LOW;
    localparam int BLOCKS = (POSITIONS + BLOCK - 1) / BLOCK;
    wire [POSITIONS-1:0] x = a[WIDTH-1:LOW];
    wire [POSITIONS-1:0] y = SUBTRACT != 0 ? ~b[WIDTH-1:LOW] : b[WIDTH-1:LOW];

    if (LOW > 0) begin : wires
        assign sum[LOW-1:0] = SUBTRACT != 0 ? a[LOW-1:0] : a[LOW-1:0] | b[LOW-1:0];
    end
    for (genvar k = 0; k < BLOCKS; k++) begin : block
        localparam int FROM = k * BLOCK;
        localparam int BITS = FROM + BLOCK > POSITIONS ? POSITIONS - FROM : BLOCK;
        // the carry out of the last block is not needed
        // verilator lint_off UNUSED
        logic [BITS:0] chosen;
        // verilator lint_on UNUSED
        if (k == 0) begin : first
            assign chosen = {1'b0, x[FROM+:BITS]} + {1'b0, y[FROM+:BITS]} + (BITS + 1)'(SUBTRACT);
        end else begin : behind
            wire [BITS:0] without = {1'b0, x[FROM+:BITS]} + {1'b0, y[FROM+:BITS]};
            wire [BITS:0] with_carry = {1'b0, x[FROM+:BITS]} + {1'b0, y[FROM+:BITS]} + (BITS + 1)'(1);
            assign chosen = block[k-1].chosen[BLOCK] ? with_carry : without;
        end
        assign sum[LOW+FROM+:BITS] = chosen[BITS-1:0];
    end
endmodule

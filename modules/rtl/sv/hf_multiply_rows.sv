// SPDX-License-Identifier: Apache-2.0
// Rows of an array multiplier. A row adds x, if its bit of m is set, to what the row above it leaves: sums and carries, so
// that nothing ripples; the lowest bit of a row is final. Signed x needs no extension: with its top bit inverted it is not
// negative, and 2^(WIDTH-1) too much in every row (Baugh and Wooley, 1973).
module hf_multiply_rows #(
    parameter int WIDTH = 8,
    parameter int ROWS = 8
) (
    input  logic [WIDTH-1:0] x,
    input  logic [ROWS-1:0] m,
    input  logic [WIDTH-1:0] sums_above,
    input  logic [WIDTH-1:0] carries_above,
    output logic [ROWS-1:0] low,
    output logic [WIDTH-1:0] sums,
    output logic [WIDTH-1:0] carries
);
    for (genvar r = 0; r < ROWS; r++) begin : row
        wire [WIDTH-1:0] addend = (x & {WIDTH{m[r]}}) ^ (WIDTH'(1) << (WIDTH - 1));
        logic [WIDTH-1:0] above, carries_in, total, carries_out;
        if (r == 0) begin : first
            assign above = sums_above;
            assign carries_in = carries_above;
        end else begin : behind
            assign above = row[r-1].total >> 1;
            assign carries_in = row[r-1].carries_out;
        end
        for (genvar i = 0; i < WIDTH; i++) begin : column
            // a full adder: the ones below carry the third bit in
            // verilator lint_off UNUSED
            wire [2:0] adder = {1'b0, above[i], 1'b1} + {1'b0, addend[i], carries_in[i]};
            // verilator lint_on UNUSED
            assign total[i] = adder[1];
            assign carries_out[i] = adder[2];
        end
        assign low[r] = total[0];
    end
    assign sums = row[ROWS-1].total >> 1;
    assign carries = row[ROWS-1].carries_out;
endmodule

// SPDX-License-Identifier: Apache-2.0
// Division by a constant: a product with its reciprocal, rounded up to so many bits that every quotient is exact.
module hf_divide #(
    parameter int WIDTH = 1,
    parameter int DIVISOR = 1
) (
    input  logic [WIDTH-1:0] number,
    output logic [WIDTH-1:0] quotient,
    output logic [WIDTH-1:0] remainder
);
    localparam int SHIFT = WIDTH + $clog2(DIVISOR);
    localparam logic [63:0] RECIPROCAL = ((64'd1 << SHIFT) + 64'(DIVISOR) - 64'd1) / 64'(DIVISOR);

    // verilator lint_off UNUSED
    wire [63:0] product = 64'(number) * RECIPROCAL;
    // verilator lint_on UNUSED
    assign quotient = WIDTH'(product >> SHIFT);
    assign remainder = number - WIDTH'(quotient * WIDTH'(DIVISOR));
endmodule

// SPDX-License-Identifier: Apache-2.0
// A signed value times an unsigned one of 16 bits, three registers later: behind each half of the rows, and behind the one
// carry chain. The k-th of them loads when go[k] is up.
module hf_multiply #(
    parameter int WIDTH = 8
) (
    input  logic clk,
    input  logic [2:0] go,
    input  logic [WIDTH-1:0] x,
    input  logic [15:0] m,
    output logic [WIDTH+15:0] product
);
    // The rows give 2^(WIDTH+15) - 2^(WIDTH-1) too much: the first carry and the top bit of the product take it off.
    localparam logic [WIDTH-1:0] TOP = WIDTH'(1) << (WIDTH - 1);

    logic [WIDTH-1:0] x_below;
    logic [7:0] m_below, low, low_below, middle;
    logic [15:0] low_end;
    logic [WIDTH-1:0] sums, sums_below, sums_last, sums_end;
    logic [WIDTH-1:0] carries, carries_below, carries_last, carries_end;
    hf_multiply_rows #(.WIDTH(WIDTH), .ROWS(8)) upper (
        .x, .m(m[7:0]), .sums_above(WIDTH'(0)), .carries_above(TOP), .low, .sums, .carries
    );
    hf_multiply_rows #(.WIDTH(WIDTH), .ROWS(8)) lower (
        .x(x_below), .m(m_below), .sums_above(sums_below), .carries_above(carries_below), .low(middle),
        .sums(sums_last), .carries(carries_last)
    );
    always_ff @(posedge clk) begin
        if (go[0]) begin
            x_below <= x;
            m_below <= m[15:8];
            low_below <= low;
            sums_below <= sums;
            carries_below <= carries;
        end
        if (go[1]) begin
            low_end <= {middle, low_below};
            sums_end <= sums_last;
            carries_end <= carries_last;
        end
        if (go[2]) product <= {(sums_end | TOP) + carries_end, low_end};
    end
endmodule

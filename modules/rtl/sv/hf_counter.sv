// SPDX-License-Identifier: Apache-2.0
// Counts 0 .. LAST and from the start again, at the edges with `count`.
module hf_counter #(
    parameter int LAST = 1,
    parameter int BITS = 1
) (
    input  logic clk,
    input  logic rst,
    input  logic count,
    output logic [BITS-1:0] value
);
    always_ff @(posedge clk) begin
        if (rst) value <= '0;
        else if (count) value <= value == BITS'(LAST) ? '0 : value + 1'b1;
    end
endmodule

// SPDX-License-Identifier: Apache-2.0
// Counts 0 .. LAST and from the start again, at the edges with `count`. LAST 0: wires.
module hf_counter #(
    parameter int LAST = 1,
    parameter int BITS = 1
) (
    // no register: no clock
    // verilator lint_off UNUSED
    input  logic clk,
    input  logic rst,
    input  logic count,
    // verilator lint_on UNUSED
    output logic [BITS-1:0] value
);
    if (LAST == 0) begin : wires
        assign value = '0;
    end else begin : register
        always_ff @(posedge clk) begin
            if (rst) value <= '0;
            else if (count) value <= value == BITS'(LAST) ? '0 : value + 1'b1;
        end
    end
endmodule

// SPDX-License-Identifier: Apache-2.0
// What is under way in a pipeline: at[k] is up k edges after `start`.
module hf_flight #(
    parameter int CYCLES = 0
) (
    // no registers: no clock
    // verilator lint_off UNUSED
    input  logic clk,
    input  logic rst,
    // verilator lint_on UNUSED
    input  logic start,
    output logic [CYCLES:0] at
);
    if (CYCLES == 0) begin : wires
        assign at = start;
    end else begin : registers
        logic [CYCLES-1:0] held;
        always_ff @(posedge clk) begin
            if (rst) held <= '0;
            else held <= at[CYCLES-1:0];
        end
        assign at = {held, start};
    end
endmodule

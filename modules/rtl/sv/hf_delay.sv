// SPDX-License-Identifier: Apache-2.0
// CYCLES registers in a row; 0: a wire. Data need no reset, flags that start something do.
module hf_delay #(
    parameter int WIDTH = 1,
    parameter int CYCLES = 1,
    parameter int RESET = 0
) (
    // no registers: no clock; data: no reset
    // verilator lint_off UNUSED
    input  logic clk,
    input  logic rst,
    // verilator lint_on UNUSED
    input  logic [WIDTH-1:0] d,
    output logic [WIDTH-1:0] q
);
    if (CYCLES == 0) begin : wires
        assign q = d;
    end else begin : registers
        for (genvar i = 0; i < CYCLES; i++) begin : register
            logic [WIDTH-1:0] from;
            logic [WIDTH-1:0] held;
            if (i == 0) begin : first
                assign from = d;
            end else begin : behind
                assign from = register[i-1].held;
            end
            if (RESET != 0) begin : flag
                always_ff @(posedge clk) begin
                    if (rst) held <= '0;
                    else held <= from;
                end
            end else begin : value
                always_ff @(posedge clk) held <= from;
            end
        end
        assign q = register[CYCLES-1].held;
    end
endmodule

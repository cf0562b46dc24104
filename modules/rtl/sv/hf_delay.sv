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
    end else if (CYCLES == 1) begin : one
        always_ff @(posedge clk) begin
            if (RESET != 0 && rst) q <= '0;
            else q <= d;
        end
    end else begin : several
        logic [CYCLES*WIDTH-1:0] held;
        assign q = held[(CYCLES-1)*WIDTH+:WIDTH];
        always_ff @(posedge clk) begin
            if (RESET != 0 && rst) held <= '0;
            else held <= {held[(CYCLES-1)*WIDTH-1:0], d};
        end
    end
endmodule

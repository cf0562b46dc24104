// SPDX-License-Identifier: Apache-2.0
// CYCLES data registers in a row, the k-th of which loads when go[k] is up; 0: a wire.
module hf_pipe #(
    parameter int WIDTH = 1,
    parameter int CYCLES = 1,
    parameter int GO_BITS = CYCLES > 0 ? CYCLES : 1
) (
    // no registers: no clock, and nothing to load
    // verilator lint_off UNUSED
    input  logic clk,
    input  logic [GO_BITS-1:0] go,
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
            always_ff @(posedge clk) if (go[i]) held <= from;
        end
        assign q = register[CYCLES-1].held;
    end
endmodule

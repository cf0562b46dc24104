// SPDX-License-Identifier: Apache-2.0
// A word of latches, open in the low phase before the edge at which flops would take `data`; from that edge on it is
// the word. Every 32 latches have a clock gate, whose own latch is open while the clock is high: `write` is there half
// a cycle before the edge, `data` at the edge and not gone before the gate has closed.
module hf_latched_word #(
    parameter int WIDTH = 8
) (
    input  logic clk,
    input  logic write,
    input  logic [WIDTH-1:0] data,
    output logic [WIDTH-1:0] held
);
    localparam int GATES = (WIDTH + 31) / 32;
    for (genvar g = 0; g < GATES; g++) begin : gate
        localparam int BITS = g + 1 < GATES ? 32 : WIDTH - 32 * g;
        logic enable;
        logic [BITS-1:0] latches;
        wire open = enable && !clk;
        wire [BITS-1:0] next = data[g*32+:BITS];
        always_latch if (clk) enable = write;
        always_latch if (open) latches = next;
        assign held[g*32+:BITS] = latches;
    end
endmodule

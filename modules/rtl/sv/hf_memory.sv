// SPDX-License-Identifier: Apache-2.0
// A memory of DEPTH words: one is written at an edge, PORTS are read in every cycle.
module hf_memory #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 2,
    parameter int ADDRESS_BITS = 1,
    parameter int PORTS = 1
) (
    input  logic clk,
    input  logic write,
    input  logic [ADDRESS_BITS-1:0] to,
    input  logic [WIDTH-1:0] data,
    input  logic [PORTS*ADDRESS_BITS-1:0] from,
    output logic [PORTS*WIDTH-1:0] words
);
    logic [WIDTH-1:0] memory[0:DEPTH-1];

    always_ff @(posedge clk) if (write) memory[to] <= data;

    for (genvar port = 0; port < PORTS; port++) begin : ports
        wire [ADDRESS_BITS-1:0] address = from[port*ADDRESS_BITS+:ADDRESS_BITS];
        assign words[port*WIDTH+:WIDTH] = memory[address];
    end
endmodule

// SPDX-License-Identifier: Apache-2.0
// A memory of DEPTH words: one is written at an edge, PORTS are read in every cycle. What a port reads of a word that
// is written at the next edge is anything. Synthesis sees words of flops or latches and one-hot read trees; simulators
// see an array that holds the same (tests/rtl/storage_test.cpp) and takes a small part of the time.
module hf_memory #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 2,
    parameter int ADDRESS_BITS = 1,
    parameter int PORTS = 1,
    // which kind makes no difference to a simulator
    // verilator lint_off UNUSED
    parameter int LATCHES = 0
    // verilator lint_on UNUSED
) (
    input  logic clk,
    input  logic write,
    input  logic [ADDRESS_BITS-1:0] to,
    input  logic [WIDTH-1:0] data,
    input  logic [PORTS*ADDRESS_BITS-1:0] from,
    output logic [PORTS*WIDTH-1:0] words
);
`ifdef SYNTHESIS
    logic [DEPTH*WIDTH-1:0] held;
    hf_words #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDRESS_BITS(ADDRESS_BITS), .LATCHES(LATCHES)) written (
        .clk, .write, .to, .data, .words(held)
    );
    for (genvar port = 0; port < PORTS; port++) begin : ports
        hf_select #(.WIDTH(WIDTH), .WORDS(DEPTH), .ADDRESS_BITS(ADDRESS_BITS)) read (
            .words(held), .from(from[port*ADDRESS_BITS+:ADDRESS_BITS]), .word(words[port*WIDTH+:WIDTH])
        );
    end
`else
    logic [WIDTH-1:0] memory[0:DEPTH-1];

    always_ff @(posedge clk) if (write) memory[to] <= data;

    for (genvar port = 0; port < PORTS; port++) begin : ports
        wire [ADDRESS_BITS-1:0] address = from[port*ADDRESS_BITS+:ADDRESS_BITS];
        assign words[port*WIDTH+:WIDTH] = memory[address];
    end
`endif
endmodule

// SPDX-License-Identifier: Apache-2.0
// A synchronous memory with a port to write and a port to read: what a chip replaces by a macro. What it reads of a word
// that is written at the same edge is anything: hf_banks takes that from elsewhere.
module hf_sram #(
    parameter int WIDTH = 8,
    parameter int WORDS = 2,
    parameter int ADDRESS_BITS = 1
) (
    input  logic clk,
    input  logic write,
    input  logic [ADDRESS_BITS-1:0] to,
    input  logic [WIDTH-1:0] data,
    input  logic read,
    input  logic [ADDRESS_BITS-1:0] from,
    output logic [WIDTH-1:0] word  // read last
);
    logic [WIDTH-1:0] words[0:WORDS-1];

    always_ff @(posedge clk) begin
        if (write) words[to] <= data;
        if (read) word <= words[from];
    end
endmodule

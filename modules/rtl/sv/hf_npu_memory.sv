// SPDX-License-Identifier: Apache-2.0
// One memory of the NPU's weight store: what a macro replaces. The array reads a word at every edge; each port of the
// bus writes the elements that its mask names at the edge and reads in the same cycle: both belong to the access at the
// edge before. No word is read by the array and written at the same edge (they belong to different sets), and no two
// ports write the same element.
module hf_npu_memory #(
    parameter int WORDS = 2,  // of both sets, one after the other
    parameter int ELEMENTS = 1,
    parameter int BITS = 8,  // of an element
    parameter int PORTS = 1,
    parameter int ADDRESS_BITS = 1,
    parameter FILE = ""  // the words of a set, the same for both
) (
    input  logic clk,
    input  logic [ADDRESS_BITS-1:0] read_address,
    output logic [ELEMENTS*BITS-1:0] read_data,
    input  logic [PORTS*ADDRESS_BITS-1:0] bus_address,
    input  logic [PORTS*ELEMENTS-1:0] bus_mask,
    input  logic [PORTS*ELEMENTS*BITS-1:0] bus_write_data,
    output logic [PORTS*ELEMENTS*BITS-1:0] bus_read_data
);
    logic [ELEMENTS*BITS-1:0] words[0:WORDS-1];

    if (FILE != "") begin : fill
        initial begin
            $readmemh(FILE, words, 0, WORDS / 2 - 1);
            $readmemh(FILE, words, WORDS / 2, WORDS - 1);
        end
    end

    always_ff @(posedge clk) read_data <= words[read_address];
    for (genvar p = 0; p < PORTS; p++) begin : port
        wire [ADDRESS_BITS-1:0] address = bus_address[p*ADDRESS_BITS+:ADDRESS_BITS];
        assign bus_read_data[p*ELEMENTS*BITS+:ELEMENTS*BITS] = words[address];
        always_ff @(posedge clk)
            for (int e = 0; e < ELEMENTS; e++)
                if (bus_mask[p*ELEMENTS+e])
                    words[address][e*BITS+:BITS] <= bus_write_data[(p*ELEMENTS+e)*BITS+:BITS];
    end
endmodule

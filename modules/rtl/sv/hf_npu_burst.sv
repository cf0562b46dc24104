// SPDX-License-Identifier: Apache-2.0
// What a burst asks of one memory of the weight store: each PART of it has a port. Combinational. What a part has there
// is in one word, and each element is of one weight: all that ask are joined by OR.
module hf_npu_burst #(
    parameter int BURST = 4,  // weights
    parameter int PART = 4,
    parameter int PORTS = 1,
    parameter int BITS = 8,
    parameter int ADDRESS_BITS = 1,
    parameter int ROW_BITS = 1,
    parameter int FIRST_ROW = 0,
    parameter int ELEMENTS = 1
) (
    input  logic write /* verilator public_flat_rd */,
    input  logic [BURST-1:0] here /* verilator public_flat_rd */,  // in the column of the memory
    input  logic [BURST*ADDRESS_BITS-1:0] words /* verilator public_flat_rd */,
    input  logic [BURST*ROW_BITS-1:0] rows /* verilator public_flat_rd */,
    input  logic [BURST*BITS-1:0] write_data /* verilator public_flat_rd */,
    output logic [PORTS*ADDRESS_BITS-1:0] bus_address,
    output logic [PORTS*ELEMENTS-1:0] bus_mask,
    output logic [PORTS*ELEMENTS*BITS-1:0] bus_write_data
);
    // verilator no_inline_module
    // a function, and not always_comb: Icarus would start that again for what it writes itself
    function automatic logic [PORTS*(ADDRESS_BITS+ELEMENTS+ELEMENTS*BITS)-1:0] asked(
        input logic [BURST-1:0] in_column, input logic [BURST*ADDRESS_BITS-1:0] word,
        input logic [BURST*ROW_BITS-1:0] row, input logic [BURST*BITS-1:0] value);
        logic [PORTS*ADDRESS_BITS-1:0] address;
        logic [PORTS*ELEMENTS-1:0] mask;
        logic [PORTS*ELEMENTS*BITS-1:0] values;
        address = '0;
        mask = '0;
        values = '0;
        for (int e = 0; e < BURST; e++)
            if (in_column[e]) for (int i = 0; i < ELEMENTS; i++)
                if (row[e*ROW_BITS+:ROW_BITS] == ROW_BITS'(FIRST_ROW + i)) begin
                    address[e/PART*ADDRESS_BITS+:ADDRESS_BITS] =
                        address[e/PART*ADDRESS_BITS+:ADDRESS_BITS] | word[e*ADDRESS_BITS+:ADDRESS_BITS];
                    mask[e/PART*ELEMENTS+i] = 1'b1;
                    values[(e/PART*ELEMENTS+i)*BITS+:BITS] =
                        values[(e/PART*ELEMENTS+i)*BITS+:BITS] | value[e*BITS+:BITS];
                end
        asked = {address, mask, values};
    endfunction
    logic [PORTS*ELEMENTS-1:0] mask_of_access;
    assign {bus_address, mask_of_access, bus_write_data} = asked(here, words, rows, write_data);
    assign bus_mask = write ? mask_of_access : '0;
endmodule

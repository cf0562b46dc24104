// SPDX-License-Identifier: Apache-2.0
// The two weight sets of the NPU. The array reads one: a word per step with the weights of ROWS inputs and COLUMNS
// classes, a word per group with their biases, and one with their multipliers. The bus sees the set that is not in use
// as bytes: weights [class][input], the first in the lowest bits, then biases, then multipliers, little-endian. An access
// is decoded in the cycle in which it is made and served in the next: the set that it meant is locked until then.
module hf_npu_weights #(
    parameter int INPUTS = 1,
    parameter int CLASSES = 1,
    parameter int BITS = 8,
    parameter int SCALED = 0,
    parameter int ROWS = 1,
    parameter int COLUMNS = 1,
    parameter int WRITE_BYTES = 4,
    parameter WEIGHTS_FILE = "",
    parameter BIAS_FILE = "",
    parameter MULTIPLIER_FILE = "",
    // memories: rows of each, and weights in a row that have one word in it at most
    parameter int WEIGHT_BANK_ROWS = 1,
    parameter int WEIGHT_PART = 1,
    parameter int BIAS_BANK_ROWS = 1,
    parameter int BIAS_PART = 1,
    parameter int MULTIPLIER_BANK_ROWS = 1,
    parameter int MULTIPLIER_PART = 1
) (
    input  logic clk,
    input  logic rst,
    // the array: the words of the step before
    input  logic fire,
    input  logic last_row_step,
    input  logic last,
    input  logic set,  // in use by this step
    output logic [COLUMNS*ROWS*BITS-1:0] weights,
    output logic [COLUMNS*32-1:0] biases,
    output logic [COLUMNS*16-1:0] multipliers,
    // the bus
    input  logic bus_set,
    input  logic write,
    input  logic [31:0] offset,
    input  logic [15:0] bytes,
    input  logic [WRITE_BYTES*8-1:0] write_data,
    output logic [31:0] read_data  // of the access at the edge before
);
    localparam int WEIGHT_BYTES = (CLASSES * INPUTS * BITS + 7) / 8;
    localparam int BIAS_END = WEIGHT_BYTES + 4 * CLASSES;
    localparam int PAD_BITS = WEIGHT_BYTES * 8 - CLASSES * INPUTS * BITS;

    logic [31:0] of_weights, of_padding, of_biases, of_multipliers;
    assign read_data = of_weights | of_padding | of_biases | of_multipliers;
    wire next_group = fire && last_row_step;

    // the access at the edge before
    logic wrote;
    logic [WRITE_BYTES*8-1:0] written;
    wire writes = wrote && !rst;
    always_ff @(posedge clk) begin
        wrote <= write;
        written <= write_data;
    end

    hf_npu_section #(
        .INPUTS(INPUTS), .CLASSES(CLASSES), .BITS(BITS), .ROWS(ROWS), .COLUMNS(COLUMNS), .WRITE_BYTES(WRITE_BYTES),
        .BANK_ROWS(WEIGHT_BANK_ROWS), .PART(WEIGHT_PART), .FILE(WEIGHTS_FILE)
    ) weight_section (
        .clk, .rst, .advance(fire), .last, .set, .data(weights), .bus_set, .offset(offset), .bytes, .writes, .written,
        .read_data(of_weights)
    );
    hf_npu_section #(
        .INPUTS(4), .CLASSES(CLASSES), .ROWS(4), .COLUMNS(COLUMNS), .WRITE_BYTES(WRITE_BYTES),
        .BANK_ROWS(BIAS_BANK_ROWS), .PART(BIAS_PART), .FILE(BIAS_FILE)
    ) bias_section (
        .clk, .rst, .advance(next_group), .last, .set, .data(biases), .bus_set, .offset(offset - WEIGHT_BYTES), .bytes,
        .writes, .written, .read_data(of_biases)
    );
    if (SCALED != 0) begin : scaled
        hf_npu_section #(
            .INPUTS(2), .CLASSES(CLASSES), .ROWS(2), .COLUMNS(COLUMNS), .WRITE_BYTES(WRITE_BYTES),
            .BANK_ROWS(MULTIPLIER_BANK_ROWS), .PART(MULTIPLIER_PART), .FILE(MULTIPLIER_FILE)
        ) multiplier_section (
            .clk, .rst, .advance(next_group), .last, .set, .data(multipliers), .bus_set,
            .offset(offset - BIAS_END), .bytes, .writes, .written, .read_data(of_multipliers)
        );
    end else begin : unscaled
        assign multipliers = '0;
        assign of_multipliers = '0;
    end

    // the bits above the last weight: nothing but the bus reads them
    if (PAD_BITS > 0) begin : padded
        logic [2*PAD_BITS-1:0] padding;
        logic [WRITE_BYTES-1:0] here;  // which byte of the access holds them
        logic there;                   // in which set
        initial padding = '0;
        always_ff @(posedge clk) begin
            there <= bus_set;
            for (int b = 0; b < WRITE_BYTES; b++) begin
                here[b] <= b < 32'(bytes) && offset + b == WEIGHT_BYTES - 1;
                if (writes && here[b]) padding[(there?PAD_BITS : 0)+:PAD_BITS] <= written[b*8+8-PAD_BITS+:PAD_BITS];
            end
        end
        always_comb begin
            of_padding = '0;
            for (int b = 0; b < 4; b++)
                if (here[b]) of_padding[b*8+8-PAD_BITS+:PAD_BITS] = padding[(there?PAD_BITS : 0)+:PAD_BITS];
        end
    end else begin : full
        assign of_padding = '0;
    end
endmodule

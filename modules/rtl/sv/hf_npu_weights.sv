// SPDX-License-Identifier: Apache-2.0
// The two weight sets of the NPU as inferred memories: a word per step with the weights of ROWS inputs and COLUMNS
// classes, a word per group with their biases, and one with their multipliers. The bus sees the set that is not in use
// as bytes: weights [class][input], the first in the lowest bits, then biases, then multipliers, little-endian.
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
    parameter MULTIPLIER_FILE = ""
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
    output logic [31:0] read_data
);
    localparam int ROW_STEPS = (INPUTS + ROWS - 1) / ROWS;
    localparam int GROUPS = (CLASSES + COLUMNS - 1) / COLUMNS;
    localparam int STEPS = ROW_STEPS * GROUPS;
    localparam int PER_BYTE = 8 / BITS;
    localparam int WEIGHTS = CLASSES * INPUTS;
    localparam int WEIGHT_BYTES = (WEIGHTS + PER_BYTE - 1) / PER_BYTE;
    localparam int BIAS_END = WEIGHT_BYTES + 4 * CLASSES;
    localparam int SET_BYTES = BIAS_END + (SCALED != 0 ? 2 * CLASSES : 0);

    logic [COLUMNS*ROWS*BITS-1:0] weight_words[0:2*STEPS-1];
    logic [COLUMNS*32-1:0] bias_words[0:2*GROUPS-1];
    logic [COLUMNS*16-1:0] multiplier_words[0:2*GROUPS-1];
    logic [15:0] unused_bits;  // of the last weight byte of each set: nothing but the bus reads them

    initial unused_bits = '0;
    if (WEIGHTS_FILE != "") begin : fill_weights
        initial begin
            $readmemh(WEIGHTS_FILE, weight_words, 0, STEPS - 1);
            $readmemh(WEIGHTS_FILE, weight_words, STEPS, 2 * STEPS - 1);
            $readmemh(BIAS_FILE, bias_words, 0, GROUPS - 1);
            $readmemh(BIAS_FILE, bias_words, GROUPS, 2 * GROUPS - 1);
        end
    end
    if (MULTIPLIER_FILE != "") begin : fill_multipliers
        initial begin
            $readmemh(MULTIPLIER_FILE, multiplier_words, 0, GROUPS - 1);
            $readmemh(MULTIPLIER_FILE, multiplier_words, GROUPS, 2 * GROUPS - 1);
        end
    end

    // Where a weight (class * INPUTS + input) lies: word of its set, and place in the word.
    function automatic logic [31:0] word_of(input logic [31:0] weight);
        word_of = weight / INPUTS / COLUMNS * ROW_STEPS + weight % INPUTS / ROWS;
    endfunction
    function automatic logic [31:0] place_of(input logic [31:0] weight);
        place_of = (weight / INPUTS % COLUMNS * ROWS + weight % INPUTS % ROWS) * BITS;
    endfunction

    logic [31:0] step;
    logic [31:0] group;
    always_ff @(posedge clk) begin
        if (rst) begin
            step <= 0;
            group <= 0;
        end else if (fire) begin
            step <= last ? 0 : step + 1;
            if (last_row_step) group <= last ? 0 : group + 1;
        end
    end

    // Several parts of a word may be written at one edge: assignments to the memories are blocking, and read first.
    // verilator lint_off BLKSEQ
    logic [31:0] at;
    logic [31:0] weight;
    always @(posedge clk) begin
        weights <= weight_words[step+(set?STEPS : 0)];
        biases <= bias_words[group+(set?GROUPS : 0)];
        multipliers <= SCALED != 0 ? multiplier_words[group+(set?GROUPS : 0)] : '0;
        for (int b = 0; b < WRITE_BYTES; b++) begin
            at = offset + b;
            if (write && b < 32'(bytes)) begin
                if (at < WEIGHT_BYTES) begin
                    for (int e = 0; e < PER_BYTE; e++) begin
                        weight = at * PER_BYTE + e;
                        if (weight < WEIGHTS)
                            weight_words[word_of(weight)+(bus_set?STEPS : 0)][place_of(weight)+:BITS] =
                                write_data[b*8+e*BITS+:BITS];
                        else unused_bits[(bus_set?8 : 0)+e*BITS+:BITS] = write_data[b*8+e*BITS+:BITS];
                    end
                end else if (at < BIAS_END) begin
                    at = at - WEIGHT_BYTES;
                    bias_words[at/4/COLUMNS+(bus_set?GROUPS : 0)][at/4%COLUMNS*32+at%4*8+:8] = write_data[b*8+:8];
                end else if (at < SET_BYTES) begin
                    at = at - BIAS_END;
                    multiplier_words[at/2/COLUMNS+(bus_set?GROUPS : 0)][at/2%COLUMNS*16+at%2*8+:8] = write_data[b*8+:8];
                end
            end
        end
    end
    // verilator lint_on BLKSEQ

    // places are computed as integers
    // verilator lint_off UNUSED
    for (genvar b = 0; b < 4; b++) begin : read_byte
        wire [31:0] place = offset + b;
        logic [7:0] of_weights;
        for (genvar e = 0; e < PER_BYTE; e++) begin : element
            wire [31:0] number = place * PER_BYTE + e;
            wire [31:0] word = number < WEIGHTS && place < WEIGHT_BYTES ? word_of(number) + (bus_set ? STEPS : 0) : 0;
            wire [31:0] low = number < WEIGHTS && place < WEIGHT_BYTES ? place_of(number) : 0;
            assign of_weights[e*BITS+:BITS] =
                number < WEIGHTS ? weight_words[word][low+:BITS] : unused_bits[(bus_set?8 : 0)+e*BITS+:BITS];
        end
        wire [31:0] bias_byte = place >= WEIGHT_BYTES && place < BIAS_END ? place - WEIGHT_BYTES : 0;
        wire [31:0] multiplier_byte = place >= BIAS_END && place < SET_BYTES ? place - BIAS_END : 0;
        wire [7:0] of_bias =
            bias_words[bias_byte/4/COLUMNS+(bus_set?GROUPS : 0)][bias_byte/4%COLUMNS*32+bias_byte%4*8+:8];
        wire [7:0] of_multiplier = multiplier_words[multiplier_byte/2/COLUMNS+
            (bus_set?GROUPS : 0)][multiplier_byte/2%COLUMNS*16+multiplier_byte%2*8+:8];
        assign read_data[b*8+:8] = b >= 32'(bytes) ? '0 :
                                   place < WEIGHT_BYTES ? of_weights :
                                   place < BIAS_END ? of_bias : SCALED != 0 ? of_multiplier : '0;
    end
    // verilator lint_on UNUSED
endmodule

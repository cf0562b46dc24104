// SPDX-License-Identifier: Apache-2.0
// The feature buffer of the NPU: two images, one written beat by beat, one read ROWS values a step.
module hf_npu_features #(
    parameter int HEIGHT = 1,
    parameter int WIDTH = 1,
    parameter int LANES = 1,
    parameter int PIXEL_BITS = 8,
    parameter int BITS = 8,
    parameter int ROWS = 1,
    parameter int ROW_STEPS = 1,
    parameter int REST = 1,  // values of the last row step
    // which kind makes no difference to a simulator
    // verilator lint_off UNUSED
    parameter int LATCHES = 0
    // verilator lint_on UNUSED
) (
    input  logic clk,
    input  logic rst,
    input  logic arrive,
    input  logic [LANES*PIXEL_BITS-1:0] data,
    input  logic fire,
    input  logic last_row_step,
    input  logic last,
    input  logic load,  // the register of features
    output logic [ROWS*BITS-1:0] features  // of the step before
);
`ifdef SYNTHESIS
    localparam int LATCHED = LATCHES;
`else
    localparam int LATCHED = 0;
`endif
    localparam int BEATS_PER_ROW = (WIDTH + LANES - 1) / LANES;
    localparam int BEATS = HEIGHT * BEATS_PER_ROW;
    localparam int TO_BITS = $clog2(2 * BEATS);
    localparam int FROM_BITS = $clog2(2 * ROW_STEPS);
    localparam int VALUES = HEIGHT * WIDTH * PIXEL_BITS;
    localparam int READ = ROW_STEPS * ROWS * BITS;  // the last row step may reach beyond the image
    localparam logic [TO_BITS-1:0] LAST_BEAT = TO_BITS'(2 * BEATS - 1);
    localparam logic [FROM_BITS-1:0] SECOND_IMAGE = FROM_BITS'(ROW_STEPS);

    logic [TO_BITS-1:0] next;           // where the next beat to arrive goes
    logic [FROM_BITS-1:0] read_image;   // its first row step
    logic [FROM_BITS-1:0] read_at;      // the row step that is read

    wire [FROM_BITS-1:0] other_image = read_image == '0 ? SECOND_IMAGE : '0;
    always_ff @(posedge clk) begin
        if (rst) begin
            next <= '0;
            read_image <= '0;
            read_at <= '0;
        end else begin
            if (arrive) next <= next == LAST_BEAT ? '0 : next + 1'b1;
            if (fire) begin
                read_image <= last ? other_image : read_image;
                read_at <= last ? other_image : last_row_step ? read_image : read_at + 1'b1;
            end
        end
    end

    // of the last beat of a row only what lies in the map
    // verilator lint_off UNUSED
    logic [2*BEATS*LANES*PIXEL_BITS-1:0] words;
    // verilator lint_on UNUSED
    logic [2*READ-1:0] values;
    hf_words #(
        .WIDTH(LANES * PIXEL_BITS), .DEPTH(2 * BEATS), .ADDRESS_BITS(TO_BITS), .LATCHES(LATCHED)
    ) beats (
        .clk, .write(arrive && !rst), .to(next), .data, .words
    );
    for (genvar image = 0; image < 2; image++) begin : images
        for (genvar y = 0; y < HEIGHT; y++) begin : row
            for (genvar x = 0; x < WIDTH; x++) begin : column
                localparam int WORD = image * BEATS + y * BEATS_PER_ROW + x / LANES;
                assign values[image*READ+(y*WIDTH+x)*PIXEL_BITS+:PIXEL_BITS] =
                    words[(WORD*LANES+x%LANES)*PIXEL_BITS+:PIXEL_BITS];
            end
        end
        if (READ > VALUES) begin : beyond
            assign values[image*READ+VALUES+:READ-VALUES] = '0;
        end
    end

    logic [ROWS*BITS-1:0] read;
    hf_select #(.WIDTH(ROWS * BITS), .WORDS(2 * ROW_STEPS), .ADDRESS_BITS(FROM_BITS)) row_step (
        .words(values), .from(read_at), .word(read)
    );
    for (genvar r = 0; r < ROWS; r++) begin : inputs
        always_ff @(posedge clk) if (load) features[r*BITS+:BITS] <= r >= REST && last_row_step ? '0 : read[r*BITS+:BITS];
    end
endmodule

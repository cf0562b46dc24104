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
    parameter int REST = 1  // values of the last row step
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
    localparam int BEATS_PER_ROW = (WIDTH + LANES - 1) / LANES;
    localparam int WRITTEN = (HEIGHT * WIDTH + LANES) * PIXEL_BITS;  // the last beat may reach beyond the image
    localparam int READ = ROW_STEPS * ROWS * BITS;
    localparam int SIZE = WRITTEN > READ ? WRITTEN : READ;
    localparam int AT_BITS = $clog2(SIZE);
    localparam int ROW_BITS = HEIGHT > 1 ? $clog2(HEIGHT) : 1;
    localparam int COLUMN_BITS = BEATS_PER_ROW > 1 ? $clog2(BEATS_PER_ROW) : 1;
    localparam logic [AT_BITS-1:0] BEAT = AT_BITS'(LANES * PIXEL_BITS);
    localparam logic [AT_BITS-1:0] LAST_BEAT = AT_BITS'((WIDTH - (BEATS_PER_ROW - 1) * LANES) * PIXEL_BITS);

    logic [SIZE-1:0] images[0:1];
    logic write_image;
    logic read_image;
    logic [AT_BITS-1:0] write_at;
    logic [AT_BITS-1:0] read_at;
    // of the beat that arrives; only its end matters
    // verilator lint_off UNUSED
    logic [ROW_BITS-1:0] row;
    logic [COLUMN_BITS-1:0] column;
    // verilator lint_on UNUSED
    logic last_column;
    logic last_beat;

    hf_steps #(
        .ROWS(HEIGHT), .COLUMNS(BEATS_PER_ROW), .ROW_BITS(ROW_BITS), .COLUMN_BITS(COLUMN_BITS)
    ) beats (
        .clk, .rst, .fire(arrive), .row, .column, .last_column, .last(last_beat)
    );

    always_ff @(posedge clk) begin
        if (rst) begin
            write_image <= 1'b0;
            read_image <= 1'b0;
            write_at <= '0;
            read_at <= '0;
        end else begin
            if (arrive) begin
                write_at <= last_beat ? '0 : write_at + (last_column ? LAST_BEAT : BEAT);
                write_image <= write_image ^ last_beat;
                images[write_image][write_at+:LANES*PIXEL_BITS] <= data;  // not in reset: write_at may be beyond the end
            end
            if (fire) begin
                read_at <= last_row_step ? '0 : read_at + AT_BITS'(ROWS * BITS);
                read_image <= read_image ^ last;
            end
        end
    end

    wire [ROWS*BITS-1:0] read = images[read_image][read_at+:ROWS*BITS];
    for (genvar r = 0; r < ROWS; r++) begin : inputs
        always_ff @(posedge clk) if (load) features[r*BITS+:BITS] <= r >= REST && last_row_step ? '0 : read[r*BITS+:BITS];
    end
endmodule

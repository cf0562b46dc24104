// SPDX-License-Identifier: Apache-2.0
// Puts FILL where a window reaches beyond the map: values of ROWS x COLUMNS pixels, row by row. Only in some columns:
// the others pass.
module hf_window #(
    parameter int ROWS = 1,
    parameter int COLUMNS = 1,
    parameter int CHANNELS = 1,
    parameter int BITS = 8,
    parameter logic [BITS-1:0] FILL = '0,
    parameter logic [COLUMNS-1:0] PADDED = '1
) (
    input  logic [ROWS*COLUMNS*CHANNELS*BITS-1:0] pixels,
    // verilator lint_off UNUSED
    input  logic [ROWS-1:0] row_inside,
    input  logic [COLUMNS-1:0] column_inside,
    // verilator lint_on UNUSED
    output logic [ROWS*COLUMNS*CHANNELS*BITS-1:0] window
);
    localparam int PIXEL = CHANNELS * BITS;
    // pixels may be wide
    // verilator lint_off WIDTHCONCAT
    for (genvar r = 0; r < ROWS; r++) begin : rows
        for (genvar c = 0; c < COLUMNS; c++) begin : columns
            localparam int AT = (r * COLUMNS + c) * PIXEL;
            if (PADDED[c]) begin : padded
                assign window[AT+:PIXEL] = row_inside[r] && column_inside[c] ? pixels[AT+:PIXEL] : {CHANNELS{FILL}};
            end else begin : passes
                assign window[AT+:PIXEL] = pixels[AT+:PIXEL];
            end
        end
    end
    // verilator lint_on WIDTHCONCAT
endmodule

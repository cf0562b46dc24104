// SPDX-License-Identifier: Apache-2.0
// Place in the step program of an image: ROWS rows of COLUMNS steps, one at each edge with `fire`. Nobody asks for the
// row, or for both, where they are 1: there is no counter.
module hf_steps #(
    parameter int ROWS = 1,
    parameter int COLUMNS = 1,
    parameter int ROW_BITS = 1,
    parameter int COLUMN_BITS = 1
) (
    // no counter: no clock
    // verilator lint_off UNUSED
    input  logic clk,
    input  logic rst,
    input  logic fire,
    // verilator lint_on UNUSED
    output logic [ROW_BITS-1:0] row,
    output logic [COLUMN_BITS-1:0] column,
    output logic last_column,
    output logic last  // of the image
);
    localparam logic [ROW_BITS-1:0] LAST_ROW = ROW_BITS'(ROWS - 1);
    localparam logic [COLUMN_BITS-1:0] LAST_COLUMN = COLUMN_BITS'(COLUMNS - 1);

    assign last_column = column == LAST_COLUMN;
    assign last = last_column && row == LAST_ROW;

    if (COLUMNS == 1) begin : one_column
        assign column = '0;
    end else begin : columns
        always_ff @(posedge clk) begin
            if (rst) column <= '0;
            else if (fire) column <= last_column ? '0 : column + 1'b1;
        end
    end
    if (ROWS == 1) begin : one_row
        assign row = '0;
    end else begin : rows
        always_ff @(posedge clk) begin
            if (rst) row <= '0;
            else if (fire && last_column) row <= last ? '0 : row + 1'b1;
        end
    end
endmodule

// SPDX-License-Identifier: Apache-2.0
// The window of the present step: a register for each of its ROWS x COLUMNS pixels, row by row. At the edge at which a
// step fires they load the next window, `moved`, at the edge at which a beat of the window arrives its pixels.
module hf_window_registers #(
    parameter int PIXEL = 8,
    parameter int ROWS = 1,
    parameter int COLUMNS = 2
) (
    input  logic clk,
    input  logic [ROWS*COLUMNS-1:0] its_own,       // the beat of a pixel arrives
    input  logic [COLUMNS*PIXEL-1:0] arriving,     // what it brings to a row
    input  logic load,
    input  logic [ROWS*COLUMNS*PIXEL-1:0] moved,   // the next window, as far as it has arrived
    output logic [ROWS*COLUMNS*PIXEL-1:0] pixels   // until its beat has arrived one may be anything
);
    for (genvar r = 0; r < ROWS; r++) begin : rows
        for (genvar c = 0; c < COLUMNS; c++) begin : columns
            localparam int I = r * COLUMNS + c;
            always_ff @(posedge clk) begin
                if (its_own[I]) pixels[I*PIXEL+:PIXEL] <= arriving[c*PIXEL+:PIXEL];
                else if (load) pixels[I*PIXEL+:PIXEL] <= moved[I*PIXEL+:PIXEL];
            end
        end
    end
endmodule

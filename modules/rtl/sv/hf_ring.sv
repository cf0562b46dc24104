// SPDX-License-Identifier: Apache-2.0
// The beats of one input in arrival order. `window` shows READS beats in a row from `place` on, then READS from PITCH
// further on, and so on for ROWS rows of the map.
module hf_ring #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 2,
    parameter int ADDRESS_BITS = 1,
    parameter int ROWS = 1,
    parameter int PITCH = 0,  // beats of a row of the map, modulo DEPTH
    parameter int READS = 1,
    parameter int FIRST_PLACE = 0
) (
    input  logic clk,
    input  logic rst,
    input  logic arrive,
    input  logic store,
    input  logic [WIDTH-1:0] data,
    input  logic fire,
    input  logic [ADDRESS_BITS-1:0] moves_on,  // from the place of this step to the next one's, modulo DEPTH
    output logic [ROWS*READS*WIDTH-1:0] window
);
    logic [WIDTH-1:0] beats[0:DEPTH-1];
    logic [ADDRESS_BITS-1:0] next;   // where the next beat to arrive goes
    logic [ADDRESS_BITS-1:0] place;  // the first beat of the present step's window

    function automatic logic [ADDRESS_BITS-1:0] wrapped(input logic [ADDRESS_BITS:0] sum);
        wrapped = sum[ADDRESS_BITS-1:0] - (sum >= (ADDRESS_BITS + 1)'(DEPTH) ? ADDRESS_BITS'(DEPTH) : '0);
    endfunction

    always_ff @(posedge clk) begin
        if (rst) begin
            next <= '0;
            place <= ADDRESS_BITS'(FIRST_PLACE);
        end else begin
            if (arrive) next <= wrapped({1'b0, next} + 1'b1);
            if (fire) place <= wrapped({1'b0, place} + {1'b0, moves_on});
        end
        if (store) beats[next] <= data;
    end

    for (genvar row = 0; row < ROWS; row++) begin : rows
        for (genvar read = 0; read < READS; read++) begin : reads
            localparam int OFFSET = (row * PITCH + read) % DEPTH;
            wire [ADDRESS_BITS-1:0] address = wrapped({1'b0, place} + (ADDRESS_BITS + 1)'(OFFSET));
            assign window[(row*READS+read)*WIDTH+:WIDTH] = beats[address];
        end
    end
endmodule

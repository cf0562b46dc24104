// SPDX-License-Identifier: Apache-2.0
// Places in the ring of an input, each the number of a beat modulo DEPTH.
module hf_place #(
    parameter int DEPTH = 2,
    parameter int ADDRESS_BITS = 1,
    parameter int FIRST_PLACE = 0
) (
    input  logic clk,
    input  logic rst,
    input  logic arrive,
    input  logic fire,
    input  logic [ADDRESS_BITS-1:0] moves_on,  // from the place of this step to the next one's
    output logic [ADDRESS_BITS-1:0] next,      // of the beat that arrives
    output logic [ADDRESS_BITS-1:0] place,     // where the present step's window begins
    output logic [ADDRESS_BITS-1:0] newest     // the beat that arrives, counted from the window after this edge
);
    logic [ADDRESS_BITS-1:0] lead;  // next - place

    function automatic logic [ADDRESS_BITS-1:0] wrapped(input logic [ADDRESS_BITS:0] sum);
        wrapped = sum[ADDRESS_BITS-1:0] - (sum >= (ADDRESS_BITS + 1)'(DEPTH) ? ADDRESS_BITS'(DEPTH) : '0);
    endfunction

    wire [ADDRESS_BITS-1:0] move = fire ? moves_on : '0;
    assign newest = wrapped({1'b0, lead} + (ADDRESS_BITS + 1)'(DEPTH) - {1'b0, move});

    always_ff @(posedge clk) begin
        if (rst) begin
            next <= '0;
            place <= ADDRESS_BITS'(FIRST_PLACE);
            lead <= ADDRESS_BITS'((DEPTH - FIRST_PLACE) % DEPTH);
        end else begin
            if (arrive) next <= wrapped({1'b0, next} + 1'b1);
            place <= wrapped({1'b0, place} + {1'b0, move});
            lead <= wrapped({1'b0, newest} + {{ADDRESS_BITS{1'b0}}, arrive});
        end
    end
endmodule

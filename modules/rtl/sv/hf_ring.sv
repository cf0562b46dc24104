// SPDX-License-Identifier: Apache-2.0
// The beats of an input that is seen one beat a step, in arrival order.
module hf_ring #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 2,
    parameter int ADDRESS_BITS = 1,
    parameter int FIRST_PLACE = 0,
    parameter int LATCHES = 0
) (
    input  logic clk,
    input  logic rst,
    input  logic arrive,
    input  logic store,
    input  logic [WIDTH-1:0] data,
    input  logic fire,
    input  logic [ADDRESS_BITS-1:0] moves_on,  // from the place of this step to the next one's, modulo DEPTH
    output logic [WIDTH-1:0] beat              // of the present step
);
    logic [ADDRESS_BITS-1:0] next;   // where the next beat to arrive goes
    logic [ADDRESS_BITS-1:0] place;  // where the beat of the present step is

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
    end

    hf_memory #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDRESS_BITS(ADDRESS_BITS), .LATCHES(LATCHES)) beats (
        .clk, .write(store), .to(next), .data, .from(place), .words(beat)
    );
endmodule

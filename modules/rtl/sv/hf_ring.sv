// SPDX-License-Identifier: Apache-2.0
// The beats of an input that is seen one beat a step, in arrival order.
module hf_ring #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 2,
    parameter int ADDRESS_BITS = 1,
    parameter int FIRST_PLACE = 0,
    parameter int MOVES = 1,  // 0: `by` is 0 after every step
    parameter int LATCHES = 0
) (
    input  logic clk,
    input  logic rst,
    input  logic arrive,
    input  logic store,
    input  logic [WIDTH-1:0] data,
    input  logic fire,
    input  logic [ADDRESS_BITS-1:0] by,        // from the place of this step to the next one's, modulo DEPTH
    input  logic [ADDRESS_BITS-1:0] back,      // that - DEPTH
    output logic [WIDTH-1:0] beat              // of the present step
);
    logic [ADDRESS_BITS-1:0] next;   // where the next beat to arrive goes
    logic [ADDRESS_BITS-1:0] place;  // where the beat of the present step is
    hf_counter #(.LAST(DEPTH - 1), .BITS(ADDRESS_BITS)) to (.clk, .rst, .count(arrive), .value(next));
    hf_cursor #(.DEPTH(DEPTH), .ADDRESS_BITS(ADDRESS_BITS), .FIRST_PLACE(FIRST_PLACE), .MOVES(MOVES)) from (
        .clk, .rst, .move(fire), .by, .back, .place
    );
    hf_memory #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDRESS_BITS(ADDRESS_BITS), .LATCHES(LATCHES)) beats (
        .clk, .write(store), .to(next), .data, .from(place), .words(beat)
    );
endmodule

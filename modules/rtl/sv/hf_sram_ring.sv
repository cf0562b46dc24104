// SPDX-License-Identifier: Apache-2.0
// hf_ring of SRAM: one bank, since a step reads one beat.
module hf_sram_ring #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 2,
    parameter int ADDRESS_BITS = 1,
    parameter int FIRST_PLACE = 0
) (
    input  logic clk,
    input  logic rst,
    input  logic arrive,
    input  logic store,
    input  logic [WIDTH-1:0] data,
    input  logic fire,
    input  logic [ADDRESS_BITS-1:0] by,  // from the place of this step to the next one's, modulo DEPTH
    // as hf_ring has it
    // verilator lint_off UNUSED
    input  logic [ADDRESS_BITS-1:0] back,
    // verilator lint_on UNUSED
    output logic [WIDTH-1:0] beat        // of the present step
);
    logic [ADDRESS_BITS-1:0] next;  // where the next beat to arrive goes
    logic [ADDRESS_BITS-1:0] place, next_place;
    logic bank, next_bank;
    hf_counter #(.LAST(DEPTH - 1), .BITS(ADDRESS_BITS)) to (.clk, .rst, .count(arrive), .value(next));
    hf_bank_cursor #(.BANKS(1), .WORDS(DEPTH), .WORD_BITS(ADDRESS_BITS), .FIRST_WORD(FIRST_PLACE)) from (
        .clk, .rst, .move(fire), .by_bank(1'b0), .by_word(by), .bank, .word(place), .next_bank, .next_word(next_place)
    );
    hf_banks #(.WIDTH(WIDTH), .BANKS(1), .WORDS(DEPTH), .WORD_BITS(ADDRESS_BITS)) beats (
        .clk, .write(store), .to_bank(1'b0), .to_word(next), .data, .move(fire), .asks(1'b1), .bank, .word(place),
        .next_bank, .next_word(next_place), .words(beat)
    );
endmodule

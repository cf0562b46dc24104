// SPDX-License-Identifier: Apache-2.0
// A place in a ring of beats that lie in BANKS banks one after the other: bank and word of it, now and behind the next
// move. Every sum that it may come to is computed side by side, as in hf_cursor.
module hf_bank_cursor #(
    parameter int BANKS = 2,
    parameter int WORDS = 2,
    parameter int BANK_BITS = 1,
    parameter int WORD_BITS = 1,
    parameter int FIRST_BANK = 0,
    parameter int FIRST_WORD = 0
) (
    // of several banks or words; what the highest bit of a sum says is enough
    // verilator lint_off UNUSED
    input  logic clk,
    input  logic rst,
    input  logic move,
    input  logic [BANK_BITS-1:0] by_bank,  // beats to go on, modulo BANKS
    input  logic [WORD_BITS-1:0] by_word,  // and over BANKS, modulo WORDS
    // verilator lint_on UNUSED
    output logic [BANK_BITS-1:0] bank,
    output logic [WORD_BITS-1:0] word,
    output logic [BANK_BITS-1:0] next_bank,
    output logic [WORD_BITS-1:0] next_word
);
    logic carry;  // from the last bank to the next word
    if (BANKS == 1) begin : one_bank
        assign bank = '0;
        assign next_bank = '0;
        assign carry = 1'b0;
    end else begin : banks
        wire [BANK_BITS-1:0] straight = bank + by_bank;
        // verilator lint_off UNUSED
        wire [BANK_BITS+1:0] round = (BANK_BITS + 2)'(bank) + (BANK_BITS + 2)'(by_bank) - (BANK_BITS + 2)'(BANKS);
        // verilator lint_on UNUSED
        assign carry = !round[BANK_BITS+1];  // not negative
        assign next_bank = carry ? round[BANK_BITS-1:0] : straight;
        always_ff @(posedge clk) begin
            if (rst) bank <= BANK_BITS'(FIRST_BANK);
            else if (move) bank <= next_bank;
        end
    end

    if (WORDS == 1) begin : one_word
        assign word = '0;
        assign next_word = '0;
        // verilator lint_off UNUSED
        wire nobody = carry;
        // verilator lint_on UNUSED
    end else begin : words
        logic [2*WORD_BITS-1:0] moved;  // without and with a carry
        for (genvar c = 0; c < 2; c++) begin : by_carry
            wire [WORD_BITS-1:0] straight = word + by_word + WORD_BITS'(c);
            // verilator lint_off UNUSED
            wire [WORD_BITS+1:0] round =
                (WORD_BITS + 2)'(word) + (WORD_BITS + 2)'(by_word) - (WORD_BITS + 2)'(WORDS - c);
            // verilator lint_on UNUSED
            assign moved[c*WORD_BITS+:WORD_BITS] = round[WORD_BITS+1] ? straight : round[WORD_BITS-1:0];
        end
        assign next_word = carry ? moved[WORD_BITS+:WORD_BITS] : moved[0+:WORD_BITS];
        always_ff @(posedge clk) begin
            if (rst) word <= WORD_BITS'(FIRST_WORD);
            else if (move) word <= next_word;
        end
    end
endmodule

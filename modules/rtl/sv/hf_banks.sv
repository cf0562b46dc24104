// SPDX-License-Identifier: Apache-2.0
// A buffer of SRAM: beats lie in BANKS memories, one after the other, and no step reads two of the same bank. A memory
// takes its address an edge earlier: at the edge at which a step fires (`move`) the banks read for the next one. A beat
// that comes at that edge, or later while its step waits, is caught in a register of the port.
module hf_banks #(
    parameter int WIDTH = 8,
    parameter int BANKS = 2,
    parameter int WORDS = 2,  // of a bank
    parameter int BANK_BITS = 1,
    parameter int WORD_BITS = 1,
    parameter int PORTS = 1,
    parameter logic [PORTS-1:0] LATE = '1  // ports that may read a beat which has not come when its step begins
) (
    input  logic clk,
    input  logic write,
    input  logic [BANK_BITS-1:0] to_bank,
    input  logic [WORD_BITS-1:0] to_word,
    input  logic [WIDTH-1:0] data,
    input  logic move,
    input  logic [PORTS-1:0] asks,  // the next step reads through the port
    input  logic [PORTS*BANK_BITS-1:0] bank,
    // of ports that catch nothing
    // verilator lint_off UNUSED
    input  logic [PORTS*WORD_BITS-1:0] word,
    // verilator lint_on UNUSED
    input  logic [PORTS*BANK_BITS-1:0] next_bank,
    input  logic [PORTS*WORD_BITS-1:0] next_word,
    output logic [PORTS*WIDTH-1:0] words  // of the present step
);
    logic [BANKS*WIDTH-1:0] read;
    for (genvar b = 0; b < BANKS; b++) begin : banks
        logic [PORTS-1:0] here;
        for (genvar p = 0; p < PORTS; p++) begin : asking
            // one at most asks: joined port by port
            logic [WORD_BITS-1:0] from;
            assign here[p] = asks[p] && next_bank[p*BANK_BITS+:BANK_BITS] == BANK_BITS'(b);
            if (p == 0) begin : first
                assign from = next_word[p*WORD_BITS+:WORD_BITS] & {WORD_BITS{here[p]}};
            end else begin : further
                assign from = asking[p-1].from | (next_word[p*WORD_BITS+:WORD_BITS] & {WORD_BITS{here[p]}});
            end
        end
        hf_sram #(.WIDTH(WIDTH), .WORDS(WORDS), .ADDRESS_BITS(WORD_BITS)) memory (
            .clk, .write(write && to_bank == BANK_BITS'(b)), .to(to_word), .data, .read(move && |here),
            .from(asking[PORTS-1].from), .word(read[b*WIDTH+:WIDTH])
        );
    end

    for (genvar p = 0; p < PORTS; p++) begin : ports
        logic [WIDTH-1:0] held;
        hf_select #(.WIDTH(WIDTH), .WORDS(BANKS), .ADDRESS_BITS(BANK_BITS)) of_bank (
            .words(read), .from(bank[p*BANK_BITS+:BANK_BITS]), .word(held)
        );
        if (LATE[p]) begin : late
            wire comes = write && to_bank == bank[p*BANK_BITS+:BANK_BITS] && to_word == word[p*WORD_BITS+:WORD_BITS];
            wire comes_next = write && to_bank == next_bank[p*BANK_BITS+:BANK_BITS] &&
                              to_word == next_word[p*WORD_BITS+:WORD_BITS];
            wire catches = move ? comes_next : comes;
            logic fresh;
            logic [WIDTH-1:0] caught;
            always_ff @(posedge clk) begin
                if (catches) caught <= data;
                if (catches || move) fresh <= catches;
            end
            assign words[p*WIDTH+:WIDTH] = fresh ? caught : held;
        end else begin : in_time
            assign words[p*WIDTH+:WIDTH] = held;
        end
    end
endmodule

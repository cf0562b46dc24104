// SPDX-License-Identifier: Apache-2.0
// A place in a ring of DEPTH words that moves on at the edges with `move`. Both places that it may come to, round the
// end and not, are computed side by side: no adder waits for another. In a ring of one word, or if it never moves, there is
// no register.
module hf_cursor #(
    parameter int DEPTH = 2,
    parameter int ADDRESS_BITS = 1,
    parameter int FIRST_PLACE = 0,
    parameter int MOVES = 1
) (
    // no register: no clock; where 2^ADDRESS_BITS words are a ring, adding wraps
    // verilator lint_off UNUSED
    input  logic clk,
    input  logic rst,
    input  logic move,
    input  logic [ADDRESS_BITS-1:0] by,    // less than DEPTH
    input  logic [ADDRESS_BITS-1:0] back,  // by - DEPTH, a constant as `by` is
    // verilator lint_on UNUSED
    output logic [ADDRESS_BITS-1:0] place
);
    if (DEPTH == 1 || MOVES == 0) begin : stays
        assign place = ADDRESS_BITS'(FIRST_PLACE);
    end else begin : register
        wire [ADDRESS_BITS-1:0] straight = place + by;
        logic [ADDRESS_BITS-1:0] moved;
        if (DEPTH == 1 << ADDRESS_BITS) begin : wraps
            assign moved = straight;
        end else begin : turns
            wire [ADDRESS_BITS:0] round = {1'b0, place} + {1'b1, back};  // negative before the end
            assign moved = round[ADDRESS_BITS] ? straight : round[ADDRESS_BITS-1:0];
        end
        always_ff @(posedge clk) begin
            if (rst) place <= ADDRESS_BITS'(FIRST_PLACE);
            else if (move) place <= moved;
        end
    end
endmodule

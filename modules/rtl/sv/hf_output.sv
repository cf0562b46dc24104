// SPDX-License-Identifier: Apache-2.0
// Credits, the FIFO behind the pipeline registers, and the fork. A beat that was started comes out of the pipeline on `data`
// when `enter` is up. `room`: the FIFO has a place for all that is in flight and one beat more.
module hf_output #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 2,
    parameter int BRANCHES = 1,
    parameter int CREDITS = 1,  // 0: nobody asks for room
    parameter int LATCHES = 0
) (
    input  logic clk,
    input  logic rst,
    // without credits
    // verilator lint_off UNUSED
    input  logic start,
    // verilator lint_on UNUSED
    input  logic enter,
    output logic room,
    input  logic [WIDTH-1:0] data,
    output logic [BRANCHES-1:0] valid,
    input  logic [BRANCHES-1:0] ready,
    output logic [WIDTH-1:0] head
);
    localparam int COUNT_BITS = $clog2(DEPTH + 1);
    localparam int ADDRESS_BITS = DEPTH > 1 ? $clog2(DEPTH) : 1;

    logic [COUNT_BITS-1:0] waiting;  // in the FIFO
    logic [ADDRESS_BITS-1:0] read_at;
    logic [ADDRESS_BITS-1:0] write_at;
    logic all_ready;

    wire head_valid = waiting != '0;
    hf_fork #(.BRANCHES(BRANCHES)) fork_i (.clk, .rst, .head_valid, .all_ready, .valid, .ready);

    wire pop = head_valid && all_ready;
    hf_memory #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDRESS_BITS(ADDRESS_BITS), .LATCHES(LATCHES)) beats (
        .clk, .write(enter), .to(write_at), .data, .from(read_at), .words(head)
    );
    hf_counter #(.LAST(DEPTH - 1), .BITS(ADDRESS_BITS)) reading (.clk, .rst, .count(pop), .value(read_at));
    hf_counter #(.LAST(DEPTH - 1), .BITS(ADDRESS_BITS)) writing (.clk, .rst, .count(enter), .value(write_at));

    always_ff @(posedge clk) begin
        if (rst) waiting <= '0;
        else if (enter != pop) waiting <= enter ? waiting + 1'b1 : waiting - 1'b1;
    end
    if (CREDITS != 0) begin : credits
        logic [COUNT_BITS-1:0] used;  // in flight and in the FIFO
        assign room = used != COUNT_BITS'(DEPTH);
        always_ff @(posedge clk) begin
            if (rst) used <= '0;
            else if (start != pop) used <= start ? used + 1'b1 : used - 1'b1;
        end
    end else begin : no_credits
        assign room = 1'b1;
    end
endmodule

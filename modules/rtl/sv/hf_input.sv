// SPDX-License-Identifier: Apache-2.0
// Counters of one input: takes a beat whenever fewer than DEPTH are held, and says whether the present step has what
// it needs. Both counters are negative where beats were given up before they arrived. What they are after an edge with
// and without `fire` is computed side by side: `fire` comes late.
module hf_input #(
    parameter int DEPTH = 2,
    parameter int HELD_BITS = 3,
    parameter int DROPS = 1,  // 0: no beat is given up before it arrives
    parameter int AHEAD_BITS = 3,
    parameter int FIRST_NEEDED = 1  // beats that step 0 of an image needs
) (
    input  logic clk,
    input  logic rst,
    input  logic valid,
    output logic ready,
    output logic arrive,
    output logic store,  // the beat that arrives is not given up already
    input  logic fire,
    input  logic [AHEAD_BITS-1:0] needs_more,  // minus the beats that the next step needs beyond those of this one
    input  logic [HELD_BITS-1:0] gives_up,     // minus the beats that are given up after this step
    output logic fed,
    output logic signed [AHEAD_BITS-1:0] ahead  // arrived minus needed by the present step
);
    logic [HELD_BITS-1:0] held;  // arrived minus given up

    assign ready = held != HELD_BITS'(DEPTH);
    assign arrive = valid && ready;
    assign store = arrive && (DROPS == 0 || !held[HELD_BITS-1]);
    assign fed = !ahead[AHEAD_BITS-1];

    // a beat that arrives is the carry into the lowest position
    // verilator lint_off UNUSED
    wire [HELD_BITS:0] held_fired = {held, arrive} + {gives_up, 1'b1};
    wire [AHEAD_BITS:0] ahead_fired = {ahead, arrive} + {needs_more, 1'b1};
    // verilator lint_on UNUSED
    always_ff @(posedge clk) begin
        if (rst) begin
            held <= '0;
            ahead <= -AHEAD_BITS'(FIRST_NEEDED);
        end else begin
            held <= fire ? held_fired[HELD_BITS:1] : held + HELD_BITS'(arrive);
            ahead <= fire ? ahead_fired[AHEAD_BITS:1] : ahead + AHEAD_BITS'(arrive);
        end
    end
endmodule

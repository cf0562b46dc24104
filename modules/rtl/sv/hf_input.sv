// SPDX-License-Identifier: Apache-2.0
// Counters of one input: takes a beat whenever fewer than DEPTH are held, and says whether the present step has what
// it needs. Both counters are negative where beats were given up before they arrived.
module hf_input #(
    parameter int DEPTH = 2,
    parameter int COUNT_BITS = 4,
    parameter int FIRST_NEEDED = 1  // beats that step 0 of an image needs
) (
    input  logic clk,
    input  logic rst,
    input  logic valid,
    output logic ready,
    output logic arrive,
    output logic store,  // the beat that arrives is not given up already
    input  logic fire,
    input  logic signed [COUNT_BITS-1:0] needs_more,  // beats that the next step needs beyond those of this one
    input  logic signed [COUNT_BITS-1:0] gives_up,    // beats that are given up after this step
    output logic fed
);
    logic signed [COUNT_BITS-1:0] held;   // arrived minus given up
    logic signed [COUNT_BITS-1:0] ahead;  // arrived minus needed by the present step

    assign ready = held < COUNT_BITS'(DEPTH);
    assign arrive = valid && ready;
    assign store = arrive && held >= 0;
    assign fed = ahead >= 0;

    wire signed [COUNT_BITS-1:0] arrived = {{(COUNT_BITS - 1){1'b0}}, arrive};
    always_ff @(posedge clk) begin
        if (rst) begin
            held <= '0;
            ahead <= -COUNT_BITS'(FIRST_NEEDED);
        end else begin
            held <= held + arrived - (fire ? gives_up : '0);
            ahead <= ahead + arrived - (fire ? needs_more : '0);
        end
    end
endmodule

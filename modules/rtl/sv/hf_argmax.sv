// SPDX-License-Identifier: Apache-2.0
// The class with the largest sum, or with the largest product of its sum and its multiplier, the lowest one on a tie:
// PER_STEP classes a step, then the best of them against the best so far. `label` stands behind as many registers as the
// latency of the stage counts, from the last step of an image on until the next one's first step comes there.
module hf_argmax #(
    parameter int CLASSES = 2,
    parameter int CLASS_BITS = 1,  // at least 1
    parameter int BITS = 8,        // of a sum, signed
    parameter int SCALED = 0,
    parameter logic [CLASSES*16-1:0] MULTIPLIERS = '0,  // unsigned, of the first class lowest
    parameter int PER_STEP = 1,
    parameter int STEP_BITS = 1,
    parameter int EVERY = 1,
    parameter int GATED = 0  // data registers load only behind a step
) (
    input  logic clk,
    input  logic rst,
    input  logic fire,
    input  logic first,  // step of an image
    input  logic [STEP_BITS-1:0] step,
    input  logic [CLASSES*BITS-1:0] sums,
    output logic [CLASS_BITS-1:0] label
);
    localparam int STEPS = (CLASSES + PER_STEP - 1) / PER_STEP;
    localparam int SCORE_BITS = SCALED != 0 ? BITS + 16 : BITS;
    localparam int INDEX_BITS = PER_STEP > 1 ? $clog2(PER_STEP) : 1;
    // registers, in their order
    localparam int TREE = ($clog2(PER_STEP) + EVERY - 1) / EVERY;
    localparam int TO_TREE = SCALED != 0 ? 4 : 1;
    localparam int TO_BEST = TO_TREE + TREE;
    localparam int TREE_GO = TREE > 0 ? TREE : 1;

    // a step, and the first of an image, so many edges before
    logic [TO_BEST:0] fired;
    logic first_now;
    hf_flight #(.CYCLES(TO_BEST)) steps_on_their_way (.clk, .rst, .start(fire), .at(fired));
    hf_delay #(.CYCLES(TO_BEST)) first_delay (.clk, .rst(1'b0), .d(first), .q(first_now));
    // the best so far always waits for its step
    // verilator lint_off UNUSED
    wire [TO_BEST:0] go = GATED != 0 ? fired : {(TO_BEST + 1) {1'b1}};
    // verilator lint_on UNUSED

    // The last step may have classes left: it takes the last class for all of them, which loses against itself.
    wire [PER_STEP*BITS-1:0] sums_of[0:STEPS-1];
    for (genvar s = 0; s < STEPS; s++) begin : steps
        for (genvar i = 0; i < PER_STEP; i++) begin : classes
            localparam int CLASS = s * PER_STEP + i < CLASSES ? s * PER_STEP + i : CLASSES - 1;
            assign sums_of[s][i*BITS+:BITS] = sums[CLASS*BITS+:BITS];
        end
    end
    logic [PER_STEP*BITS-1:0] operands;
    always_ff @(posedge clk) if (go[0]) operands <= sums_of[step];

    logic [PER_STEP*SCORE_BITS-1:0] scores;
    if (SCALED != 0) begin : scaled
        wire [PER_STEP*16-1:0] factors_of[0:STEPS-1];
        for (genvar s = 0; s < STEPS; s++) begin : steps
            for (genvar i = 0; i < PER_STEP; i++) begin : classes
                localparam int CLASS = s * PER_STEP + i < CLASSES ? s * PER_STEP + i : CLASSES - 1;
                assign factors_of[s][i*16+:16] = MULTIPLIERS[CLASS*16+:16];
            end
        end
        logic [PER_STEP*16-1:0] factors;
        always_ff @(posedge clk) if (go[0]) factors <= factors_of[step];
        for (genvar i = 0; i < PER_STEP; i++) begin : classes
            hf_multiply #(.WIDTH(BITS)) scale (
                .clk, .go(go[3:1]), .x(operands[i*BITS+:BITS]), .m(factors[i*16+:16]),
                .product(scores[i*SCORE_BITS+:SCORE_BITS])
            );
        end
    end else begin : plain
        assign scores = operands;
    end

    logic [SCORE_BITS-1:0] best_of_step, best;
    // one class a step has no index
    // verilator lint_off UNUSED
    logic [INDEX_BITS-1:0] index;
    // verilator lint_on UNUSED
    hf_best #(.N(PER_STEP), .WIDTH(SCORE_BITS), .EVERY(EVERY), .INDEX_BITS(INDEX_BITS)) tree (
        .clk, .go(go[TO_TREE+:TREE_GO]), .leaves(scores), .best(best_of_step), .index
    );
    logic better;
    hf_greater #(.WIDTH(SCORE_BITS)) against_best (.a(best_of_step), .b(best), .greater(better));
    logic [CLASS_BITS-1:0] next_base;
    wire [CLASS_BITS-1:0] base = first_now ? '0 : next_base;
    always_ff @(posedge clk)
        if (fired[TO_BEST]) begin
            next_base <= base + CLASS_BITS'(PER_STEP);
            if (first_now || better) begin
                best <= best_of_step;
                label <= base + CLASS_BITS'(index);
            end
        end
endmodule

// SPDX-License-Identifier: Apache-2.0
// The NPU behind its step control: feature buffer, weight sets, array, scaling, argmax and registers. `result` belongs
// to the step that fired LATENCY edges before.
module hf_npu #(
    parameter int HEIGHT = 1,
    parameter int WIDTH = 1,
    parameter int LANES = 1,
    parameter int CHANNELS = 1,
    parameter int FEATURE_BITS = 8,
    parameter int FEATURE_SIGNED = 0,
    parameter int CLASSES = 1,
    parameter int CLASS_BITS = 1,  // at least 1
    parameter int WEIGHT_BITS = 8,
    parameter int SCALED = 0,
    parameter int ROWS = 1,
    parameter int COLUMNS = 1,
    parameter int EVERY = 1,
    parameter int CARRY_SAVE = 1,
    parameter int GATED = 0,  // the registers of the array and behind it load only for a step, or the end of a group
    parameter int LATENCY = 6,
    parameter int LATCHES = 0,  // hold the features
    parameter int WRITE_BYTES = 4,
    parameter WEIGHTS_FILE = "",
    parameter BIAS_FILE = "",
    parameter MULTIPLIER_FILE = "",
    // hf_npu_weights
    parameter int WEIGHT_BANK_ROWS = 1,
    parameter int WEIGHT_PART = 1,
    parameter int BIAS_BANK_ROWS = 1,
    parameter int BIAS_PART = 1,
    parameter int MULTIPLIER_BANK_ROWS = 1,
    parameter int MULTIPLIER_PART = 1
) (
    input  logic clk,
    input  logic rst,
    input  logic arrive,
    input  logic [LANES*CHANNELS*FEATURE_BITS-1:0] data,
    input  logic fire,
    input  logic first_row_step,
    input  logic last_row_step,
    input  logic first,  // step of an image
    input  logic last,
    output logic [COLUMNS*32-1:0] sums,
    output logic [CLASS_BITS-1:0] label,  // with the last group of an image, else 0
    input  logic image_leaves,
    input  logic [CLASS_BITS-1:0] label_of_image,
    input  logic bus_valid,
    input  logic bus_write,
    input  logic [31:0] bus_address,
    input  logic [15:0] bus_bytes,
    input  logic [WRITE_BYTES*8-1:0] bus_write_data,
    output logic [31:0] bus_read_data,
    output logic [2:0] bus_error
);
    localparam int INPUTS = HEIGHT * WIDTH * CHANNELS;
    localparam int ROW_STEPS = (INPUTS + ROWS - 1) / ROWS;
    localparam int GROUPS = (CLASSES + COLUMNS - 1) / COLUMNS;
    localparam int WEIGHT_BYTES = (CLASSES * INPUTS * WEIGHT_BITS + 7) / 8;
    localparam int SET_BYTES = WEIGHT_BYTES + (SCALED != 0 ? 6 : 4) * CLASSES;
    localparam int X_BITS = FEATURE_BITS + (FEATURE_SIGNED != 0 ? 0 : 1);
    localparam int PRODUCT_BITS = SCALED != 0 ? 49 : 32;
    localparam int REST = CLASSES - (GROUPS - 1) * COLUMNS;  // classes of the last group
    localparam int COLUMN_BITS = COLUMNS > 1 ? $clog2(COLUMNS) : 1;
    // registers, in their order
    localparam int ROW_TREE = ($clog2(ROWS) + EVERY - 1) / EVERY;
    localparam int RESOLVE = CARRY_SAVE != 0 ? 2 : 0;
    localparam int SCALE = SCALED != 0 ? 2 : 0;
    localparam int COLUMN_TREE = ($clog2(COLUMNS) + EVERY - 1) / EVERY;
    localparam int TO_ACCUMULATOR = 2 + ROW_TREE;
    localparam int TO_SUM = TO_ACCUMULATOR + 1 + RESOLVE;
    localparam int TO_PRODUCT = TO_SUM + SCALE;
    localparam int TO_BEST = TO_PRODUCT + COLUMN_TREE;

    // a step, and the last of a group, so many edges before
    logic [TO_ACCUMULATOR:0] fired;
    logic [LATENCY:0] ended;
    hf_flight #(.CYCLES(TO_ACCUMULATOR)) steps_on_their_way (.clk, .rst, .start(fire), .at(fired));
    hf_flight #(.CYCLES(LATENCY)) groups_on_their_way (.clk, .rst, .start(fire && last_row_step), .at(ended));
    // not every way has registers
    // verilator lint_off UNUSED
    wire [TO_ACCUMULATOR:0] step_go = GATED != 0 ? fired : {(TO_ACCUMULATOR + 1) {1'b1}};
    wire [LATENCY:0] group_go = GATED != 0 ? ended : {(LATENCY + 1) {1'b1}};
    // verilator lint_on UNUSED
    localparam int ROW_GO = ROW_TREE > 0 ? ROW_TREE : 1;
    localparam int COLUMN_GO = COLUMN_TREE > 0 ? COLUMN_TREE : 1;
    localparam int BESIDE = LATENCY - TO_SUM;

    // bus and operands
    logic set, pending, weights_write;
    logic [31:0] weights_offset, weights_read_data;
    logic [ROWS*FEATURE_BITS-1:0] features;
    logic [COLUMNS*ROWS*WEIGHT_BITS-1:0] weights;
    logic [COLUMNS*32-1:0] biases, biases_now;
    logic [COLUMNS*16-1:0] multipliers;
    wire begins = fire && first;

    hf_npu_bus #(
        .SET_BYTES(SET_BYTES), .LABEL_BITS(CLASS_BITS)
    ) bus (
        .clk, .rst, .bus_valid, .bus_write, .bus_address, .bus_bytes, .bus_write_data(bus_write_data[31:0]),
        .bus_read_data, .bus_error, .weights_write, .weights_offset, .weights_read_data, .fire, .begins, .set, .pending,
        .image_leaves, .label_of_image
    );
    hf_npu_features #(
        .HEIGHT(HEIGHT), .WIDTH(WIDTH), .LANES(LANES), .PIXEL_BITS(CHANNELS * FEATURE_BITS), .BITS(FEATURE_BITS),
        .ROWS(ROWS), .ROW_STEPS(ROW_STEPS), .REST(INPUTS - (ROW_STEPS - 1) * ROWS), .LATCHES(LATCHES)
    ) feature_buffer (
        .clk, .rst, .arrive, .data, .fire, .last_row_step, .last, .load(step_go[0]), .features
    );
    hf_npu_weights #(
        .INPUTS(INPUTS), .CLASSES(CLASSES), .BITS(WEIGHT_BITS), .SCALED(SCALED), .ROWS(ROWS), .COLUMNS(COLUMNS),
        .WRITE_BYTES(WRITE_BYTES), .WEIGHTS_FILE(WEIGHTS_FILE), .BIAS_FILE(BIAS_FILE),
        .MULTIPLIER_FILE(MULTIPLIER_FILE), .WEIGHT_BANK_ROWS(WEIGHT_BANK_ROWS), .WEIGHT_PART(WEIGHT_PART),
        .BIAS_BANK_ROWS(BIAS_BANK_ROWS), .BIAS_PART(BIAS_PART), .MULTIPLIER_BANK_ROWS(MULTIPLIER_BANK_ROWS),
        .MULTIPLIER_PART(MULTIPLIER_PART)
    ) weight_sets (
        .clk, .rst, .fire, .last_row_step, .last, .set(set ^ (begins && pending)), .weights, .biases, .multipliers,
        .bus_set(!set), .write(weights_write), .offset(weights_offset), .bytes(bus_bytes), .write_data(bus_write_data),
        .read_data(weights_read_data)
    );

    // what a step is, on its way beside the data
    wire now = fired[TO_ACCUMULATOR];
    wire emits_best = ended[TO_BEST];
    logic first_now, first_group, first_group_best, last_group_product, last_group_result;
    logic in_last_group;
    hf_delay #(.CYCLES(TO_ACCUMULATOR)) first_delay (.clk, .rst(1'b0), .d(first_row_step), .q(first_now));
    hf_delay #(.WIDTH(COLUMNS * 32), .CYCLES(TO_ACCUMULATOR - 1)) bias_delay (
        .clk, .rst(1'b0), .d(biases), .q(biases_now));
    hf_delay #(.CYCLES(TO_BEST)) first_group_delay (.clk, .rst(1'b0), .d(first_group), .q(first_group_best));
    hf_delay #(.CYCLES(TO_PRODUCT)) last_group_delay (.clk, .rst(1'b0), .d(in_last_group), .q(last_group_product));
    hf_delay #(.CYCLES(LATENCY)) last_delay (.clk, .rst(1'b0), .d(in_last_group), .q(last_group_result));

    int group;
    assign first_group = group == 0;
    assign in_last_group = group == GROUPS - 1;
    always_ff @(posedge clk) begin
        if (rst) group <= 0;
        else if (fire && last_row_step) group <= last ? 0 : group + 1;
    end

    // the array
    logic [COLUMNS*32-1:0] totals, totals_late;
    logic [COLUMNS*PRODUCT_BITS-1:0] products;
    logic [ROWS*X_BITS-1:0] inputs;
    for (genvar r = 0; r < ROWS; r++) begin : signed_input
        if (FEATURE_SIGNED != 0) begin : same
            assign inputs[r*X_BITS+:X_BITS] = features[r*FEATURE_BITS+:FEATURE_BITS];
        end else begin : extended
            assign inputs[r*X_BITS+:X_BITS] = {1'b0, features[r*FEATURE_BITS+:FEATURE_BITS]};
        end
    end
    for (genvar c = 0; c < COLUMNS; c++) begin : column
        hf_npu_column #(
            .ROWS(ROWS), .WEIGHT_BITS(WEIGHT_BITS), .FEATURE_BITS(X_BITS), .EVERY(EVERY), .CARRY_SAVE(CARRY_SAVE)
        ) macs (
            .clk, .features(inputs), .weights(weights[c*ROWS*WEIGHT_BITS+:ROWS*WEIGHT_BITS]), .load(step_go[1]),
            .tree_go(step_go[2+:ROW_GO]), .now, .first(first_now), .ended(group_go[TO_ACCUMULATOR+1+:2]), .bias(biases_now[c*32+:32]), .sum(totals[c*32+:32])
        );
        // a column without a class in the last group loses against every other
        logic signed [PRODUCT_BITS-1:0] product;
        assign products[c*PRODUCT_BITS+:PRODUCT_BITS] =
            c >= REST && last_group_product ? {1'b1, {(PRODUCT_BITS - 1) {1'b0}}} : product;
        assign sums[c*32+:32] = c >= REST && last_group_result ? '0 : totals_late[c*32+:32];
        if (SCALED != 0) begin : scale
            logic [15:0] multiplier;
            hf_delay #(.WIDTH(16), .CYCLES(TO_SUM - 1)) multiplier_delay (
                .clk, .rst(1'b0), .d(multipliers[c*16+:16]), .q(multiplier));
            wire signed [31:0] total = totals[c*32+:32];
            logic signed [40:0] low, high;
            always_ff @(posedge clk) begin
                if (group_go[TO_SUM]) begin
                    low <= 41'(total) * $signed({33'd0, multiplier[7:0]});
                    high <= 41'(total) * $signed({33'd0, multiplier[15:8]});
                end
                if (group_go[TO_SUM+1]) product <= 49'(low) + (49'(high) <<< 8);
            end
        end else begin : plain
            assign product = totals[c*32+:32];
        end
    end
    hf_pipe #(.WIDTH(COLUMNS * 32), .CYCLES(BESIDE)) beside (
        .clk, .go(group_go[TO_SUM+:(BESIDE > 0 ? BESIDE : 1)]), .d(totals), .q(totals_late));

    // argmax: of the group, then against the best so far
    logic signed [PRODUCT_BITS-1:0] best_of_group, best;
    logic [COLUMN_BITS-1:0] index;
    logic [CLASS_BITS-1:0] best_class;
    int base;  // first class of the group at the comparator
    hf_best #(
        .N(COLUMNS), .WIDTH(PRODUCT_BITS), .EVERY(EVERY), .INDEX_BITS(COLUMN_BITS)
    ) tree (
        .clk, .go(group_go[TO_PRODUCT+:COLUMN_GO]), .leaves(products), .best(best_of_group), .index
    );
    logic greater;
    hf_greater #(.WIDTH(PRODUCT_BITS)) compare (.a(best_of_group), .b(best), .greater);
    wire better = first_group_best || greater;
    always_ff @(posedge clk) begin
        if (emits_best && better) begin
            best <= best_of_group;
            best_class <= CLASS_BITS'((first_group_best ? 0 : base) + 32'(index));
        end
        if (emits_best) base <= (first_group_best ? 0 : base) + COLUMNS;
    end
    assign label = last_group_result ? best_class : '0;

    // without multipliers
    // verilator lint_off UNUSED
    wire unscaled = SCALED == 0 && |multipliers;
    // verilator lint_on UNUSED
endmodule

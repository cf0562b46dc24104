// SPDX-License-Identifier: Apache-2.0
// One class of the NPU's array: products, their tree, the accumulator and, if carry-save, its two halves of the carry
// chain. `now` and `first` belong to the step whose sum of products reaches the accumulator at this edge. Registers load when
// their own flag is up: of the products, of the tree, of the two halves of the chain.
module hf_npu_column #(
    parameter int ROWS = 1,
    parameter int WEIGHT_BITS = 8,
    parameter int FEATURE_BITS = 9,  // signed
    parameter int EVERY = 1,
    parameter int CARRY_SAVE = 1,
    parameter int GO_BITS = ROWS > 1 ? ($clog2(ROWS) + EVERY - 1) / EVERY : 1
) (
    input  logic clk,
    input  logic [ROWS*FEATURE_BITS-1:0] features,
    input  logic [ROWS*WEIGHT_BITS-1:0] weights,
    input  logic load,
    input  logic [GO_BITS-1:0] tree_go,
    input  logic now,
    input  logic first,
    // a ripple accumulator is the sum
    // verilator lint_off UNUSED
    input  logic [1:0] ended,
    // verilator lint_on UNUSED
    input  logic [31:0] bias,
    output logic [31:0] sum
);
    localparam int PRODUCT_BITS = FEATURE_BITS + WEIGHT_BITS;
    localparam int TREE_BITS = PRODUCT_BITS + $clog2(ROWS);
    logic [ROWS*PRODUCT_BITS-1:0] products;
    logic signed [TREE_BITS-1:0] total;

    for (genvar r = 0; r < ROWS; r++) begin : inputs
        wire signed [FEATURE_BITS-1:0] feature = features[r*FEATURE_BITS+:FEATURE_BITS];
        wire signed [WEIGHT_BITS-1:0] weight = weights[r*WEIGHT_BITS+:WEIGHT_BITS];
        always_ff @(posedge clk)
            if (load) products[r*PRODUCT_BITS+:PRODUCT_BITS] <= PRODUCT_BITS'(feature) * PRODUCT_BITS'(weight);
    end
    hf_tree #(
        .N(ROWS), .WIDTH(PRODUCT_BITS), .EVERY(EVERY), .RESULT_BITS(TREE_BITS)
    ) tree (
        .clk, .go(tree_go), .leaves(products), .result(total)
    );
    wire [31:0] addend = 32'(total);

    if (CARRY_SAVE != 0) begin : carry_save
        logic [31:0] s, c;
        wire [31:0] a = first ? bias : s;
        wire [31:0] b = first ? '0 : c;
        wire [31:0] majority = (a & b) | (a & addend) | (b & addend);
        logic [15:0] low, high_s, high_c;
        logic carry;
        always_ff @(posedge clk) begin
            if (now) begin
                s <= a ^ b ^ addend;
                c <= {majority[30:0], 1'b0};
            end
            if (ended[0]) begin
                {carry, low} <= {1'b0, s[15:0]} + {1'b0, c[15:0]};
                high_s <= s[31:16];
                high_c <= c[31:16];
            end
            if (ended[1]) sum <= {high_s + high_c + 16'(carry), low};
        end
        // the carry out of the top is dropped: sums are of 32 bits
        // verilator lint_off UNUSED
        wire dropped = majority[31];
        // verilator lint_on UNUSED
    end else begin : ripple
        always_ff @(posedge clk) if (now) sum <= (first ? bias : sum) + addend;
    end
endmodule

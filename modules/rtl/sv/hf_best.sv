// SPDX-License-Identifier: Apache-2.0
// Index of the largest of N signed values, the lowest index on a tie. The tree of maxima has as few registers as leave at
// most EVERY levels between two, spread evenly, the last behind the last level. The k-th of them loads when go[k] is up.
module hf_best #(
    parameter int N = 2,
    parameter int WIDTH = 8,
    parameter int EVERY = 1,
    parameter int INDEX_BITS = 1,
    parameter int REGISTERS = ($clog2(N) + EVERY - 1) / EVERY,
    parameter int GO_BITS = REGISTERS > 0 ? REGISTERS : 1
) (
    // one value: no register
    // verilator lint_off UNUSED
    input  logic clk,
    input  logic [GO_BITS-1:0] go,
    // verilator lint_on UNUSED
    input  logic [N*WIDTH-1:0] leaves,
    output logic [WIDTH-1:0] best,
    output logic [INDEX_BITS-1:0] index
);
    localparam int LEVELS = $clog2(N);
    localparam int STEP = REGISTERS > 0 ? (LEVELS + REGISTERS - 1) / REGISTERS : 1;
    for (genvar l = 0; l <= LEVELS; l++) begin : level
        localparam int COUNT = (N + (1 << l) - 1) >> l;
        logic [COUNT*WIDTH-1:0] joined;
        logic [COUNT*WIDTH-1:0] value;
        logic [COUNT*INDEX_BITS-1:0] joined_at;
        logic [COUNT*INDEX_BITS-1:0] at;
        if (l == 0) begin : first
            assign joined = leaves;
            for (genvar i = 0; i < N; i++) begin : leaf
                assign joined_at[i*INDEX_BITS+:INDEX_BITS] = INDEX_BITS'(i);
            end
        end else begin : above
            localparam int BELOW = (N + (1 << (l - 1)) - 1) >> (l - 1);
            for (genvar i = 0; i < COUNT; i++) begin : node
                wire signed [WIDTH-1:0] a = level[l-1].value[2*i*WIDTH+:WIDTH];
                wire [INDEX_BITS-1:0] a_at = level[l-1].at[2*i*INDEX_BITS+:INDEX_BITS];
                if (2 * i + 1 < BELOW) begin : join_two
                    wire signed [WIDTH-1:0] b = level[l-1].value[(2*i+1)*WIDTH+:WIDTH];
                    wire [INDEX_BITS-1:0] b_at = level[l-1].at[(2*i+1)*INDEX_BITS+:INDEX_BITS];
                    logic second;
                    hf_greater #(.WIDTH(WIDTH)) compare (.a(b), .b(a), .greater(second));
                    assign joined[i*WIDTH+:WIDTH] = second ? b : a;
                    assign joined_at[i*INDEX_BITS+:INDEX_BITS] = second ? b_at : a_at;
                end else begin : passes
                    assign joined[i*WIDTH+:WIDTH] = a;
                    assign joined_at[i*INDEX_BITS+:INDEX_BITS] = a_at;
                end
            end
        end
        if (l > 0 && (l % STEP == 0 || l == LEVELS)) begin : registered
            localparam int K = (l + STEP - 1) / STEP - 1;
            always_ff @(posedge clk) begin
                if (go[K]) begin
                    value <= joined;
                    at <= joined_at;
                end
            end
        end else begin : wires
            assign value = joined;
            assign at = joined_at;
        end
    end
    assign best = level[LEVELS].value;
    assign index = level[LEVELS].at;
endmodule

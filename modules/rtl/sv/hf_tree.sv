// SPDX-License-Identifier: Apache-2.0
// Joins N values by neighbours, an odd last one passes: sums (MAXIMUM = 0) or the largest. Registers, as few as leave at
// most EVERY levels between two, are spread evenly, the last behind the last level; the k-th of them loads when go[k] is
// up. Sums grow by a bit a level, so nothing wraps.
module hf_tree #(
    parameter int N = 2,
    parameter int WIDTH = 8,
    parameter int EVERY = 1,
    parameter int MAXIMUM = 0,
    parameter int SIGNED = 1,
    parameter int RESULT_BITS = 9,  // WIDTH, for sums + ceil(log2 N)
    parameter int GO_BITS = N > 1 ? ($clog2(N) + EVERY - 1) / EVERY : 1
) (
    // one value: no register
    // verilator lint_off UNUSED
    input  logic clk,
    input  logic [GO_BITS-1:0] go,
    // verilator lint_on UNUSED
    input  logic [N*WIDTH-1:0] leaves,
    output logic [RESULT_BITS-1:0] result
);
    localparam int LEVELS = $clog2(N);
    localparam int REGISTERS = (LEVELS + EVERY - 1) / EVERY;
    localparam int STEP = N > 1 ? (LEVELS + REGISTERS - 1) / REGISTERS : 1;
    for (genvar l = 0; l <= LEVELS; l++) begin : level
        localparam int COUNT = (N + (1 << l) - 1) >> l;
        localparam int BITS = MAXIMUM != 0 ? WIDTH : WIDTH + l;
        logic [COUNT*BITS-1:0] joined;
        logic [COUNT*BITS-1:0] value;
        if (l == 0) begin : first
            assign joined = leaves;
        end else begin : above
            localparam int BELOW = (N + (1 << (l - 1)) - 1) >> (l - 1);
            localparam int FROM = MAXIMUM != 0 ? WIDTH : WIDTH + l - 1;
            for (genvar i = 0; i < COUNT; i++) begin : node
                wire [FROM-1:0] a = level[l-1].value[2*i*FROM+:FROM];
                if (2 * i + 1 < BELOW) begin : join_two
                    wire [FROM-1:0] b = level[l-1].value[(2*i+1)*FROM+:FROM];
                    if (MAXIMUM != 0) begin : larger
                        logic second;
                        hf_greater #(.WIDTH(FROM), .SIGNED(SIGNED)) compare (.a(b), .b(a), .greater(second));
                        assign joined[i*BITS+:BITS] = second ? b : a;
                    end else begin : sum
                        assign joined[i*BITS+:BITS] =
                            {SIGNED != 0 && a[FROM-1], a} + {SIGNED != 0 && b[FROM-1], b};
                    end
                end else begin : passes
                    if (MAXIMUM != 0) begin : largest
                        assign joined[i*BITS+:BITS] = a;
                    end else begin : wider
                        assign joined[i*BITS+:BITS] = {SIGNED != 0 && a[FROM-1], a};
                    end
                end
            end
        end
        if (l > 0 && (l % STEP == 0 || l == LEVELS)) begin : registered
            always_ff @(posedge clk) if (go[(l+STEP-1)/STEP-1]) value <= joined;
        end else begin : wires
            assign value = joined;
        end
    end
    assign result = level[LEVELS].value;
endmodule

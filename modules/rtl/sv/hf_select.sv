// SPDX-License-Identifier: Apache-2.0
// One of several words: each is masked by a select of its own, and all are joined by a tree of OR. 0 beyond the last.
module hf_select #(
    parameter int WIDTH = 8,
    parameter int WORDS = 2,
    parameter int ADDRESS_BITS = 1
) (
    input  logic [WORDS*WIDTH-1:0] words,
    // of a single word
    // verilator lint_off UNUSED
    input  logic [ADDRESS_BITS-1:0] from,
    // verilator lint_on UNUSED
    output logic [WIDTH-1:0] word
);
    localparam int LEVELS = $clog2(WORDS);
    for (genvar l = 0; l <= LEVELS; l++) begin : level
        localparam int COUNT = (WORDS + (1 << l) - 1) >> l;
        logic [COUNT*WIDTH-1:0] joined;
        for (genvar i = 0; i < COUNT; i++) begin : node
            if (l == 0) begin : masked
                assign joined[i*WIDTH+:WIDTH] =
                    words[i*WIDTH+:WIDTH] & {WIDTH{WORDS == 1 || from == ADDRESS_BITS'(i)}};
            end else if (2 * i + 1 < (WORDS + (1 << (l - 1)) - 1) >> (l - 1)) begin : join_two
                assign joined[i*WIDTH+:WIDTH] =
                    level[l-1].joined[2*i*WIDTH+:WIDTH] | level[l-1].joined[(2*i+1)*WIDTH+:WIDTH];
            end else begin : passes
                assign joined[i*WIDTH+:WIDTH] = level[l-1].joined[2*i*WIDTH+:WIDTH];
            end
        end
    end
    assign word = level[LEVELS].joined;
endmodule

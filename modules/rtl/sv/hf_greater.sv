// SPDX-License-Identifier: Apache-2.0
// a > b, both signed or neither: the carry out of a - b - 1, found by a balanced tree. Of a group of positions `more` says that a
// is greater there, `no_less` that a carry from below passes.
module hf_greater #(
    parameter int WIDTH = 8,
    parameter int SIGNED = 1
) (
    input  logic [WIDTH-1:0] a,
    input  logic [WIDTH-1:0] b,
    output logic greater
);
    localparam int LEVELS = $clog2(WIDTH);
    localparam logic [WIDTH-1:0] SIGN = SIGNED != 0 ? WIDTH'(1) << (WIDTH - 1) : '0;
    for (genvar l = 0; l <= LEVELS; l++) begin : level
        localparam int COUNT = (WIDTH + (1 << l) - 1) >> l;
        logic [COUNT-1:0] more;
        // nobody needs that of the lowest group
        // verilator lint_off UNUSED
        logic [COUNT-1:0] no_less;
        // verilator lint_on UNUSED
        if (l == 0) begin : positions
            // the sign counts the other way
            wire [WIDTH-1:0] larger = (a & ~SIGN) | (b & SIGN);
            wire [WIDTH-1:0] smaller = (b & ~SIGN) | (a & SIGN);
            assign more = larger & ~smaller;
            assign no_less = larger | ~smaller;
        end else begin : groups
            localparam int BELOW = (WIDTH + (1 << (l - 1)) - 1) >> (l - 1);
            for (genvar i = 0; i < COUNT; i++) begin : group
                if (2 * i + 1 < BELOW) begin : two
                    assign more[i] = level[l-1].more[2*i+1] | (level[l-1].no_less[2*i+1] & level[l-1].more[2*i]);
                    assign no_less[i] = level[l-1].no_less[2*i+1] & level[l-1].no_less[2*i];
                end else begin : passes
                    assign more[i] = level[l-1].more[2*i];
                    assign no_less[i] = level[l-1].no_less[2*i];
                end
            end
        end
    end
    assign greater = level[LEVELS].more[0];
endmodule

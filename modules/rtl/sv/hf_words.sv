// SPDX-License-Identifier: Apache-2.0
// DEPTH words, one of which is written at an edge; all are seen in every cycle, the first one lowest. A word that is
// written at an edge is nobody's in the cycle before it: latches hold the new one then.
module hf_words #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 2,
    parameter int ADDRESS_BITS = 1,
    parameter int LATCHES = 0  // flops otherwise
) (
    input  logic clk,
    input  logic write,
    // of a single word
    // verilator lint_off UNUSED
    input  logic [ADDRESS_BITS-1:0] to,
    // verilator lint_on UNUSED
    input  logic [WIDTH-1:0] data,
    output logic [DEPTH*WIDTH-1:0] words
);
    for (genvar i = 0; i < DEPTH; i++) begin : word
        wire load = write && (DEPTH == 1 || to == ADDRESS_BITS'(i));
        if (LATCHES != 0) begin : latched
            hf_latched_word #(.WIDTH(WIDTH)) latched_word (.clk, .write(load), .data, .held(words[i*WIDTH+:WIDTH]));
        end else begin : flops
            always_ff @(posedge clk) if (load) words[i*WIDTH+:WIDTH] <= data;
        end
    end
endmodule

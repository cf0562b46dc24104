// SPDX-License-Identifier: Apache-2.0
// A constant of the present step that was looked up a step ahead: `next` is that of the step after it.
module hf_of_step #(
    parameter int BITS = 1,
    parameter logic [BITS-1:0] FIRST = '0  // of the first step of an image
) (
    input  logic clk,
    input  logic rst,
    input  logic fire,
    input  logic [BITS-1:0] next,
    output logic [BITS-1:0] now
);
    always_ff @(posedge clk) begin
        if (rst) now <= FIRST;
        else if (fire) now <= next;
    end
endmodule

// SPDX-License-Identifier: Apache-2.0
// Sends each beat to every branch, to each when it is ready. With one branch these are wires.
module hf_fork #(
    parameter int BRANCHES = 1
) (
    // one branch: no flop, no clock
    // verilator lint_off UNUSED
    input  logic clk,
    input  logic rst,
    // verilator lint_on UNUSED
    input  logic head_valid,
    output logic all_ready,  // the beat leaves at an edge at which it is up, if there is one
    output logic [BRANCHES-1:0] valid,
    input  logic [BRANCHES-1:0] ready
);
    if (BRANCHES == 1) begin : wires
        assign valid = head_valid;
        assign all_ready = ready[0];
    end else begin : flops
        logic [BRANCHES-1:0] taken;
        assign valid = head_valid ? ~taken : '0;
        assign all_ready = &(taken | ready);
        always_ff @(posedge clk) begin
            if (rst || (head_valid && all_ready)) taken <= '0;
            else taken <= taken | (valid & ready);
        end
    end
endmodule

// SPDX-License-Identifier: Apache-2.0
// Some lanes of the beats of an input whose steps see several: a memory of them in arrival order, and a register for
// each that the present step's window sees. Beats are counted from `place`, where that begins, modulo DEPTH. A
// register takes the beat that it stands for at the edge at which that arrives. When the window moves on it takes the
// beat from `moved`: out of another register or out of the memory, as the stage connects them.
module hf_window_registers #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 2,
    parameter int ADDRESS_BITS = 1,
    parameter int REGISTERS = 2,
    parameter bit [REGISTERS*ADDRESS_BITS-1:0] STANDS_FOR = '0,  // the beat of each register
    parameter int PORTS = 1,
    parameter int LATCHES = 0
) (
    input  logic clk,
    input  logic store,
    input  logic [WIDTH-1:0] data,
    input  logic fire,
    input  logic [ADDRESS_BITS-1:0] next,  // from hf_place
    input  logic [ADDRESS_BITS-1:0] place,
    input  logic [ADDRESS_BITS-1:0] newest,
    input  logic [PORTS*ADDRESS_BITS-1:0] reads,  // the beat that each port reads
    output logic [PORTS*WIDTH-1:0] words,         // what it finds there
    input  logic [REGISTERS*WIDTH-1:0] moved,     // the next step's window, as far as it has arrived
    output logic [REGISTERS*WIDTH-1:0] window
);
    function automatic logic [ADDRESS_BITS-1:0] wrapped(input logic [ADDRESS_BITS:0] sum);
        wrapped = sum[ADDRESS_BITS-1:0] - (sum >= (ADDRESS_BITS + 1)'(DEPTH) ? ADDRESS_BITS'(DEPTH) : '0);
    endfunction

    logic [PORTS*ADDRESS_BITS-1:0] from;
    for (genvar port = 0; port < PORTS; port++) begin : ports
        assign from[port*ADDRESS_BITS+:ADDRESS_BITS] =
            wrapped({1'b0, place} + {1'b0, reads[port*ADDRESS_BITS+:ADDRESS_BITS]});
    end
    hf_memory #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDRESS_BITS(ADDRESS_BITS), .PORTS(PORTS), .LATCHES(LATCHES)) beats (
        .clk, .write(store), .to(next), .data, .from, .words
    );

    // Until its beat has arrived a register holds anything. Of beats that are the same modulo DEPTH, the earlier one
    // has been given up before the later one arrives.
    for (genvar i = 0; i < REGISTERS; i++) begin : registers
        wire its_own = store && newest == STANDS_FOR[i*ADDRESS_BITS+:ADDRESS_BITS];
        always_ff @(posedge clk) begin
            if (its_own) window[i*WIDTH+:WIDTH] <= data;
            else if (fire) window[i*WIDTH+:WIDTH] <= moved[i*WIDTH+:WIDTH];
        end
    end
endmodule

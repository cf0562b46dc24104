// SPDX-License-Identifier: Apache-2.0
// Registers of the NPU and the decoder of its bus (docs/microarchitecture.md, address map). An access happens at the
// edge at which bus_valid is up; its answer is there in the cycle after that edge.
module hf_npu_bus #(
    parameter int SET_BYTES = 1,
    parameter int LABEL_BITS = 1
) (
    input  logic clk,
    input  logic rst,
    input  logic bus_valid,
    input  logic bus_write,
    input  logic [31:0] bus_address,
    input  logic [15:0] bus_bytes,
    input  logic [31:0] bus_write_data,
    output logic [31:0] bus_read_data,  // of the access at the edge before, as is the error
    output logic [2:0] bus_error,
    // weights
    output logic weights_write,
    output logic [31:0] weights_offset,
    input  logic [31:0] weights_read_data,  // of the access at the edge before
    // the array
    input  logic fire,
    input  logic begins,  // this step is the first of an image
    output logic set,     // in use by images that have begun
    output logic pending,
    // results
    input  logic image_leaves,
    input  logic [LABEL_BITS-1:0] label_of_image
);
    // the last digit of tlm_response_status
    localparam logic [2:0] OK = 3'd0;
    localparam logic [2:0] ADDRESS_ERROR = 3'd2;
    localparam logic [2:0] COMMAND_ERROR = 3'd3;
    localparam logic [2:0] BURST_ERROR = 3'd4;

    localparam logic [31:0] COMMIT = 32'h00;
    localparam logic [31:0] STATUS = 32'h04;
    localparam logic [31:0] IMAGES = 32'h08;
    localparam logic [31:0] LABEL = 32'h0c;
    localparam logic [31:0] REGISTER_END = 32'h14;
    localparam logic [31:0] WEIGHTS = 32'h1000_0000;

    localparam int SET_BITS = $clog2(SET_BYTES + 1);
    localparam int END_BITS = SET_BITS > 16 ? SET_BITS : 16;

    logic busy;
    logic [31:0] images;
    logic [31:0] last_label;

    wire misaligned = bus_address[1:0] != 2'd0;
    wire is_register = bus_address < WEIGHTS;
    assign weights_offset = {4'd0, bus_address[27:0]};
    wire far_away = bus_address[31:28] != WEIGHTS[31:28] || bus_address[27:0] >> SET_BITS != 28'd0;
    wire [END_BITS:0] burst_end = (END_BITS + 1)'(bus_address[SET_BITS-1:0]) + (END_BITS + 1)'(bus_bytes);
    logic ends_beyond;
    hf_greater #(.WIDTH(END_BITS + 2)) compare (
        .a({1'b0, burst_end}), .b((END_BITS + 2)'(SET_BYTES)), .greater(ends_beyond)
    );
    wire beyond_set = far_away || ends_beyond;

    // the error of a register access needs no adder
    logic [2:0] register_error;
    always_comb begin
        register_error = OK;
        if (bus_address >= REGISTER_END || misaligned) register_error = ADDRESS_ERROR;
        else if (bus_bytes != 16'd4) register_error = BURST_ERROR;
        else if (bus_write && (bus_address != COMMIT || bus_write_data != 32'd1 || pending))
            register_error = COMMAND_ERROR;
    end
    wire [2:0] weights_error = beyond_set ? ADDRESS_ERROR : bus_write && pending ? COMMAND_ERROR : OK;

    logic [31:0] register_data;
    always_comb begin
        if (bus_address == COMMIT) register_data = {31'd0, pending};
        else if (bus_address == STATUS) register_data = {29'd0, set, pending, busy};
        else if (bus_address == IMAGES) register_data = images;
        else if (bus_address == LABEL) register_data = last_label;
        else register_data = 32'(SET_BYTES);
    end

    wire commits = bus_valid && bus_write && is_register && register_error == OK;
    assign weights_write = bus_valid && bus_write && !is_register && weights_error == OK;

    // the answer
    logic [31:0] register_answer;
    logic weights_answer;
    always_ff @(posedge clk) begin
        bus_error <= !bus_valid ? OK : is_register ? register_error : weights_error;
        register_answer <= bus_valid && !bus_write && is_register && register_error == OK ? register_data : '0;
        weights_answer <= bus_valid && !bus_write && !is_register && weights_error == OK;
    end
    assign bus_read_data = weights_answer ? weights_read_data : register_answer;

    always_ff @(posedge clk) begin
        if (rst) begin
            busy <= 1'b0;
            set <= 1'b0;
            pending <= 1'b0;
            images <= '0;
            last_label <= '1;
        end else begin
            busy <= fire;
            set <= set ^ (begins && pending);
            pending <= commits || (pending && !begins);
            if (image_leaves) begin
                images <= images + 1'b1;
                last_label <= 32'(label_of_image);
            end
        end
    end
endmodule

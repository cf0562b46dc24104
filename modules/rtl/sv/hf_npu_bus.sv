// SPDX-License-Identifier: Apache-2.0
// Registers of the NPU and the decoder of its bus (docs/microarchitecture.md, address map). An access happens at the
// edge at which bus_valid is up.
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
    output logic [31:0] bus_read_data,
    output logic [2:0] bus_error,
    // weights
    output logic weights_write,
    output logic [31:0] weights_offset,
    input  logic [31:0] weights_read_data,
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

    logic busy;
    logic [31:0] images;
    logic [31:0] last_label;

    wire misaligned = bus_address[1:0] != 2'd0;
    wire is_register = bus_address < WEIGHTS;
    assign weights_offset = is_register ? '0 : bus_address - WEIGHTS;
    wire beyond_set = weights_offset > 32'(SET_BYTES) || 32'(bus_bytes) > 32'(SET_BYTES) - weights_offset;

    always_comb begin
        bus_error = OK;
        if (bus_valid && is_register) begin
            if (bus_address >= REGISTER_END || misaligned) bus_error = ADDRESS_ERROR;
            else if (bus_bytes != 16'd4) bus_error = BURST_ERROR;
            else if (bus_write && (bus_address != COMMIT || bus_write_data != 32'd1 || pending))
                bus_error = COMMAND_ERROR;
        end else if (bus_valid) begin
            if (beyond_set) bus_error = ADDRESS_ERROR;
            else if (bus_write && pending) bus_error = COMMAND_ERROR;
        end
    end

    always_comb begin
        bus_read_data = '0;
        if (bus_valid && !bus_write && bus_error == OK) begin
            if (!is_register) bus_read_data = weights_read_data;
            else if (bus_address == COMMIT) bus_read_data = {31'd0, pending};
            else if (bus_address == STATUS) bus_read_data = {29'd0, set, pending, busy};
            else if (bus_address == IMAGES) bus_read_data = images;
            else if (bus_address == LABEL) bus_read_data = last_label;
            else bus_read_data = 32'(SET_BYTES);
        end
    end

    assign weights_write = bus_valid && bus_write && !is_register && bus_error == OK;
    wire commits = bus_valid && bus_write && is_register && bus_error == OK;

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

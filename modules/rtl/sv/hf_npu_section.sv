// SPDX-License-Identifier: Apache-2.0
// A section of the two weight sets: values [class][input], packed from the lowest bits, in memories. A word of a set
// holds ROWS inputs of COLUMNS classes, as the array takes them; each column and every BANK_ROWS rows have a memory of
// their own. PART weights in a row never lie in two words of the same memory: a burst of more needs more ports.
module hf_npu_section #(
    parameter int INPUTS = 1,
    parameter int CLASSES = 1,
    parameter int BITS = 8,
    parameter int ROWS = 1,
    parameter int COLUMNS = 1,
    parameter int BANK_ROWS = 1,
    parameter int PART = 1,
    parameter int WRITE_BYTES = 4,
    parameter FILE = ""  // FILE_00000.hex, ... are the memories: those of the first column, then of the next
) (
    input  logic clk,
    input  logic rst,
    // the array: the words of a set, one after another
    input  logic advance,
    input  logic last,
    input  logic set,
    output logic [COLUMNS*ROWS*BITS-1:0] data,  // the word at the edge before
    // the bus: an access, and what is done with it in the cycle after
    input  logic bus_set,
    input  logic signed [31:0] offset,  // from the first byte of the section
    input  logic [15:0] bytes,
    input  logic writes,
    input  logic [WRITE_BYTES*8-1:0] written,
    output logic [31:0] read_data  // 0 in bytes outside of the section
);
    localparam int ROW_STEPS = (INPUTS + ROWS - 1) / ROWS;
    localparam int STEPS = ROW_STEPS * ((CLASSES + COLUMNS - 1) / COLUMNS);
    localparam int LAST_ROW = (INPUTS - 1) % ROWS;  // of the last row step
    localparam int PER_BYTE = 8 / BITS;
    localparam int WEIGHTS = CLASSES * INPUTS;
    localparam int BURST = WRITE_BYTES * PER_BYTE;
    localparam int PORTS = (BURST + PART - 1) / PART;
    localparam int READ_PORTS = (4 * PER_BYTE + PART - 1) / PART;
    localparam int BANKS = (ROWS + BANK_ROWS - 1) / BANK_ROWS;  // of a column
    localparam int ADDRESS_BITS = $clog2(2 * STEPS);
    localparam int INDEX_BITS = WEIGHTS > 1 ? $clog2(WEIGHTS) : 1;
    localparam int ROW_BITS = ROWS > 1 ? $clog2(ROWS) : 1;
    localparam int COLUMN_BITS = COLUMNS > 1 ? $clog2(COLUMNS) : 1;
    localparam int WORD_BITS = COLUMNS * ROWS * BITS;

    logic [ADDRESS_BITS-1:0] step;
    wire [ADDRESS_BITS-1:0] read_address = step + (set ? ADDRESS_BITS'(STEPS) : '0);
    always_ff @(posedge clk) begin
        if (rst) step <= '0;
        else if (advance) step <= last ? '0 : step + 1'b1;
    end

    // the first weight of the burst; the first of the section if it begins before
    wire signed [31:0] first = offset * PER_BYTE;
    wire [INDEX_BITS-1:0] index = first < 0 ? '0 : INDEX_BITS'(first);
    // smaller than the index they are parts of
    // verilator lint_off UNUSED
    logic [INDEX_BITS-1:0] first_class, first_input, first_group, first_column, first_row_step, first_row;
    // verilator lint_on UNUSED
    hf_divide #(.WIDTH(INDEX_BITS), .DIVISOR(INPUTS)) to_class (
        .number(index), .quotient(first_class), .remainder(first_input));
    hf_divide #(.WIDTH(INDEX_BITS), .DIVISOR(COLUMNS)) to_group (
        .number(first_class), .quotient(first_group), .remainder(first_column));
    hf_divide #(.WIDTH(INDEX_BITS), .DIVISOR(ROWS)) to_row_step (
        .number(first_input), .quotient(first_row_step), .remainder(first_row));

    // the access, from here on at the edge before
    logic [BURST-1:0] used;  // in the burst and in the section
    logic [ADDRESS_BITS-1:0] group, row_step_of_first;
    logic [COLUMN_BITS-1:0] column_of_first;
    logic [ROW_BITS-1:0] row_of_first;
    always_ff @(posedge clk) begin
        for (int e = 0; e < BURST; e++)
            used[e] <= e / PER_BYTE < 32'(bytes) && first + e >= 0 && first + e < WEIGHTS;
        group <= ADDRESS_BITS'(first_group) * ADDRESS_BITS'(ROW_STEPS) + (bus_set ? ADDRESS_BITS'(STEPS) : '0);
        row_step_of_first <= ADDRESS_BITS'(first_row_step);
        column_of_first <= COLUMN_BITS'(first_column);
        row_of_first <= ROW_BITS'(first_row);
    end

    // where each weight of the burst lies: one after the other, and from the last input to the next class
    logic [BURST*ADDRESS_BITS-1:0] words;
    logic [BURST*COLUMN_BITS-1:0] columns;
    logic [BURST*ROW_BITS-1:0] rows;
    for (genvar e = 0; e < BURST; e++) begin : weight
        logic [ADDRESS_BITS-1:0] group_word, row_step;
        logic [COLUMN_BITS-1:0] column;
        logic [ROW_BITS-1:0] row;
        if (e == 0) begin : begins
            assign group_word = group;
            assign column = column_of_first;
            assign row_step = row_step_of_first;
            assign row = row_of_first;
        end else begin : follows
            wire moves = used[e-1];
            wire ends_word = moves && weight[e-1].row == ROW_BITS'(ROWS - 1);
            wire ends_class = moves && weight[e-1].row == ROW_BITS'(LAST_ROW) &&
                              weight[e-1].row_step == ADDRESS_BITS'(ROW_STEPS - 1);
            wire ends_group = ends_class && weight[e-1].column == COLUMN_BITS'(COLUMNS - 1);
            assign row = ends_word || ends_class ? '0 : weight[e-1].row + ROW_BITS'(moves);
            assign row_step = ends_class ? '0 : weight[e-1].row_step + ADDRESS_BITS'(ends_word);
            assign column = ends_group ? '0 : weight[e-1].column + COLUMN_BITS'(ends_class);
            assign group_word = weight[e-1].group_word + (ends_group ? ADDRESS_BITS'(ROW_STEPS) : '0);
        end
        assign words[e*ADDRESS_BITS+:ADDRESS_BITS] = group_word + row_step;
        assign columns[e*COLUMN_BITS+:COLUMN_BITS] = column;
        assign rows[e*ROW_BITS+:ROW_BITS] = row;
    end

    // the words that the bus reads: the element of each row and column at the address of its memory
    logic [PORTS*WORD_BITS-1:0] bus_words;
    for (genvar c = 0; c < COLUMNS; c++) begin : in_column
        logic [BURST-1:0] here;
        for (genvar e = 0; e < BURST; e++) begin : of_burst
            assign here[e] = used[e] && columns[e*COLUMN_BITS+:COLUMN_BITS] == COLUMN_BITS'(c);
        end
        for (genvar b = 0; b < BANKS; b++) begin : bank
            localparam int FIRST = b * BANK_ROWS;
            localparam int ELEMENTS = BANK_ROWS < ROWS - FIRST ? BANK_ROWS : ROWS - FIRST;
            localparam int AT = (c * ROWS + FIRST) * BITS;  // in a word of the array
            localparam int N = c * BANKS + b;
            localparam logic [39:0] NUMBER =
                "00000" + {8'(N / 10000 % 10), 8'(N / 1000 % 10), 8'(N / 100 % 10), 8'(N / 10 % 10), 8'(N % 10)};

            logic [PORTS*ADDRESS_BITS-1:0] bus_address;
            logic [PORTS*ELEMENTS-1:0] bus_mask;
            logic [PORTS*ELEMENTS*BITS-1:0] bus_write_data, bus_read_data;
            hf_npu_burst #(
                .BURST(BURST), .PART(PART), .PORTS(PORTS), .BITS(BITS), .ADDRESS_BITS(ADDRESS_BITS),
                .ROW_BITS(ROW_BITS), .FIRST_ROW(FIRST), .ELEMENTS(ELEMENTS)
            ) burst (
                .write(writes), .here, .words, .rows, .write_data(written), .bus_address, .bus_mask, .bus_write_data
            );
            hf_npu_memory #(
                .WORDS(2 * STEPS), .ELEMENTS(ELEMENTS), .BITS(BITS), .PORTS(PORTS), .ADDRESS_BITS(ADDRESS_BITS),
                .FILE(FILE == "" ? "" : {FILE, "_", NUMBER, ".hex"})
            ) memory (
                .clk, .read_address, .read_data(data[AT+:ELEMENTS*BITS]), .bus_address, .bus_mask,
                .bus_write_data, .bus_read_data
            );
            for (genvar p = 0; p < PORTS; p++) begin : port
                assign bus_words[p*WORD_BITS+AT+:ELEMENTS*BITS] =
                    bus_read_data[p*ELEMENTS*BITS+:ELEMENTS*BITS];
            end
        end
    end

    // the ports of the first bytes read, too
    // verilator lint_off UNUSED
    wire only_written = PORTS > READ_PORTS && |bus_words;
    // verilator lint_on UNUSED
    for (genvar e = 0; e < 4 * PER_BYTE; e++) begin : read
        localparam int PORT = e / PART * WORD_BITS;
        logic [ROWS*BITS-1:0] of_column;
        logic [BITS-1:0] value;
        hf_select #(.WIDTH(ROWS * BITS), .WORDS(COLUMNS), .ADDRESS_BITS(COLUMN_BITS)) its_column (
            .words(bus_words[PORT+:WORD_BITS]), .from(columns[e*COLUMN_BITS+:COLUMN_BITS]), .word(of_column)
        );
        hf_select #(.WIDTH(BITS), .WORDS(ROWS), .ADDRESS_BITS(ROW_BITS)) its_row (
            .words(of_column), .from(rows[e*ROW_BITS+:ROW_BITS]), .word(value)
        );
        assign read_data[e*BITS+:BITS] = used[e] ? value : '0;
    end
endmodule

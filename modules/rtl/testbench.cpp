// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/testbench.h"

#include "modules/rtl/library.h"

#include <algorithm>

namespace hashiflex::rtl {
namespace {

// The bits of a logged bus access: write, error, bytes, address, data.
constexpr int kBusHeadBits = 4 + 4 + 16 + 32;

std::string nets(const TestBench& bench) {
    std::string text;
    for (const auto& source : bench.sources)
        text += "    wire " + source.name + "_valid;\n    wire " + source.name + "_ready;\n    logic " +
                range_of(source.bits) + " " + source.name + "_data;\n";
    text += "    wire " + bench.results + "_valid;\n    wire " + bench.results + "_ready;\n    wire " +
            range_of(bench.result_bits) + " " + bench.results + "_data;\n";
    if (bench.bus_bits > 0)
        text +=
            "    wire bus_valid;\n    logic bus_write;\n    logic [31:0] bus_address;\n    logic [15:0] bus_bytes;\n"
            "    logic " +
            range_of(bench.bus_bits) + " bus_write_data;\n    wire [31:0] bus_read_data;\n    wire [2:0] bus_error;\n";
    return text;
}

std::string device(const TestBench& bench) {
    std::vector<std::string> names{"clk", "rst"};
    const auto stream = [&](const std::string& name) {
        for (const char* end : {"_valid", "_ready", "_data"}) names.push_back(name + end);
    };
    for (const auto& source : bench.sources) stream(source.name);
    stream(bench.results);
    if (bench.bus_bits > 0)
        for (const char* name :
             {"bus_valid", "bus_write", "bus_address", "bus_bytes", "bus_write_data", "bus_read_data", "bus_error"})
            names.emplace_back(name);
    Values ports;
    for (const auto& name : names) ports.emplace_back(name, name);
    return instance(bench.top, "dut", {}, ports);
}

const char* const kSource = R"sv(    // beats for @name@
    int @name@_file, @name@_open_file;
    logic @name@_has = 1'b0;      // a beat that has not moved
    logic @name@_offered = 1'b0;  // it has been offered: that is not taken back
    logic @name@_open = 1'b1;
    logic @name@_moved = 1'b0;
    longint @name@_beats = 0;
    assign @name@_valid = @name@_has && (@name@_offered || @name@_open) && !rst;

    // the top digit may have bits beyond the beat
    // verilator lint_off UNUSED
    logic [4*@digits@-1:0] @name@_line;
    // verilator lint_on UNUSED
    assign @name@_data = @name@_line[@bits@-1:0];

    task next_@name@;
        @name@_has = 1'b1;
        for (int i = @digits@ - 1; i >= 0 && @name@_has; i--) begin
            scanned = hex_digit(@name@_file);
            if (scanned < 0) @name@_has = 1'b0;
            else @name@_line[4*i+:4] = 4'(scanned);
        end
    endtask

    task next_@name@_open;
        if (@name@_open_file != 0) begin
            scanned = $fscanf(@name@_open_file, "%b\n", @name@_open);
            if (scanned != 1) begin
                scanned = $rewind(@name@_open_file);
                scanned = $fscanf(@name@_open_file, "%b\n", @name@_open);
            end
        end
    endtask

)sv";

const char* const kOpenSource = R"sv(        @name@_file = $fopen({dir, "/@file@.hex"}, "r");
        if (@name@_file == 0) begin
            $display("FAIL: cannot read %s/@file@.hex", dir);
            $finish;
        end
        next_@name@();
        while (@name@_has) begin
            @name@_beats = @name@_beats + 1;
            next_@name@();
        end
        scanned = $rewind(@name@_file);
        next_@name@();
        @name@_open_file = $fopen({dir, "/@open_file@.hex"}, "r");
        next_@name@_open();
)sv";

const char* const kFeedSource = R"sv(            @name@_offered = @name@_valid && !@name@_moved;
            if (@name@_moved) next_@name@();
            next_@name@_open();
)sv";

const char* const kBus = R"sv(    // bus accesses, one at most in a cycle: "cycle write address bytes data"
    int bus_file;
    logic bus_has = 1'b0;
    longint bus_cycle;
    assign bus_valid = bus_has && bus_cycle == cycle && !rst;

    // the access of the cycle before: its answer is there now
    logic asked = 1'b0;
    logic asked_write;
    logic [31:0] asked_address;
    logic [15:0] asked_bytes;
    logic [@bits@-1:0] asked_write_data;

    task keep_bus;
        asked = bus_valid;
        asked_write = bus_write;
        asked_address = bus_address;
        asked_bytes = bus_bytes;
        asked_write_data = bus_write_data;
    endtask

    task next_bus;
        scanned = bus_file == 0 ? 0 : $fscanf(bus_file, "%d %d %h %d %h\n", bus_cycle, bus_write, bus_address, bus_bytes,
                                              bus_write_data);
        bus_has = scanned == 5;
    endtask

)sv";

int digits(int bits) {
    return (bits + 3) / 4;
}

Values values_of(const TestSource& source) {
    return {{"name", source.name},
            {"file", source.file},
            {"open_file", source.open_file},
            {"bits", str(source.bits)},
            {"digits", str(digits(source.bits))}};
}

// Statements that write `bits` wires of a net, the highest first.
std::string write_digits(const std::string& net, int bits) {
    constexpr int kPiece = 4096;
    if (bits <= kPiece) return "                    $fwrite(log_file, \"%h\\n\", " + net + ");\n";
    std::string text;
    for (int low = (bits - 1) / kPiece * kPiece; low >= 0; low -= kPiece)
        text += "                    $fwrite(log_file, \"%h" + std::string(low == 0 ? "\\n" : "") + "\", " + net + "[" +
                str(std::min(low + kPiece, bits) - 1) + ":" + str(low) + "]);\n";
    return text;
}

std::string log_line(const TestProbe& probe, std::int64_t index) {
    const std::string i = str(index);
    const std::string result = probe.wire.stream == "sink" ? "                results = results + 1;\n" : "";
    return "            if (" + probe.moved +
           ") begin\n                if (logs) begin\n                    $fwrite(log_file, \"%0d " + i +
           " \", cycle);\n" + write_digits(probe.data, probe.wire.bits) + "                end\n" +
           "                transfers = transfers + 1;\n                last_move = cycle;\n" + result +
           "                if (expected_file != 0) check(" + i + ", DATA_BITS'(" + probe.data +
           "));\n            end\n";
}

std::string digits_line(std::int64_t stream, int bits) {
    return "            " + str(stream) + ": digits_of = " + str(digits(bits)) + ";\n";
}

}  // namespace

File test_bench(const TestBench& bench) {
    int data_bits = bench.bus_bits > 0 ? kBusHeadBits + bench.bus_bits : 1;
    std::string sources, open, feed, log, widths;
    for (std::size_t i = 0; i < bench.probes.size(); ++i) {
        data_bits = std::max(data_bits, bench.probes[i].wire.bits);
        log += log_line(bench.probes[i], static_cast<std::int64_t>(i));
        widths += digits_line(static_cast<std::int64_t>(i), bench.probes[i].wire.bits);
    }
    for (const auto& source : bench.sources) {
        sources += fill(kSource, values_of(source));
        open += fill(kOpenSource, values_of(source));
    }
    const TestSource& first = bench.sources.front();
    open += "        expected_results = " + first.name + "_beats / " + str(first.beats) + " * " +
            str(bench.result_beats) + ";\n";
    if (bench.bus_bits > 0) {
        sources += fill(kBus, {{"bits", str(bench.bus_bits)}});
        open += "        bus_file = $fopen({dir, \"/bus.txt\"}, \"r\");\n        next_bus();\n";
        const std::string data =
            "{3'b0, asked_write, 1'b0, bus_error, asked_bytes, asked_address, asked_write ? asked_write_data : " +
            str(bench.bus_bits) + "'(bus_read_data)}";
        TestProbe bus;
        bus.moved = "asked";
        bus.data = data;
        bus.wire.bits = kBusHeadBits + bench.bus_bits;
        widths += digits_line(static_cast<std::int64_t>(bench.probes.size()), bus.wire.bits);
        log += log_line(bus, static_cast<std::int64_t>(bench.probes.size()));
        log += "            keep_bus();\n";
        feed += "            while (bus_has && bus_cycle <= cycle) next_bus();\n";
    }
    std::string moved;
    for (const auto& source : bench.sources) {
        const Values values = values_of(source);
        moved += fill("            @name@_moved = @name@_valid && @name@_ready;\n", values);
        feed += fill(kFeedSource, values);
    }
    return {"tb.sv", fill(library_text("tb.sv.in"), {{"data_bits", str(4 * digits(data_bits))},
                                                     {"digits", widths},
                                                     {"nets", nets(bench)},
                                                     {"device", device(bench)},
                                                     {"sources", sources},
                                                     {"results_ready", bench.results + "_ready"},
                                                     {"open", open},
                                                     {"log", log},
                                                     {"moved", moved},
                                                     {"feed", feed}})};
}

}  // namespace hashiflex::rtl

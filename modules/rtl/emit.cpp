// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/emit.h"

#include "modules/core/design/some_channels.h"
#include "modules/rtl/library.h"
#include "modules/rtl/stage.h"
#include "modules/rtl/testbench.h"
#include "modules/rtl/text.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

namespace hashiflex::rtl {
namespace {

using core::Design;
using core::StageDesign;

// Only nets of stages begin with "s_", only their instances with "i_".
std::string net(const std::string& stage) {
    return "s_" + stage;
}
const char* const kSourceNet = "source";
std::string bit(int i) {
    return "[" + str(i) + "]";
}

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// The library modules that the given files use, directly or through others.
std::vector<File> used_library(const std::vector<File>& files) {
    std::vector<File> library = library_modules();
    std::vector<File> used;
    const auto names = [](const File& user, const std::string& module) {
        return user.text.find(module + " ") != std::string::npos;
    };
    for (auto module = library.rbegin(); module != library.rend(); ++module) {
        const std::string name = module->name.substr(0, module->name.size() - 3);
        const auto user = [&](const File& file) { return names(file, name); };
        if (std::any_of(files.begin(), files.end(), user) || std::any_of(used.begin(), used.end(), user))
            used.push_back(*module);
    }
    return {used.rbegin(), used.rend()};
}

Emission assemble(std::vector<File> generated, const TestBench& bench) {
    Emission emission;
    emission.top = bench.top;
    emission.files = used_library(generated);
    for (auto& file : generated) emission.files.push_back(std::move(file));
    emission.files.push_back(test_bench(bench));
    for (const auto& file : emission.files)
        if (ends_with(file.name, ".sv")) emission.order.push_back(file.name);
    for (const auto& probe : bench.probes) emission.wires.push_back(probe.wire);
    return emission;
}

class ChipWriter {
 public:
    ChipWriter(const Design& design, const std::string& prefix) : design_(design), prefix_(prefix) {}

    Emission write() {
        std::vector<File> files;
        std::string body = source();
        for (const StageDesign& stage : design_.stages) {
            StageModule module = emit_stage_module(design_, stage, prefix_);
            for (auto& file : module.files) files.push_back(std::move(file));
            body += stage_instance(stage, module.name);
        }
        const StageDesign& last = design_.stages.back();
        body += "\n    // results\n    assign results_valid = " + net(last.name) + "_valid[0];\n    assign " +
                net(last.name) + "_ready[0] = results_ready;\n    assign results_data = " + net(last.name) + "_data;\n";
        files.push_back({prefix_ + "chip.sv", header() + body + "endmodule\n"});
        return assemble(std::move(files), bench());
    }

 private:
    int pixel_bits() const { return 8 * design_.source.type.shape.channels * design_.source.grid.lanes; }

    std::string header() const {
        std::string text = "// SPDX-License-Identifier: Apache-2.0\n// The chip: " + design_.network + ", " +
                           str(static_cast<std::int64_t>(design_.stages.size())) + " stages, " +
                           str(design_.ideal_cycles_per_image()) + " cycles an image.\nmodule " + prefix_ +
                           "chip (\n    input  logic clk,\n    input  logic rst,\n    input  logic pixels_valid,\n"
                           "    output logic pixels_ready,\n    input  logic " +
                           range_of(pixel_bits()) +
                           " pixels_data,\n    output logic results_valid,\n    input  logic results_ready,\n"
                           "    output logic " +
                           range_of(output_bits(design_.stages.back())) + " results_data";
        if (design_.npu) text += bus_ports(design_);
        return text + "\n);\n";
    }

    // Subtracts the offset and forks.
    std::string source() const {
        const core::Source& source = design_.source;
        const int bits = source.type.bits;
        const int channels = source.type.shape.channels;
        const int values = channels * source.grid.lanes;
        const std::string branches = str(source.branches);
        std::string text = "    // pixels: the offset comes off, lanes beyond the row are 0\n    logic " +
                           range_of(source.branches) + " source_valid, source_ready;\n    logic " +
                           range_of(std::int64_t{values} * bits) + " source_data;\n";
        const int rest = source.grid.width % source.grid.lanes;
        const int columns = source.grid.beats_per_row();
        std::string kept = "1'b1";
        if (rest != 0) {
            const int column_bits = bits_for(columns);

            text +=
                "    // only the end of a row counts\n    // verilator lint_off UNUSED\n    logic row, last;\n"
                "    logic " +
                range_of(column_bits) +
                " column;\n    // verilator lint_on UNUSED\n"
                "    logic last_column;\n";
            text += instance("hf_steps", "columns", {{"COLUMNS", str(columns)}, {"COLUMN_BITS", str(column_bits)}},
                             {{"clk", "clk"},
                              {"rst", "rst"},
                              {"fire", "pixels_valid && pixels_ready"},
                              {"row", "row"},
                              {"column", "column"},
                              {"last_column", "last_column"},
                              {"last", "last"}});
            text += "    wire " + range_of(source.grid.lanes) + " in_row = last_column ? " + str(source.grid.lanes) +
                    "'b" + std::string(static_cast<std::size_t>(rest), '1') + " : '1;\n";
            kept = "in_row[i/" + str(channels) + "]";
        }
        const std::string b = str(bits);
        const auto literal = [&](int offset) { return unsigned_literal(bits, static_cast<std::uint64_t>(offset)); };
        std::string x = b + "'(pixels_data[i*8+:8])";
        if (!source.offset.is_one()) {
            std::string offsets;
            for (const int offset : source.offset.values())
                offsets = literal(offset) + (offsets.empty() ? "" : ", ") + offsets;
            text += "    localparam logic " + range_of(std::int64_t{channels} * bits) + " Offsets = {" + offsets +
                    "};  // of the channels, the last one first\n";
            x += " - Offsets[i%" + str(channels) + "*" + b + "+:" + b + "]";
        } else if (source.offset != 0) {
            x += " - " + literal(source.offset.of(0));
        }
        text += "    for (genvar i = 0; i < " + str(values) + "; i++) begin : pixel\n        assign source_data[i*" +
                b + "+:" + b + "] = " + (rest != 0 ? kept + " ? " + x + " : '0" : x) + ";\n    end\n";
        return text + instance("hf_fork", "pixels_fork", {{"BRANCHES", branches}},
                               {{"clk", "clk"},
                                {"rst", "rst"},
                                {"head_valid", "pixels_valid"},
                                {"all_ready", "pixels_ready"},
                                {"valid", "source_valid"},
                                {"ready", "source_ready"}});
    }

    std::string producer(const core::InputBuffer& buffer) const {
        return buffer.producer == core::kSource ? kSourceNet
                                                : net(design_.stages[static_cast<std::size_t>(buffer.producer)].name);
    }

    std::string stage_instance(const StageDesign& stage, const std::string& module) const {
        const std::string out = net(stage.name);
        std::string text = "\n    logic " + range_of(stage.branches) + " " + out + "_valid, " + out +
                           "_ready;\n    logic " + range_of(output_bits(stage)) + " " + out + "_data;\n";
        Values ports{{"clk", "clk"}, {"rst", "rst"}};
        for (std::size_t k = 0; k < stage.inputs.size(); ++k) {
            const core::InputBuffer& buffer = stage.inputs[k];
            const std::string in = "in" + str(static_cast<std::int64_t>(k));
            const std::string from = producer(buffer);
            ports.emplace_back(in + "_valid", from + "_valid" + bit(buffer.branch));
            ports.emplace_back(in + "_ready", from + "_ready" + bit(buffer.branch));
            ports.emplace_back(in + "_data", from + "_data");
        }
        for (const char* end : {"_valid", "_ready", "_data"}) ports.emplace_back(std::string("out") + end, out + end);
        if (is_npu(stage))
            for (const char* name :
                 {"bus_valid", "bus_write", "bus_address", "bus_bytes", "bus_write_data", "bus_read_data", "bus_error"})
                ports.emplace_back(name, name);
        return text + instance(module, "i_" + stage.name, {}, ports);
    }

    TestProbe probe(const std::string& stream, const std::string& from, int branch, int bits) const {
        const std::string net_of = "dut." + from;
        return {{stream, bits},
                net_of + "_valid" + bit(branch) + " && " + net_of + "_ready" + bit(branch),
                net_of + "_data"};
    }

    TestBench bench() const {
        TestBench bench;
        bench.top = prefix_ + "chip";
        bench.sources = {{"pixels", "pixels", "source_open", pixel_bits(), design_.source.grid.beats()}};
        bench.results = "results";
        const StageDesign& last = design_.stages.back();
        bench.result_bits = output_bits(last);
        bench.result_beats = last.grid.beats();
        for (const StageDesign& stage : design_.stages)
            for (std::size_t k = 0; k < stage.inputs.size(); ++k)
                bench.probes.push_back(probe(stage.inputs[k].name, producer(stage.inputs[k]), stage.inputs[k].branch,
                                             input_bits(stage, k)));
        bench.probes.push_back(probe("sink", net(last.name), 0, output_bits(last)));
        bench.bus_bits = bus_bits(design_);
        return bench;
    }

    const Design& design_;
    std::string prefix_;
};

// With the adders of some output channels only.
StageDesign part_of(const StageDesign& stage, const core::OutputRange& channels) {
    if (!std::holds_alternative<core::Conv>(stage.op))
        throw CannotEmit("stage '" + stage.name + "' is no convolution: it cannot be written for some channels only");
    const std::size_t count = stage.graph->outputs.size();
    if (channels.last >= count)
        throw CannotEmit("stage '" + stage.name + "' has channels 0 to " + std::to_string(count - 1) +
                         ", found channel " + std::to_string(channels.last));
    return core::only_channels(stage, channels);
}

}  // namespace

Emission emit_chip(const Design& design, const std::string& prefix) {
    return ChipWriter(design, prefix).write();
}

Emission emit(const Design& design, const Scope& scope) {
    return scope.stage.empty() ? emit_chip(design) : emit_stage(design, scope.stage, scope.channels);
}

Emission emit_stage(const Design& design, const std::string& name, const std::optional<core::OutputRange>& channels) {
    const auto found = std::find_if(design.stages.begin(), design.stages.end(),
                                    [&](const StageDesign& stage) { return stage.name == name; });
    if (found == design.stages.end()) throw CannotEmit("the design has no stage '" + name + "'");
    StageDesign alone = *found;
    alone.branches = 1;
    if (channels) alone = part_of(alone, *channels);
    StageModule module = emit_stage_module(design, alone, "");
    TestBench bench;
    bench.top = module.name;
    for (std::size_t k = 0; k < alone.inputs.size(); ++k) {
        const std::string in = "in" + str(static_cast<std::int64_t>(k));
        bench.sources.push_back({in, in, in + "_open", input_bits(alone, k), alone.program.inputs[k].beats});
        bench.probes.push_back(
            {{alone.inputs[k].name, input_bits(alone, k)}, in + "_valid && " + in + "_ready", in + "_data"});
    }
    bench.results = "out";
    bench.result_bits = output_bits(alone);
    bench.result_beats = alone.grid.beats();
    bench.probes.push_back({{"sink", output_bits(alone)}, "out_valid && out_ready", "out_data"});
    bench.bus_bits = is_npu(alone) ? bus_bits(design) : 0;
    return assemble(std::move(module.files), bench);
}

}  // namespace hashiflex::rtl

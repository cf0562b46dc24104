// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/npu_memories.h"
#include "modules/rtl/stage.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/text.h"

#include <algorithm>

namespace hashiflex::rtl {
namespace {

constexpr int kMostPortBytes = 64;  // each has its own way into the memories: beyond it tools take minutes

// A section of the weight store: its memories, their files and the parameters that say how they are cut.
struct SectionText {
    std::vector<File> files;
    std::string bank_rows;
    std::string part;
};

SectionText section_text(const std::string& name, const NpuSection& section, int write_bytes,
                         const std::function<std::uint32_t(int, int)>& value) {
    const NpuBanks banks = npu_banks(section, write_bytes);
    return {npu_memory_files(name, section, banks, value), str(banks.bank_rows), str(banks.part)};
}

}  // namespace

Body npu_body(const core::Design& design, const core::StageDesign& stage, const std::string& prefix) {
    const auto& classifier = std::get<core::Classifier>(stage.op);
    const core::NpuSpec& npu = *design.npu;
    const bool scaled = !classifier.multiplier.empty();
    const std::int64_t memory = 2 * classifier.inputs() * classifier.classes * classifier.weight_bits;
    if (memory > kMostMemoryBits)
        throw CannotEmit("stage '" + stage.name + "': the weight memory has " + str(memory) +
                         " bits; allowed: at most " + str(kMostMemoryBits));
    if (npu.write_port_bytes > kMostPortBytes)
        throw CannotEmit("npu.write_port_bytes: found " + str(npu.write_port_bytes) +
                         "; SystemVerilog is written for at most " + str(kMostPortBytes));
    const core::BeatGrid& in = design.grid_of(stage.inputs[0].producer);
    const int class_bits = output_bits(stage) - 32 * npu.columns;
    const std::string file = prefix + stage.name;

    Body body;
    const int write_bytes = std::max(4, npu.write_port_bytes);
    const auto inputs = static_cast<int>(classifier.inputs());
    const auto weight_of = [&](int k, int input) {
        const std::size_t at = static_cast<std::size_t>(k) * static_cast<std::size_t>(inputs);
        return static_cast<std::uint32_t>(classifier.weights[at + static_cast<std::size_t>(input)]);
    };
    const auto bias_byte = [&](int k, int byte) {
        return (static_cast<std::uint32_t>(classifier.bias[static_cast<std::size_t>(k)]) >> (8 * byte)) & 0xffU;
    };
    const auto multiplier_byte = [&](int k, int byte) {
        return (std::uint32_t{classifier.multiplier[static_cast<std::size_t>(k)]} >> (8 * byte)) & 0xffU;
    };
    const NpuSection weights{inputs, classifier.classes, classifier.weight_bits, npu.rows, npu.columns};
    const SectionText weight = section_text(file + "_weights", weights, write_bytes, weight_of);
    const SectionText bias =
        section_text(file + "_bias", {4, classifier.classes, 8, 4, npu.columns}, write_bytes, bias_byte);
    SectionText multiplier{{}, "1", "1"};
    if (scaled)
        multiplier = section_text(file + "_multiplier", {2, classifier.classes, 8, 2, npu.columns}, write_bytes,
                                  multiplier_byte);
    for (const auto& section : {weight, bias, multiplier})
        body.files.insert(body.files.end(), section.files.begin(), section.files.end());

    const std::string sums = range_of(std::int64_t{npu.columns} * 32);
    body.text = "\n    logic " + range_of(output_bits(stage)) +
                " result;\n    // with one class there is none\n"
                "    // verilator lint_off UNUSED\n    logic " +
                range_of(std::max(class_bits, 1)) +
                " label;\n    // verilator lint_on UNUSED\n    logic last_group_leaves;\n";
    if (class_bits > 0)
        body.text += "    assign result[" + str(output_bits(stage) - 1) + ":" + str(32 * npu.columns) + "] = label;\n";
    // The beats of an image are counted as they leave.
    const int groups = stage.grid.beats();
    body.text += "    // verilator lint_off UNUSED\n    logic leaves_row, leaves_last_column;\n    logic " +
                 range_of(bits_for(groups)) + " leaves_column;\n    // verilator lint_on UNUSED\n";
    body.text += "    wire leaves = out_valid[0] && out_ready[0];\n" +
                 instance("hf_steps", "leaving", {{"COLUMNS", str(groups)}, {"COLUMN_BITS", str(bits_for(groups))}},
                          {{"clk", "clk"},
                           {"rst", "rst"},
                           {"fire", "leaves"},
                           {"row", "leaves_row"},
                           {"column", "leaves_column"},
                           {"last_column", "leaves_last_column"},
                           {"last", "last_group_leaves"}});
    const std::string label_out =
        class_bits > 0 ? "out_data[" + str(output_bits(stage) - 1) + ":" + str(32 * npu.columns) + "]" : "1'b0";
    body.text += instance("hf_npu", "npu",
                          {{"HEIGHT", str(classifier.in.height)},
                           {"WIDTH", str(classifier.in.width)},
                           {"LANES", str(in.lanes)},
                           {"CHANNELS", str(classifier.in.channels)},
                           {"FEATURE_BITS", str(value_bits(stage, 0))},
                           {"FEATURE_SIGNED", stage.in[0].is_signed ? "1" : "0"},
                           {"CLASSES", str(classifier.classes)},
                           {"CLASS_BITS", str(std::max(class_bits, 1))},
                           {"WEIGHT_BITS", str(classifier.weight_bits)},
                           {"SCALED", scaled ? "1" : "0"},
                           {"ROWS", str(npu.rows)},
                           {"COLUMNS", str(npu.columns)},
                           {"EVERY", str(stage.adders.levels_per_stage)},
                           {"CARRY_SAVE", npu.accumulator == core::Accumulator::carry_save ? "1" : "0"},
                           {"GATED", design.clock_gating ? "1" : "0"},
                           {"LATENCY", str(stage.latency)},
                           {"LATCHES", stage.inputs[0].storage.kind == core::Storage::latches ? "1" : "0"},
                           {"WRITE_BYTES", str(write_bytes)},
                           {"WEIGHTS_FILE", "\"" + file + "_weights\""},
                           {"BIAS_FILE", "\"" + file + "_bias\""},
                           {"MULTIPLIER_FILE", scaled ? "\"" + file + "_multiplier\"" : "\"\""},
                           {"WEIGHT_BANK_ROWS", weight.bank_rows},
                           {"WEIGHT_PART", weight.part},
                           {"BIAS_BANK_ROWS", bias.bank_rows},
                           {"BIAS_PART", bias.part},
                           {"MULTIPLIER_BANK_ROWS", multiplier.bank_rows},
                           {"MULTIPLIER_PART", multiplier.part}},
                          {{"clk", "clk"},
                           {"rst", "rst"},
                           {"arrive", "arrive0 && store0"},
                           {"data", "in0_data"},
                           {"fire", "fire"},
                           {"first_row_step", "column == '0"},
                           {"last_row_step", "last_column"},
                           {"first", "row == '0 && column == '0"},
                           {"last", "last"},
                           {"sums", "result" + sums},
                           {"label", "label"},
                           {"image_leaves", "leaves && last_group_leaves"},
                           {"label_of_image", label_out},
                           {"bus_valid", "bus_valid"},
                           {"bus_write", "bus_write"},
                           {"bus_address", "bus_address"},
                           {"bus_bytes", "bus_bytes"},
                           {"bus_write_data", "bus_write_data"},
                           {"bus_read_data", "bus_read_data"},
                           {"bus_error", "bus_error"}});
    return body;
}

}  // namespace hashiflex::rtl

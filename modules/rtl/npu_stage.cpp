// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/stage.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/text.h"

#include <algorithm>

namespace hashiflex::rtl {
namespace {

constexpr int kMostPortBytes = 256;  // each has its own way into the weight words

// Words of a memory image, one a line; the first field lowest.
class MemoryImage {
 public:
    explicit MemoryImage(std::int64_t word_bits) : word_(static_cast<std::size_t>(word_bits), false) {}

    void set(std::int64_t at, std::int64_t value, int bits) {
        for (int i = 0; i < bits; ++i)
            word_[static_cast<std::size_t>(at + i)] = ((static_cast<std::uint64_t>(value) >> i) & 1U) != 0;
    }
    void end_word() {
        for (std::size_t digit = (word_.size() + 3) / 4; digit-- > 0;) {
            unsigned value = 0;
            for (std::size_t i = 4 * digit; i < std::min(4 * digit + 4, word_.size()); ++i)
                value |= (word_[i] ? 1U : 0U) << (i - 4 * digit);
            text += "0123456789abcdef"[value];
        }
        text += '\n';
        word_.assign(word_.size(), false);
    }

    std::string text;

 private:
    std::vector<bool> word_;
};

std::string weight_words(const core::Classifier& classifier, const core::NpuSpec& npu) {
    const auto inputs = static_cast<int>(classifier.inputs());
    const int bits = classifier.weight_bits;
    MemoryImage image(std::int64_t{npu.rows} * npu.columns * bits);
    for (int group = 0; group < classifier.classes; group += npu.columns)
        for (int row = 0; row < inputs; row += npu.rows) {
            for (int c = group; c < std::min(group + npu.columns, classifier.classes); ++c)
                for (int i = row; i < std::min(row + npu.rows, inputs); ++i)
                    image.set(std::int64_t{(c - group) * npu.rows + i - row} * bits,
                              classifier.weights[static_cast<std::size_t>(c) * static_cast<std::size_t>(inputs) +
                                                 static_cast<std::size_t>(i)],
                              bits);
            image.end_word();
        }
    return std::move(image.text);
}

template <typename Value>
std::string group_words(const std::vector<Value>& values, int columns, int bits) {
    MemoryImage image(std::int64_t{columns} * bits);
    const auto count = static_cast<int>(values.size());
    for (int group = 0; group < count; group += columns) {
        for (int c = group; c < std::min(group + columns, count); ++c)
            image.set(std::int64_t{c - group} * bits, values[static_cast<std::size_t>(c)], bits);
        image.end_word();
    }
    return std::move(image.text);
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
    body.files.push_back({file + "_weights.hex", weight_words(classifier, npu)});
    body.files.push_back({file + "_bias.hex", group_words(classifier.bias, npu.columns, 32)});
    if (scaled) body.files.push_back({file + "_multiplier.hex", group_words(classifier.multiplier, npu.columns, 16)});

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
                           {"EVERY", str(levels_per_stage(design, stage))},
                           {"CARRY_SAVE", npu.accumulator == core::Accumulator::carry_save ? "1" : "0"},
                           {"LATENCY", str(stage.latency)},
                           {"WRITE_BYTES", str(std::max(4, npu.write_port_bytes))},
                           {"WEIGHTS_FILE", "\"" + file + "_weights.hex\""},
                           {"BIAS_FILE", "\"" + file + "_bias.hex\""},
                           {"MULTIPLIER_FILE", scaled ? "\"" + file + "_multiplier.hex\"" : "\"\""}},
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

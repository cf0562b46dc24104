// SPDX-License-Identifier: Apache-2.0
#include "sim/import/network_text.h"

#include "modules/core/network/shapes.h"
#include "modules/core/overloaded.h"
#include "sim/import/input_scale.h"

#include <fmt/format.h>

#include <algorithm>

namespace hashiflex::importing {
namespace {

std::string extent_text(const core::Extent& extent) {
    return extent.height == extent.width ? std::to_string(extent.height)
                                         : fmt::format("[{}, {}]", extent.height, extent.width);
}

std::string window_text(const core::Extent& kernel, const core::Extent& stride, const core::Padding& padding) {
    std::string text = ", kernel: " + extent_text(kernel);
    if (stride.height != 1 || stride.width != 1) text += ", stride: " + extent_text(stride);
    switch (padding.mode) {
        case core::PaddingMode::valid:
            return text;
        case core::PaddingMode::same_upper:
            return text + ", padding: same_upper";
        case core::PaddingMode::same_lower:
            return text + ", padding: same_lower";
        case core::PaddingMode::explicit_pads:
            break;
    }
    return text + fmt::format(", padding: {{top: {}, bottom: {}, left: {}, right: {}}}", padding.top, padding.bottom,
                              padding.left, padding.right);
}

std::string output_text(core::Activation activation, const core::OutputSpec& output) {
    std::string text;
    if (activation == core::Activation::relu) text = ", activation: relu";
    if (activation == core::Activation::relu6) text = ", activation: relu6";
    if (output.automatic) return text + ", output: auto";
    return text +
           fmt::format(", output: {{bits: {}, signed: {}, frac: {}}}", output.bits, output.is_signed, output.frac);
}

std::string kind_text(const core::LayerKind& kind) {
    const auto pool_name = [](core::PoolKind pool) { return pool == core::PoolKind::max ? "max_pool" : "avg_pool"; };
    return std::visit(
        core::Overloaded{
            [&](const core::ConvSpec& conv) {
                return "conv" + window_text(conv.kernel, conv.stride, conv.padding) +
                       (conv.groups == 1 ? "" : fmt::format(", groups: {}", conv.groups)) +
                       fmt::format(", channels: {}", conv.channels) + output_text(conv.activation, conv.output);
            },
            [&](const core::DepthwiseSpec& conv) {
                return "depthwise" + window_text(conv.kernel, conv.stride, conv.padding) +
                       output_text(conv.activation, conv.output);
            },
            [&](const core::LinearSpec& linear) {
                return fmt::format("linear, channels: {}", linear.channels) +
                       output_text(linear.activation, linear.output);
            },
            [&](const core::PoolSpec& pool) {
                return pool_name(pool.pool) + window_text(pool.kernel, pool.stride, pool.padding);
            },
            [&](const core::GlobalPoolSpec& pool) { return std::string("global_") + pool_name(pool.pool); },
            [&](const core::AddSpec& add) { return "add" + output_text(add.activation, add.output); },
            [&](const core::ConcatSpec&) { return std::string("concat"); },
            [&](const core::ClassifierSpec& classifier) {
                return fmt::format("classifier, classes: {}, weight_bits: {}", classifier.classes,
                                   classifier.weight_bits);
            }},
        kind);
}

std::string inputs_text(const std::vector<std::string>& inputs) {
    return inputs.empty() ? "" : fmt::format(", inputs: [{}]", fmt::join(inputs, ", "));
}

// What comes from the model may be anything; a comment is one line of printable characters.
std::string comment_text(std::string text) {
    constexpr std::size_t kLongest = 120;
    for (char& c : text)
        if (c < ' ' || c > '~') c = '?';
    return text.size() > kLongest ? text.substr(0, kLongest) + "..." : text;
}

std::string layer_text(const FloatModel& model, std::size_t i) {
    const core::LayerSpec& layer = model.spec.layers[i];
    return fmt::format("  - {{name: {}, kind: {}{}}}", layer.name, kind_text(layer.kind), inputs_text(layer.inputs));
}

// Comments in a column, but for lines that are much longer than most.
std::string layers_text(const FloatModel& model) {
    constexpr std::size_t kColumn = 110;
    std::string text;
    for (std::size_t i = 0; i < model.spec.layers.size(); ++i) {
        const std::string line = layer_text(model, i);
        const std::string blanks(line.size() < kColumn ? kColumn - line.size() : 0, ' ');
        text += fmt::format("{}{}  # {}, {}\n", line, blanks, core::to_string(model.shapes[i]),
                            comment_text(model.origins[i]));
    }
    return text;
}

}  // namespace

std::string network_text(const Imported& imported, const std::string& model_file, const std::string& calibrate) {
    const core::InputSpec& input = imported.model.spec.input;
    std::string text =
        "# " +
        comment_text("Imported by hashiflex from " + model_file +
                     (imported.producer.empty() ? "" : ", which " + imported.producer + " wrote") + ".") +
        "\n";
    for (const auto& note : imported.notes) text += "# " + comment_text(note) + "\n";
    text += fmt::format("name: {}\n", imported.model.spec.name);
    text += fmt::format(
        "input: {{height: {}, width: {}, channels: {}, offset: {}, frac: {}}}    # x = (pixel - offset) * 2^-frac\n",
        input.height, input.width, input.channels, offset_text(input.offset), input.frac);
    text +=
        "weights:\n  quantize:\n    model: float_weights.npz\n    levels: 7\n    terms: 1\n    activation_bits: 8\n"
        "    method: error_feedback\n";
    text += calibrate.empty()
                ? "    # calibrate: images.npz    # uint8 [n][height][width][channels]; without it 32 made-up images\n"
                : "    calibrate: " + calibrate + "\n";
    return text + "layers:    # the shape of the output, and the node of the model\n" + layers_text(imported.model);
}

}  // namespace hashiflex::importing

// SPDX-License-Identifier: Apache-2.0
#include "sim/import/select.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace hashiflex::importing {
namespace {

constexpr std::size_t kMostWeights = std::size_t{1} << 27;  // zeros counted

std::size_t at(int value) {
    return static_cast<std::size_t>(value);
}

// The selection that `number` reads, if it does.
const SelectLayer* selection_before(const LayerGraph& layers, int number) {
    const auto& inputs = layers.at(number).inputs;
    return inputs.size() == 1 ? std::get_if<SelectLayer>(&layers.at(inputs.front()).op) : nullptr;
}

int source_of(const LayerGraph& layers, int select) {
    return layers.at(select).inputs.front();
}

int channels_of(const LayerGraph& layers, int number) {
    return layers.at(number).out.channels;
}

// Another order of the same channels.
bool is_order(const SelectLayer& select, int channels) {
    std::vector<int> sorted = select.from;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < sorted.size(); ++i)
        if (sorted[i] != static_cast<int>(i)) return false;
    return static_cast<int>(sorted.size()) == channels;
}

bool is_depthwise(const ConvLayer& conv, int inputs) {
    return conv.groups > 1 && conv.groups == conv.channels && conv.groups == inputs;
}

// Rows of weights and biases as `from` says; nothing but 0 for -1.
void choose_outputs(ConvLayer& conv, const std::vector<int>& from) {
    const std::size_t size = conv.weights.size() / at(conv.channels);
    std::vector<float> weights;
    std::vector<double> bias;
    for (const int channel : from) {
        bias.push_back(channel < 0 ? 0 : conv.bias[at(channel)]);
        const auto row = conv.weights.begin() + static_cast<std::ptrdiff_t>(at(std::max(channel, 0)) * size);
        if (channel < 0)
            weights.insert(weights.end(), size, 0.0F);
        else
            weights.insert(weights.end(), row, row + static_cast<std::ptrdiff_t>(size));
    }
    conv.channels = static_cast<int>(from.size());
    conv.weights = std::move(weights);
    conv.bias = std::move(bias);
}

// The same convolution of the `inputs` channels that `from` selects from: one group, weights 0 where it does not look.
void choose_inputs(ConvLayer& conv, const std::vector<int>& from, int inputs) {
    const std::size_t depth = from.size() / at(conv.groups), rows = conv.weights.size() / depth;
    const std::size_t rows_of_group = rows / at(conv.groups);
    std::vector<float> weights(rows * at(inputs), 0.0F);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t i = 0; i < depth; ++i) {
            const int input = from[row / rows_of_group * depth + i];
            if (input >= 0) weights[row * at(inputs) + at(input)] += conv.weights[row * depth + i];
        }
    conv.groups = 1;
    conv.weights = std::move(weights);
}

void exchange(std::vector<double>& values, const std::vector<int>& from) {
    if (values.size() == 1) return;
    std::vector<double> moved(values.size());
    for (std::size_t c = 0; c < from.size(); ++c) moved[at(from[c])] = values[c];
    values = std::move(moved);
}

std::vector<int> inverse(const std::vector<int>& from) {
    std::vector<int> to(from.size());
    for (std::size_t c = 0; c < from.size(); ++c) to[at(from[c])] = static_cast<int>(c);
    return to;
}

// Every channel by itself; values of each are those of the channel in its old place.
bool treats_alike(Layer& layer, const std::vector<int>& from) {
    if (auto* affine = std::get_if<AffineLayer>(&layer.op)) {
        exchange(affine->scale, from);
        exchange(affine->shift, from);
        return true;
    }
    if (auto* conv = std::get_if<ConvLayer>(&layer.op)) {
        if (!is_depthwise(*conv, static_cast<int>(from.size()))) return false;
        choose_outputs(*conv, inverse(from));
        return true;
    }
    return std::holds_alternative<ClampLayer>(layer.op) || std::holds_alternative<FormatLayer>(layer.op) ||
           std::holds_alternative<PoolLayer>(layer.op) || std::holds_alternative<GlobalPoolLayer>(layer.op) ||
           std::holds_alternative<PadLayer>(layer.op) || std::holds_alternative<CropLayer>(layer.op);
}

}  // namespace

bool is_identity(const SelectLayer& select, int channels) {
    return static_cast<int>(select.from.size()) == channels && std::is_sorted(select.from.begin(), select.from.end()) &&
           is_order(select, channels);
}

bool is_identity(const CropLayer& crop, const core::Shape& in) {
    return crop.rows.count == in.height && crop.columns.count == in.width;
}

bool merge_selections(LayerGraph& layers, int number) {
    auto* select = std::get_if<SelectLayer>(&layers.at(number).op);
    const SelectLayer* before = selection_before(layers, number);
    if (select == nullptr || before == nullptr) return false;
    for (int& channel : select->from)
        if (channel >= 0) channel = before->from[at(channel)];
    layers.set_input(number, 0, source_of(layers, layers.at(number).inputs.front()));
    layers.remove_unused();
    return true;
}

bool fold_selection_backward(LayerGraph& layers, int number) {
    const auto* select = std::get_if<SelectLayer>(&layers.at(number).op);
    if (select == nullptr) return false;
    const int input = source_of(layers, number);
    auto* conv = std::get_if<ConvLayer>(&layers.at(input).op);
    if (conv == nullptr || conv->groups != 1 || layers.only_reader(input) != number) return false;
    choose_outputs(*conv, select->from);
    layers.at(input).out = layers.at(number).out;
    layers.remove(number);
    return true;
}

bool move_behind_channelwise(LayerGraph& layers, int number) {
    const SelectLayer* before = selection_before(layers, number);
    if (before == nullptr) return false;
    const int select = layers.at(number).inputs.front();
    const SelectLayer order = *before;
    if (layers.only_reader(select) != number || !is_order(order, channels_of(layers, source_of(layers, select))))
        return false;
    Layer& layer = layers.at(number);
    if (!treats_alike(layer, order.from)) return false;
    layers.remove(select);
    Layer behind;
    behind.op = order;
    behind.out = layer.out;
    layers.insert_behind(number, std::move(behind));
    return true;
}

bool fold_selection_forward(LayerGraph& layers, int number) {
    auto* conv = std::get_if<ConvLayer>(&layers.at(number).op);
    const SelectLayer* before = selection_before(layers, number);
    if (conv == nullptr || before == nullptr) return false;
    const int source = source_of(layers, layers.at(number).inputs.front());
    const std::size_t rows = conv->weights.size() / (before->from.size() / at(conv->groups));
    if (rows * at(channels_of(layers, source)) > kMostWeights) return false;
    choose_inputs(*conv, before->from, channels_of(layers, source));
    layers.set_input(number, 0, source);
    layers.remove_unused();
    return true;
}

void make_selection_stage(LayerGraph& layers, int number, Problems& problems) {
    Layer& layer = layers.at(number);
    const SelectLayer select = std::get<SelectLayer>(layer.op);
    const std::size_t inputs = at(channels_of(layers, layer.inputs.front()));
    if (select.from.size() * inputs > kMostWeights) {
        problems.push_back({layer.origin.front(),
                            "it moves " + std::to_string(inputs) + " channels, and no convolution can take that over",
                            ""});
        return;
    }
    ConvLayer conv;
    conv.is_selection = true;
    conv.channels = static_cast<int>(select.from.size());
    conv.weights.assign(select.from.size() * inputs, 0.0F);
    conv.bias.assign(select.from.size(), 0.0);
    for (std::size_t c = 0; c < select.from.size(); ++c)
        if (select.from[c] >= 0) conv.weights[c * inputs + at(select.from[c])] = 1;
    layer.op = std::move(conv);
}

// A window reaches from the first pixel that is dropped to the one that is kept, and over what is dropped at the end.
void make_crop_stage(LayerGraph& layers, int number, Problems& problems) {
    Layer& layer = layers.at(number);
    const CropLayer crop = std::get<CropLayer>(layer.op);
    const core::Shape& in = layers.at(layer.inputs.front()).out;
    constexpr int kMost = 64;
    const auto stride_of = [](const CropLayer::Axis& axis, int extent) {
        return axis.count == 1 ? std::min(int{kMost}, extent) : axis.stride;
    };
    const auto reach = [](const CropLayer::Axis& axis, int extent, int stride) {
        return std::max(axis.first + 1, extent - axis.count * stride + 1);
    };
    const core::Extent stride{stride_of(crop.rows, in.height), stride_of(crop.columns, in.width)};
    const core::Extent kernel{reach(crop.rows, in.height, stride.height), reach(crop.columns, in.width, stride.width)};
    if (kernel.height == 1 && kernel.width == 1) {
        layer.op = PoolLayer{core::PoolKind::max, kernel, stride, {}};
        return;
    }
    if (std::max({kernel.height, kernel.width, stride.height, stride.width}) > kMost)
        problems.push_back({layer.origin.front(),
                            "what it keeps takes a window of " + std::to_string(kernel.height) + " rows and " +
                                std::to_string(kernel.width) + " columns; the most is " + std::to_string(kMost),
                            "crop images before they are given to the chip"});
    if (kernel.height > kMost || kernel.width > kMost) return;
    ConvLayer conv;
    conv.is_selection = true;
    conv.kernel = kernel;
    conv.stride = stride;
    conv.groups = conv.channels = in.channels;
    const std::size_t taps = at(kernel.height * kernel.width);
    conv.weights.assign(taps * at(in.channels), 0.0F);
    conv.bias.assign(at(in.channels), 0.0);
    for (std::size_t c = 0; c < at(in.channels); ++c)
        conv.weights[c * taps + at(crop.rows.first * kernel.width + crop.columns.first)] = 1;
    layer.op = std::move(conv);
}

}  // namespace hashiflex::importing

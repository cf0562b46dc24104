// SPDX-License-Identifier: Apache-2.0
#include "sim/import/float_model.h"

#include "modules/core/network/shapes.h"
#include "modules/core/overloaded.h"
#include "sim/import/head.h"
#include "sim/import/names.h"

#include <map>
#include <stdexcept>

namespace hashiflex::importing {
namespace {

bool are_equal(const core::Window& window, const Pads& pads) {
    return window.pad_top == pads.top && window.pad_bottom == pads.bottom && window.pad_left == pads.left &&
           window.pad_right == pads.right;
}

// By its name where it has one.
core::Padding padding_of(const core::Extent& kernel, const core::Extent& stride, const Pads& pads,
                         const core::Shape& in) {
    core::Padding padding;
    if (!pads.any()) return padding;
    for (const auto mode : {core::PaddingMode::same_upper, core::PaddingMode::same_lower}) {
        padding.mode = mode;
        if (are_equal(core::make_window(kernel, stride, padding, in), pads)) return padding;
    }
    return {core::PaddingMode::explicit_pads, pads.top, pads.bottom, pads.left, pads.right};
}

core::OutputSpec output_of(const Layer& layer) {
    core::OutputSpec output;
    output.automatic = !layer.format;
    if (layer.format) output = {layer.format->bits, layer.format->is_signed, layer.format->frac, false};
    return output;
}

template <class Spec>
Spec windowed(const ConvLayer& conv, const core::Shape& in, const Layer& layer) {
    Spec spec;
    spec.kernel = conv.kernel;
    spec.stride = conv.stride;
    spec.padding = padding_of(conv.kernel, conv.stride, conv.pads, in);
    spec.activation = layer.activation;
    spec.output = output_of(layer);
    return spec;
}

core::LayerKind kind_of(const ConvLayer& conv, const core::Shape& in, const Layer& layer, bool is_classifier) {
    if (is_classifier) return core::ClassifierSpec{conv.channels, 8};
    if (conv.is_matrix) {
        core::LinearSpec linear;
        linear.channels = conv.channels;
        linear.activation = layer.activation;
        linear.output = output_of(layer);
        return linear;
    }
    const bool depthwise = conv.groups > 1 && conv.groups == conv.channels && conv.groups == in.channels;
    if (depthwise) return windowed<core::DepthwiseSpec>(conv, in, layer);
    auto spec = windowed<core::ConvSpec>(conv, in, layer);
    spec.groups = conv.groups;
    spec.channels = conv.channels;
    return spec;
}

core::LayerKind kind_of(const Layer& layer, const core::Shape& in, bool is_classifier) {
    return std::visit(
        core::Overloaded{[&](const ConvLayer& conv) { return kind_of(conv, in, layer, is_classifier); },
                         [&](const PoolLayer& pool) {
                             return core::LayerKind{
                                 core::PoolSpec{pool.pool, pool.kernel, pool.stride,
                                                padding_of(pool.kernel, pool.stride, pool.pads, in)}};
                         },
                         [&](const GlobalPoolLayer& pool) { return core::LayerKind{core::GlobalPoolSpec{pool.pool}}; },
                         [&](const AddLayer&) {
                             return core::LayerKind{core::AddSpec{layer.activation, output_of(layer)}};
                         },
                         [&](const ConcatLayer&) { return core::LayerKind{core::ConcatSpec{}}; },
                         [&](const auto&) -> core::LayerKind { throw std::logic_error("a layer without a stage"); }},
        layer.op);
}

core::Array reals(std::vector<std::size_t> shape, std::vector<float> values) {
    core::Array array;
    array.shape = std::move(shape);
    array.is_integer = false;
    array.reals = std::move(values);
    return array;
}

void add_weights(const ConvLayer& conv, const core::Shape& in, const std::string& name, bool is_classifier,
                 core::WeightSet& weights) {
    const auto size = [](int extent) { return static_cast<std::size_t>(extent); };
    std::vector<std::size_t> shape{size(conv.channels), size(conv.kernel.height), size(conv.kernel.width),
                                   size(in.channels / conv.groups)};
    if (is_classifier) shape = {size(conv.channels), conv.weights.size() / size(conv.channels)};
    weights[name + ".weight"] = reals(shape, conv.weights);
    weights[name + ".bias"] = reals({size(conv.channels)}, {conv.bias.begin(), conv.bias.end()});
}

}  // namespace

bool FloatModel::has_classifier() const {
    return !spec.layers.empty() && std::holds_alternative<core::ClassifierSpec>(spec.layers.back().kind);
}

FloatModel float_model(const LayerGraph& layers, const std::string& name, const core::InputSpec& input) {
    FloatModel model;
    model.spec.name = name;
    model.spec.input = input;
    std::vector<int> order = layers.in_order();
    order.erase(order.begin());  // the input
    const auto names = layer_names(layers, order);
    const bool classifies = ends_in_classifier(layers);
    std::map<int, std::string> name_of{{0, "input"}};
    for (std::size_t i = 0; i < order.size(); ++i) {
        const Layer& layer = layers.at(order[i]);
        const core::Shape& in = layers.at(layer.inputs.front()).out;
        const bool is_classifier = classifies && order[i] == layers.output();
        core::LayerSpec spec;
        spec.name = name_of[order[i]] = names[i];
        spec.kind = kind_of(layer, in, is_classifier);
        const int previous = i == 0 ? 0 : order[i - 1];
        if (layer.inputs != std::vector<int>{previous})
            for (const int number : layer.inputs) spec.inputs.push_back(name_of[number]);
        if (const auto* conv = std::get_if<ConvLayer>(&layer.op))
            add_weights(*conv, in, spec.name, is_classifier, model.weights);
        model.spec.layers.push_back(std::move(spec));
        model.shapes.push_back(layer.out);
        model.origins.push_back(layer.origin.empty() ? "" : layer.origin.front());
    }
    return model;
}

}  // namespace hashiflex::importing

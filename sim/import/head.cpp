// SPDX-License-Identifier: Apache-2.0
#include "sim/import/head.h"

#include <utility>

namespace hashiflex::importing {
namespace {

bool is_one(const core::Extent& extent) {
    return extent.height == 1 && extent.width == 1;
}

}  // namespace

void move_average_before_last(LayerGraph& layers) {
    const int last = layers.output();
    const auto* pool = std::get_if<GlobalPoolLayer>(&layers.at(last).op);
    if (pool == nullptr || pool->pool != core::PoolKind::average) return;
    const int number = layers.at(last).inputs.front();
    Layer& layer = layers.at(number);
    const auto* conv = std::get_if<ConvLayer>(&layer.op);
    const bool commutes = conv != nullptr && is_one(conv->kernel) && is_one(conv->stride) && conv->groups == 1 &&
                          !conv->pads.any() && layer.activation == core::Activation::none && !layer.format &&
                          layers.only_reader(number) == last;
    if (!commutes) return;
    const int before = layer.inputs.front();
    layers.set_input(last, 0, before);
    layers.at(last).out = {1, 1, layers.at(before).out.channels};
    layers.set_output(number);
    layers.set_input(number, 0, last);
    layer.out = {1, 1, layer.out.channels};
}

void append_classifier(LayerGraph& layers, std::vector<std::string>& notes) {
    const core::Shape& out = layers.at(layers.output()).out;
    constexpr int kMost = 8192;
    if (out.channels > kMost) return;
    if (ends_in_classifier(layers) || out.height != 1 || out.width != 1 || out.channels < 2) return;
    const auto classes = static_cast<std::size_t>(out.channels);
    ConvLayer ones;
    ones.is_matrix = true;
    ones.channels = out.channels;
    ones.weights.assign(classes * classes, 0.0F);
    ones.bias.assign(classes, 0.0);
    for (std::size_t c = 0; c < classes; ++c) ones.weights[c * classes + c] = 1;
    Layer layer;
    layer.op = std::move(ones);
    layer.inputs = {layers.output()};
    layer.out = out;
    layer.name = "classes";
    layer.origin = {"the comparison of the output's channels"};
    layers.set_output(layers.add(std::move(layer)));
    notes.push_back(
        "the channels of the output are the classes: a classifier of ones passes them on, which costs no adder where "
        "it is hardwired");
}

bool ends_in_classifier(const LayerGraph& layers) {
    const Layer& last = layers.at(layers.output());
    const auto* conv = std::get_if<ConvLayer>(&last.op);
    if (conv == nullptr || conv->groups != 1 || conv->channels < 2 || conv->pads.any()) return false;
    const core::Shape& in = layers.at(last.inputs.front()).out;
    return last.activation == core::Activation::none && conv->kernel.height == in.height &&
           conv->kernel.width == in.width;
}

}  // namespace hashiflex::importing

// SPDX-License-Identifier: Apache-2.0
#include "sim/import/head.h"

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

bool ends_in_classifier(const LayerGraph& layers) {
    const Layer& last = layers.at(layers.output());
    const auto* conv = std::get_if<ConvLayer>(&last.op);
    if (conv == nullptr || conv->groups != 1 || conv->channels < 2 || conv->pads.any()) return false;
    const core::Shape& in = layers.at(last.inputs.front()).out;
    return last.activation == core::Activation::none && conv->kernel.height == in.height &&
           conv->kernel.width == in.width;
}

}  // namespace hashiflex::importing

// SPDX-License-Identifier: Apache-2.0
// A network as it was trained: the layers of a network file with weights that are reals. Its values are the same on
// every host, compiler and number of threads: sums in double and in one order, nothing contracted, no function of the
// maths library.
#pragma once

#include "modules/core/network/operators.h"
#include "modules/core/network/spec.h"
#include "modules/core/network/weights.h"
#include "modules/core/quantize/float_kernel.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace hashiflex::core {

// A layer with weights; the classifier, too, is a convolution: its kernel is the whole map.
struct FloatConv {
    Conv shape;  // without arrays
    FloatWeights weights;
};

struct FloatNetwork {
    NetworkSpec spec;
    Network structure;  // shapes and windows; its operators have no weights, its formats mean nothing
    std::vector<std::optional<FloatConv>> convs;  // by layer
};

// Arrays are named and shaped as integer ones (WeightSet), but hold reals: `LAYER.weight` and `LAYER.bias`. A layer
// computes activation(conv(x) + bias), average pools divide by their taps, the classifier gives logits. Output formats
// of the spec play no part.
// Throws InvalidInput: what infer_network() refuses; an array that is missing, superfluous, of another shape, or holds
// what is no finite number.
FloatNetwork build_float_network(const NetworkSpec& spec, const WeightSet& weights);

// (pixel - offset) * 2^-frac, for host pixels in HWC order.
FloatMap float_input(const FloatNetwork& network, const std::vector<std::uint8_t>& pixels);

// `none` where the kind has no such key.
Activation activation_of(const LayerKind& kind);
void activate(Activation activation, FloatMap& map);

// The output of one layer; `inputs` in its order.
FloatMap evaluate(const FloatNetwork& network, std::size_t layer, const std::vector<const FloatMap*>& inputs);

// The output of the last layer. `look` sees every layer's, in order; maps that nobody reads any more are given up on
// the way.
using FloatLook = std::function<void(std::size_t layer, const FloatMap& out)>;
FloatMap evaluate(const FloatNetwork& network, const std::vector<std::uint8_t>& pixels, const FloatLook& look = {});

// Of a network with a classifier: one number a class.
std::vector<double> logits(const FloatNetwork& network, const std::vector<std::uint8_t>& pixels);

}  // namespace hashiflex::core

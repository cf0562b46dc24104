// SPDX-License-Identifier: Apache-2.0
// The operators of a network with inferred shapes, exact integer weights and requantization.
#pragma once

#include "modules/core/network/spec.h"
#include "modules/core/numeric/interval.h"
#include "modules/core/numeric/tensor.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace hashiflex::core {

// Where output pixel (y, x) looks: rows y*stride_h - pad_top .. + kernel_h - 1, columns likewise. Outside is padding.
struct Window {
    int kernel_h = 1, kernel_w = 1;
    int stride_h = 1, stride_w = 1;
    int pad_top = 0, pad_bottom = 0, pad_left = 0, pad_right = 0;

    int taps() const { return kernel_h * kernel_w; }
};

// Weights [out][kernel_h][kernel_w][in/groups], each a sum of at most `terms` powers below 2^levels.
// acc = bias + sum(w * x); y = requantize(acc, shift[channel], clamp).
struct Conv {
    Shape in, out;
    Window window;
    int groups = 1;
    int levels = 8;
    int terms = 1;
    std::vector<std::int32_t> weights;
    std::vector<std::int64_t> bias;
    std::vector<int> shift;
    Interval clamp;
};

// max ignores padding. average divides by all taps, padding counted as 0: floor(sum / taps + 1/2).
struct Pool {
    PoolKind kind = PoolKind::max;
    Shape in, out;
    Window window;
};

// Accumulates beat by beat over the whole map.
struct GlobalPool {
    PoolKind kind = PoolKind::average;
    Shape in;
};

// y = requantize((a << align[0]) + (b << align[1]), shift, clamp): operands in the finer of their two units.
struct Add {
    Shape shape;
    int align[2] = {0, 0};
    int shift = 0;
    Interval clamp;
};

struct Concat {
    std::vector<Shape> in;
};

// Integer classifier: sums[c] = bias[c] + sum(weights[c][i] * feature[i]), features in HWC order.
// The class is the first with the largest sums[c] * multiplier[c]; no multipliers: the largest sum.
struct Classifier {
    Shape in;
    int classes = 1;
    int weight_bits = 8;
    std::vector<std::int8_t> weights;  // [classes][inputs]
    std::vector<std::int32_t> bias;
    std::vector<float> scale;               // of float logits, made by the host; empty: 1
    std::vector<std::uint16_t> multiplier;  // round(scale / max(scale) * 65535); empty when scale is

    std::int64_t inputs() const { return in.elements(); }
};

// Follows a hardwired classifier: passes its sums and adds the class.
struct Argmax {
    int classes = 1;
    std::vector<std::uint16_t> multiplier;
};

using Operator = std::variant<Conv, Pool, GlobalPool, Add, Concat, Classifier, Argmax>;

// Tensor t: 0 is the network's input, t + 1 the output of layer t.
struct Layer {
    std::string name;
    std::vector<int> inputs;
    Operator op;
    TensorType out;
};

struct Network {
    std::string name;
    TensorType input;
    PixelOffset input_offset;
    std::vector<Layer> layers;

    const TensorType& tensor(int t) const { return t == 0 ? input : layers[static_cast<std::size_t>(t - 1)].out; }
};

}  // namespace hashiflex::core

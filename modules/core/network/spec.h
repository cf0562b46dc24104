// SPDX-License-Identifier: Apache-2.0
// What a network file says, before shapes are inferred and weights are read. Field names are the YAML keys.
#pragma once

#include "modules/core/network/pixel_offset.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hashiflex::core {

struct Extent {
    int height = 1;
    int width = 1;
};

enum class PaddingMode { valid, same_upper, same_lower, explicit_pads };

// same_upper puts the odd pixel below and right (TensorFlow), same_lower above and left.
struct Padding {
    PaddingMode mode = PaddingMode::valid;
    int top = 0, bottom = 0, left = 0, right = 0;  // read only when mode is explicit_pads
};

enum class Activation { none, relu, relu6 };

// The grid of a stage's output: integers of `bits` bits in units of 2^-frac.
struct OutputSpec {
    int bits = 8;
    bool is_signed = false;  // YAML key: signed
    int frac = 0;
    bool automatic = false;  // YAML: `output: auto`; whoever quantizes the network chooses the format
};

// Weights are sums of at most `terms` signed powers of two with exponents 0 .. levels-1 above the channel's offset.
struct ConvSpec {
    Extent kernel;
    Extent stride;
    Padding padding;
    int groups = 1;
    int channels = 1;
    Activation activation = Activation::none;
    OutputSpec output;
    int levels = 8;
    int terms = 1;
};

// One filter per input channel.
struct DepthwiseSpec {
    Extent kernel;
    Extent stride;
    Padding padding;
    Activation activation = Activation::none;
    OutputSpec output;
    int levels = 8;
    int terms = 1;
};

// Flatten + Gemm: a convolution whose kernel is the whole map.
struct LinearSpec {
    int channels = 1;
    Activation activation = Activation::none;
    OutputSpec output;
    int levels = 8;
    int terms = 1;
};

enum class PoolKind { max, average };

struct PoolSpec {
    PoolKind pool = PoolKind::max;
    Extent kernel;
    Extent stride;
    Padding padding;
};

struct GlobalPoolSpec {
    PoolKind pool = PoolKind::average;
};

struct AddSpec {
    Activation activation = Activation::none;
    OutputSpec output;
};

struct ConcatSpec {};

// The last layer: int weights, int32 bias, optional per-class output scale. Runs on the NPU, or hardwired as CSD.
struct ClassifierSpec {
    int classes = 2;
    int weight_bits = 8;
};

using LayerKind =
    std::variant<ConvSpec, DepthwiseSpec, LinearSpec, PoolSpec, GlobalPoolSpec, AddSpec, ConcatSpec, ClassifierSpec>;

struct LayerSpec {
    std::string name;
    std::vector<std::string> inputs;  // empty: the layer before (the first one: "input")
    LayerKind kind;
};

// Host pixels are uint8; the chip sees pixel - offset, 9-bit signed, in units of 2^-frac.
struct InputSpec {
    int height = 1;
    int width = 1;
    int channels = 1;
    PixelOffset offset;
    int frac = 0;
};

struct NetworkSpec {
    std::string name;
    InputSpec input;
    std::vector<LayerSpec> layers;
};

}  // namespace hashiflex::core

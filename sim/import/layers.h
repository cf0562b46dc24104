// SPDX-License-Identifier: Apache-2.0
// The network on its way from operators to stages: layers on maps (height, width, channels), some of which the chip has
// no stage for; those are folded into others or become 1x1 stages (simplify.h).
#pragma once

#include "modules/core/network/spec.h"
#include "modules/core/numeric/tensor.h"

#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hashiflex::importing {

struct Pads {
    int top = 0, bottom = 0, left = 0, right = 0;
    bool any() const { return top != 0 || bottom != 0 || left != 0 || right != 0; }
};

struct InputLayer {};

// Weights [channels][kernel height][kernel width][input channels / groups].
struct ConvLayer {
    core::Extent kernel, stride;
    Pads pads;
    int groups = 1;
    int channels = 1;
    bool is_matrix = false;     // its kernel is the whole map: a Gemm or MatMul
    bool is_selection = false;  // nothing is computed: ones and zeros that move channels or pixels
    std::vector<float> weights;
    std::vector<double> bias;  // [channels]
};

// Averages divide by all taps; maxima leave padding out.
struct PoolLayer {
    core::PoolKind pool = core::PoolKind::max;
    core::Extent kernel, stride;
    Pads pads;
};

struct GlobalPoolLayer {
    core::PoolKind pool = core::PoolKind::average;
};

struct AddLayer {};
struct ConcatLayer {};

// scale * x + shift, a value each for all channels or for each one.
struct AffineLayer {
    std::vector<double> scale{1.0}, shift{0.0};
    bool is_batch_norm = false;  // learned; else somebody wrote it, at the input to scale pixels
    int input_atom = -1;         // of the graph's input: what must turn out to be its channels
};

struct ClampLayer {
    double lo = -std::numeric_limits<double>::infinity();
    double hi = std::numeric_limits<double>::infinity();
};

struct PadLayer {
    Pads pads;
    double value = 0;
    // Of the graph's input, before its axes are known: rows of before and after by atom.
    struct ByAtom {
        int input_atom = -1;
        int before = 0, after = 0;
    };
    std::vector<ByAtom> by_atom;
};

// What a quantizer of the graph rounds to: the grid of a stage's output.
struct FormatLayer {
    int bits = 8;
    bool is_signed = false;
    int frac = 0;
};

// Channel c is channel from[c] of the input; 0 for from[c] = -1. Shuffles, splits, slices and zeros beside channels.
struct SelectLayer {
    std::vector<int> from;
};

// Rows and columns first, first + stride, ... of the input.
struct CropLayer {
    struct Axis {
        int first = 0, stride = 1, count = 1;
    };
    Axis rows, columns;
};

using LayerOperator = std::variant<InputLayer, ConvLayer, PoolLayer, GlobalPoolLayer, AddLayer, ConcatLayer,
                                   AffineLayer, ClampLayer, PadLayer, FormatLayer, SelectLayer, CropLayer>;

struct Layer {
    LayerOperator op;
    std::vector<int> inputs;
    core::Shape out{1, 1, 1};
    std::string name;                 // a wish; see names.h
    std::vector<std::string> origin;  // the nodes that it came from
    core::Activation activation = core::Activation::none;
    std::optional<FormatLayer> format;  // of the output, after the activation
};

// Layers by number; those without readers that are not the output are gone.
class LayerGraph {
 public:
    int add(Layer layer);  // its inputs are there
    Layer& at(int layer) { return layers_[static_cast<std::size_t>(layer)]; }
    const Layer& at(int layer) const { return layers_[static_cast<std::size_t>(layer)]; }
    int size() const { return static_cast<int>(layers_.size()); }
    const std::vector<int>& readers(int layer) const { return readers_[static_cast<std::size_t>(layer)]; }

    int output() const { return output_; }
    void set_output(int layer) { output_ = layer; }
    bool is_used(int layer) const { return layer == output_ || !readers(layer).empty(); }
    // The one that reads it; -1: none, several, or the world outside.
    int only_reader(int layer) const;

    // Whoever reads `layer`, or is its output, takes `other` instead; but for `other` itself.
    void replace(int layer, int other);
    // Input number `slot` of `layer` is now `other`.
    void set_input(int layer, std::size_t slot, int other);
    // A layer with one input is taken out: its readers read its input.
    void remove(int layer);
    // A new layer behind `layer`, which all of its readers now read.
    int insert_behind(int layer, Layer fresh);
    // Drops layers that nobody uses.
    void remove_unused();
    // Those in use, producers first.
    std::vector<int> in_order() const;

 private:
    void forget_reader(int layer, int reader);

    std::vector<Layer> layers_;
    std::vector<std::vector<int>> readers_;  // a reader stands here once for each of its inputs
    int output_ = -1;
};

}  // namespace hashiflex::importing

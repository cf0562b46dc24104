// SPDX-License-Identifier: Apache-2.0
// Clamps, and what is made of them.
#include "sim/import/elementwise.h"
#include "sim/import/operators.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hashiflex::importing {
namespace {

constexpr double kUnbounded = std::numeric_limits<double>::infinity();
const char* const kRetrain = "train the network with Relu or Relu6";

Value clamped(Lowering& context, const Activation& input, double lo, double hi) {
    if (!(lo < hi)) throw Unsupported("its bounds are " + std::to_string(lo) + " and " + std::to_string(hi));
    constexpr double kNone = 3e38;  // what exporters write for no bound, FLT_MAX
    ClampLayer clamp;
    if (lo > -kNone) clamp.lo = lo;
    if (hi < kNone) clamp.hi = hi;
    const core::Shape out = context.layers.at(input.layer).out;
    return Activation{context.add(clamp, {input.layer}, out), input.view, ""};
}

double scalar(const Tensor& tensor, const char* what) {
    if (tensor.size() != 1) throw Unsupported("its " + std::string(what) + " is not one number");
    return tensor.at(0);
}

Value bounded(Lowering& context, const Node& node, bool from_below) {
    if (node.inputs.size() != 2) throw Unsupported("it has " + std::to_string(node.inputs.size()) + " inputs");
    const auto with = mixed(context);
    if (!with) throw Unsupported("it compares two maps", kRetrain);
    if (with->constant.values.size() != 1) throw Unsupported("its bounds differ by channel", kRetrain);
    const double bound = with->constant.values[0];
    return clamped(context, with->map, from_below ? bound : -kUnbounded, from_below ? kUnbounded : bound);
}

// slope * x below 0, x above: slope * x + relu((1 - slope) * x).
Value leaky(Lowering& context, const Activation& input, const PerChannel& slope) {
    const auto& values = slope.values;
    const auto [least, largest] = std::minmax_element(values.begin(), values.end());
    if (!std::isfinite(*least) || !std::isfinite(*largest) || *largest > 1)
        throw Unsupported("its slope is " + std::to_string(*largest) + "; the most is 1", kRetrain);
    if (*largest == 0 && *least == 0) return clamped(context, input, 0, kUnbounded);
    if (*least == 1) return input;
    constexpr double kLeastScale = 1.0 / 64;         // less would lose too much of what is above 0
    const bool scales_back = *least >= kLeastScale;  // then one branch is the layer before, scaled
    const Activation base = std::get<Activation>(affine(context, input, slope, kZero));
    const PerChannel steeper = scales_back ? mapped(slope, [](double value) { return (1 - value) / value; })
                                           : mapped(slope, [](double value) { return 1 - value; });
    Activation rest = std::get<Activation>(affine(context, scales_back ? base : input, steeper, kZero));
    rest = std::get<Activation>(clamped(context, rest, 0, kUnbounded));
    return added(context, base, rest);
}

}  // namespace

Value lower_relu(Lowering& context, const Node&) {
    return clamped(context, context.activation(0), 0, kUnbounded);
}

// Bounds are attributes up to opset 10, inputs since.
Value lower_clip(Lowering& context, const Node& node) {
    const Tensor *lo = context.optional_constant(1, "least value"), *hi = context.optional_constant(2, "largest value");
    constexpr float kMost = std::numeric_limits<float>::max();
    return clamped(context, context.activation(0), lo ? scalar(*lo, "least value") : double{node.real("min", -kMost)},
                   hi ? scalar(*hi, "largest value") : double{node.real("max", kMost)});
}

Value lower_max(Lowering& context, const Node& node) {
    return bounded(context, node, true);
}
Value lower_min(Lowering& context, const Node& node) {
    return bounded(context, node, false);
}

Value lower_leaky_relu(Lowering& context, const Node& node) {
    return leaky(context, context.activation(0), PerChannel{{double{node.real("alpha", 0.01F)}}, -1});
}
Value lower_prelu(Lowering& context, const Node&) {
    const auto with = mixed(context);
    if (!with || with->constant_first) throw Unsupported("its slope is computed from the image", kRetrain);
    return leaky(context, with->map, with->constant);
}

}  // namespace hashiflex::importing

// SPDX-License-Identifier: Apache-2.0
// Conv: weights from [out][in / groups][height][width] to those of the chip, channels last.
#include "sim/import/finite.h"
#include "sim/import/operators.h"
#include "sim/import/window.h"

#include <algorithm>

namespace hashiflex::importing {
namespace {

// Between the taps of a dilated kernel there are weights 0, which cost no adder.
std::vector<float> channels_last(const Tensor& weights, const WindowOf& window) {
    const auto extent = [](std::int64_t value) { return static_cast<std::size_t>(value); };
    const std::size_t out = extent(weights.shape[0]), in = extent(weights.shape[1]);
    const std::size_t columns = extent(weights.shape.back()), taps = weights.size() / (out * in);
    const std::size_t reach = extent(window.kernel.height) * extent(window.kernel.width);
    constexpr std::size_t kMostWeights = std::size_t{1} << 27;
    if (reach != taps && out * in * reach > kMostWeights)
        throw Unsupported("its dilated kernel has " + std::to_string(out * in * reach) + " weights, zeros counted");
    std::vector<float> ordered(out * in * reach, 0.0F);
    for (std::size_t o = 0; o < out; ++o)
        for (std::size_t i = 0; i < in; ++i)
            for (std::size_t tap = 0; tap < taps; ++tap) {
                const std::size_t row = tap / columns * extent(window.dilation.height);
                const std::size_t place =
                    row * extent(window.kernel.width) + tap % columns * extent(window.dilation.width);
                ordered[(o * reach + place) * in + i] = weights.reals[(o * in + i) * taps + tap];
            }
    return ordered;
}

void check_kernel(const Node& node, const std::vector<std::int64_t>& kernel) {
    const auto said = node.integers("kernel_shape", kernel);
    if (said != kernel)
        throw Unsupported("its kernel_shape is " + shape_text(said) + ", its weights have a kernel of " +
                          shape_text(kernel));
}

void check_channels(const Tensor& weights, const core::Shape& in, std::int64_t groups) {
    if (groups < 1 || in.channels % groups != 0 || weights.shape[0] % groups != 0)
        throw Unsupported("its group is " + std::to_string(groups) + ", which does not divide " +
                          std::to_string(in.channels) + " input and " + std::to_string(weights.shape[0]) +
                          " output channels");
    if (weights.shape[1] != in.channels / groups)
        throw Unsupported("its weights " + shape_text(weights.shape) + " do not fit an input of " +
                          std::to_string(in.channels) + " channels in " + std::to_string(groups) + " groups");
}

// More padding than the chip's windows have: zeros of their own before it.
int padded(Lowering& context, int layer, const core::Shape& in, const Pads& pads) {
    constexpr int kMost = 63;
    const int most = std::max(pads.top + pads.bottom, pads.left + pads.right);
    if (most > kMost)
        context.report(Unsupported("its padding is " + std::to_string(most) +
                                       " rows or columns, and larger than its kernel; the most is " +
                                       std::to_string(kMost),
                                   "a window that sees padding alone has nothing to compute"));
    const core::Shape out{in.height + pads.top + pads.bottom, in.width + pads.left + pads.right, in.channels};
    return context.add(PadLayer{pads, 0, {}}, {layer}, out);
}

}  // namespace

Value lower_conv(Lowering& context, const Node& node) {
    const Activation& input = context.activation(0);
    const Tensor& weights = context.constant(1, "weights");
    const Tensor* bias = context.optional_constant(2, "bias");
    const std::size_t spatial = demand_map(context, input);
    if (!weights.is_real() || weights.shape.size() != spatial + 2)
        throw Unsupported("its weights are a tensor " + shape_text(weights.shape) + ", its input has " +
                          std::to_string(spatial + 2) + " axes");
    const std::vector<std::int64_t> kernel(weights.shape.begin() + 2, weights.shape.end());
    check_kernel(node, kernel);
    const core::Shape in = context.roles.shape_of(input.view);
    const std::int64_t groups = node.integer("group", 1);
    check_channels(weights, in, groups);
    const WindowOf window = window_of(context, node, in, kernel);
    if (weights.shape[0] > 65536)
        throw Unsupported("it has " + std::to_string(weights.shape[0]) + " output channels; the most is 65536");
    judge_finite(context, "weights", weights);
    ConvLayer conv;
    conv.kernel = window.kernel;
    conv.stride = window.stride;
    conv.groups = static_cast<int>(groups);
    conv.channels = static_cast<int>(weights.shape[0]);
    if (!window.is_too_large) conv.weights = channels_last(weights, window);
    conv.bias = bias_of(context, bias, conv.channels);
    int source = input.layer;
    if (is_padding_within_kernel(window))
        conv.pads = window.pads;
    else
        source = padded(context, source, in, window.pads);
    core::Shape out = window.out;
    out.channels = conv.channels;
    return Activation{context.add(std::move(conv), {source}, out), map_view(out, Lowering::batch_of(input), spatial),
                      ""};
}

}  // namespace hashiflex::importing

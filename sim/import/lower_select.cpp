// SPDX-License-Identifier: Apache-2.0
// Slice, Gather and Split of maps, and SpaceToDepth.
#include "sim/import/fold_shapes.h"
#include "sim/import/operators.h"
#include "sim/import/take.h"

#include <numeric>

namespace hashiflex::importing {
namespace {

std::vector<std::int64_t> split_sizes(Lowering& context, const Node& node, std::int64_t extent) {
    const Tensor* input = context.optional_constant(1, "split");
    const auto count = static_cast<std::int64_t>(node.outputs.size());
    if (input != nullptr || node.has("split"))
        return input != nullptr ? std::vector<std::int64_t>(input->integers) : node.integers("split", {});
    const std::int64_t each = (extent + count - 1) / count;
    std::vector<std::int64_t> sizes(node.outputs.size(), each);
    sizes.back() = extent - each * (count - 1);
    return sizes;
}

}  // namespace

Value lower_slice(Lowering& context, const Node& node) {
    Activation result = context.shown(0);
    Constants constants;
    for (std::size_t i = 0; i < node.inputs.size(); ++i)
        constants.push_back(i == 0 ? nullptr : context.optional_constant(i, "bounds"));
    for (const KeptAlong& kept : slices_of(node, constants, result.view.shape()))
        result = taken(context, result, kept.axis, kept.positions);
    return result;
}

Value lower_gather(Lowering& context, const Node& node) {
    const Activation& input = context.shown(0);
    const Tensor& indices = context.constant(1, "indices");
    const KeptAlong kept = gathered_of(node, indices, input.view.shape());
    if (indices.shape.size() > 1) throw Unsupported("its indices are a tensor " + shape_text(indices.shape));
    Activation result = taken(context, input, kept.axis, kept.positions);
    if (indices.shape.empty())
        result.view.axes.erase(result.view.axes.begin() + static_cast<std::ptrdiff_t>(kept.axis));
    return result;
}

Value lower_split(Lowering& context, const Node& node) {
    const Activation input = context.shown(0);
    const auto shape = input.view.shape();
    const std::size_t axis = axis_of(node.integer("axis", 0), shape.size());
    const auto sizes = split_sizes(context, node, shape[axis]);
    if (sizes.size() != node.outputs.size() ||
        std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0}) != shape[axis])
        throw Unsupported("it splits " + std::to_string(shape[axis]) + " into " + shape_text(sizes));
    std::vector<Value> parts;
    std::size_t first = 0;
    for (const std::int64_t size : sizes) {
        if (size < 1) throw Unsupported("it splits " + std::to_string(shape[axis]) + " into " + shape_text(sizes));
        std::vector<std::size_t> kept(static_cast<std::size_t>(size));
        std::iota(kept.begin(), kept.end(), first);
        first += kept.size();
        parts.emplace_back(taken(context, input, axis, kept));
    }
    for (std::size_t i = 1; i < parts.size(); ++i) context.values[node.outputs[i]] = parts[i];
    return parts.front();
}

// Blocks of pixels become channels: a convolution of ones and zeros over each block.
Value lower_space_to_depth(Lowering& context, const Node& node) {
    const Activation& input = context.activation(0);
    const std::int64_t block = node.integer("blocksize", 0);
    const std::size_t spatial = demand_map(context, input);
    const core::Shape in = context.roles.shape_of(input.view);
    constexpr std::int64_t kMost = 64;
    if (spatial != 2 || block < 1 || block > kMost || in.height % block != 0 || in.width % block != 0)
        throw Unsupported("its blocksize is " + std::to_string(block) + ", its input " +
                          shape_text(input.view.shape()));
    const auto size = static_cast<std::size_t>(block), channels = static_cast<std::size_t>(in.channels);
    const std::size_t taps = size * size;
    constexpr std::size_t kMostWeights = std::size_t{1} << 27;
    if (channels * taps > 65536 || channels * taps * taps * channels > kMostWeights)
        throw Unsupported("its output has " + std::to_string(channels * taps) + " channels, which are too many");
    ConvLayer conv;
    conv.is_selection = true;
    conv.kernel = conv.stride = {static_cast<int>(block), static_cast<int>(block)};
    conv.channels = static_cast<int>(channels * taps);
    conv.weights.assign(channels * taps * taps * channels, 0.0F);
    conv.bias.assign(channels * taps, 0.0);
    for (std::size_t out = 0; out < channels * taps; ++out)
        conv.weights[(out * taps + out / channels) * channels + out % channels] = 1;
    const core::Shape out{in.height / conv.kernel.height, in.width / conv.kernel.width, conv.channels};
    return Activation{context.add(std::move(conv), {input.layer}, out),
                      map_view(out, Lowering::batch_of(input), spatial), ""};
}

}  // namespace hashiflex::importing

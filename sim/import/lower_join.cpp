// SPDX-License-Identifier: Apache-2.0
// Pad, and Concat along the channels.
#include "sim/import/flatten.h"
#include "sim/import/fold.h"
#include "sim/import/operators.h"
#include "sim/import/take.h"

#include <algorithm>
#include <numeric>

namespace hashiflex::importing {
namespace {

// Pads of all axes, first those before: an attribute up to opset 10, since then an input; of some axes since 18.
std::vector<std::int64_t> pads_of(Lowering& context, const Node& node, std::size_t rank) {
    const Tensor* input = context.optional_constant(1, "pads");
    const auto given =
        input != nullptr ? integers_of(*input, "pads") : node.integers(node.has("paddings") ? "paddings" : "pads", {});
    const Tensor* axes = context.optional_constant(3, "axes");
    const std::size_t count = axes != nullptr ? axes->size() : rank;
    if (given.size() != 2 * count)
        throw Unsupported("its pads are " + shape_text(given) + " for " + std::to_string(count) + " axes");
    std::vector<std::int64_t> pads(2 * rank, 0);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t axis = axes != nullptr ? axis_of(integers_of(*axes, "axes")[i], rank) : i;
        pads[axis] = given[i];
        pads[axis + rank] = given[i + count];
    }
    return pads;
}

double pad_value(Lowering& context, const Node& node) {
    if (const Tensor* value = context.optional_constant(2, "value")) {
        if (value->size() != 1) throw Unsupported("its value is not one number");
        return value->at(0);
    }
    return double{node.real("value", 0)};
}

// Axes that hold channels in any of the inputs; the others must hold the same everywhere.
std::size_t channel_axis(Lowering& context, const Node& node, const std::vector<Activation>& inputs) {
    const View& first = inputs.front().view;
    const std::size_t axis = axis_of(node.integer("axis", 1), first.rank());
    for (const Activation& input : inputs) {
        if (input.view.rank() != first.rank()) throw Unsupported("its inputs differ in their number of axes");
        for (std::size_t i = 0; i < first.rank(); ++i) {
            const auto& parts = input.view.axes[i];
            if (i == axis) {
                context.roles.demand(input.view, axis, Role::channels);
                continue;
            }
            const auto& other = first.axes[i];
            const bool alike = parts.size() == other.size() &&
                               std::equal(parts.begin(), parts.end(), other.begin(), [&](const Atom& a, const Atom& b) {
                                   return a.extent == b.extent && context.roles.role_of(a) == context.roles.role_of(b);
                               });
            if (!alike)
                throw Unsupported("it joins maps of " + shape_text(first.shape()) + " and " +
                                  shape_text(input.view.shape()) + ", which differ beside their channels");
        }
    }
    return axis;
}

// Negative pads cut rows, columns or channels off.
Activation cropped(Lowering& context, Activation map, std::vector<std::int64_t>& pads) {
    const std::size_t rank = map.view.rank();
    for (std::size_t axis = 0; axis < rank; ++axis) {
        std::int64_t &before = pads[axis], &behind = pads[axis + rank];
        const std::int64_t first = std::max<std::int64_t>(-before, 0);
        const std::int64_t count = map.view.shape()[axis] - first - std::max<std::int64_t>(-behind, 0);
        if (count < 1) throw Unsupported("its pads are " + shape_text(pads) + ", which leave nothing");
        std::vector<std::size_t> kept(static_cast<std::size_t>(count));
        std::iota(kept.begin(), kept.end(), static_cast<std::size_t>(first));
        map = taken(context, map, axis, kept);
        before = std::max<std::int64_t>(before, 0);
        behind = std::max<std::int64_t>(behind, 0);
    }
    return map;
}

}  // namespace

Value lower_pad(Lowering& context, const Node& node) {
    Activation input = context.activation(0);
    const std::size_t rank = input.view.rank();
    auto pads = pads_of(context, node, rank);
    constexpr std::int64_t kMost = 65536;
    if (std::any_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad > kMost || pad < -kMost; }))
        throw Unsupported("its pads are " + shape_text(pads));
    input = cropped(context, std::move(input), pads);
    if (std::all_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad == 0; })) return input;
    if (node.text("mode", "constant") != "constant")
        throw Unsupported("its mode is " + node.text("mode", "") + ", the chip pads with a constant", "pad with zeros");
    PadLayer layer;
    layer.value = pad_value(context, node);
    Activation result = input;
    for (std::size_t axis = 0; axis < rank; ++axis) {
        const int before = static_cast<int>(pads[axis]), behind = static_cast<int>(pads[axis + rank]);
        const auto& parts = input.view.axes[axis];
        if ((before == 0 && behind == 0) || parts.size() != 1 || context.roles.role_of(parts[0]) != Role::channels)
            continue;
        if (layer.value != 0)
            throw Unsupported("it pads the channels with " + std::to_string(layer.value) + ", not with 0");
        result = with_zero_channels(context, result, axis, before, behind);
        pads[axis] = pads[axis + rank] = 0;
    }
    core::Shape out = context.layers.at(result.layer).out;
    for (std::size_t axis = 0; axis < rank; ++axis) {
        const std::int64_t before = pads[axis], after = pads[axis + rank];
        if (before == 0 && after == 0) continue;
        if (result.view.axes[axis].size() != 1)
            throw Unsupported("it pads axis " + std::to_string(axis) + ", which is not one axis of a map");
        Atom& part = result.view.axes[axis].front();
        const Role role = context.roles.role_of(part);
        const int first = static_cast<int>(before), last = static_cast<int>(after);
        if (role == Role::unknown)
            layer.by_atom.push_back({part.input_atom, first, last});
        else if (role == Role::height)
            layer.pads.top = first, layer.pads.bottom = last, out.height += first + last;
        else if (role == Role::width)
            layer.pads.left = first, layer.pads.right = last, out.width += first + last;
        else
            throw Unsupported("it pads " + role_text(role), "let a 1x1 convolution make the channels");
        part.extent += before + after;
    }
    const bool pads_pixels = layer.pads.any() || !layer.by_atom.empty();
    if (pads_pixels) result.layer = context.add(std::move(layer), {result.layer}, out);
    return result;
}

Value lower_concat(Lowering& context, const Node& node) {
    if (node.inputs.size() == 1) return context.activation(0);
    std::vector<Activation> inputs;
    for (std::size_t i = 0; i < node.inputs.size(); ++i)
        inputs.push_back(with_features_as_channels(context, context.activation(i)));
    const std::size_t axis = channel_axis(context, node, inputs);
    std::vector<int> layers;
    core::Shape out = context.roles.shape_of(inputs.front().view);
    out.channels = 0;
    for (const Activation& input : inputs) {
        layers.push_back(input.layer);
        out.channels += context.roles.shape_of(input.view).channels;
    }
    if (out.channels > 65536) throw Unsupported("its output has more than 65536 channels");
    View view = inputs.front().view;
    view.axes[axis] = feature_view(out.channels, {}).axes[1];
    return Activation{context.add(ConcatLayer{}, layers, out), view, ""};
}

}  // namespace hashiflex::importing

// SPDX-License-Identifier: Apache-2.0
// What stands behind the logits and does not change which class is the largest: left out, and said.
#include "sim/import/fold.h"
#include "sim/import/operators.h"

namespace hashiflex::importing {
namespace {

Value left_out(const Node& node, const Activation& input) {
    Activation result = input;
    result.left_out = node.label();
    return result;
}

// All that is compared are the channels, and all of them.
void demand_classes(Lowering& context, const Activation& input, std::size_t from, std::size_t to) {
    const core::Shape in = context.roles.shape_of(input.view);
    bool has_channels = in.channels == 1;
    for (std::size_t i = from; i < to; ++i)
        for (const Atom& part : input.view.axes[i]) {
            const Role role = context.roles.role_of(part);
            has_channels |= role == Role::channels;
            if (role != Role::channels) throw Unsupported("it compares values along " + role_text(role));
        }
    if (!has_channels) throw Unsupported("it does not compare the channels, which are the classes");
}

}  // namespace

// Up to opset 12 all axes from `axis` on count as one.
Value lower_softmax(Lowering& context, const Node& node) {
    const Activation& input = context.shown(0);
    const bool flattens = context.graph.opset < 13;
    const std::size_t axis = axis_of(node.integer("axis", flattens ? 1 : -1), input.view.rank());
    demand_classes(context, input, axis, flattens ? input.view.rank() : axis + 1);
    return left_out(node, input);
}

Value lower_arg_max(Lowering& context, const Node& node) {
    Activation input = context.shown(0);
    const std::size_t axis = axis_of(node.integer("axis", 0), input.view.rank());
    demand_classes(context, input, axis, axis + 1);
    const core::Shape in = context.roles.shape_of(input.view);
    if (in.height * in.width != 1)
        throw Unsupported("it gives a class for each pixel; the chip gives one for an image");
    if (node.integer("select_last_index", 0) != 0)
        context.notes.push_back(node.label() + " takes the last of equal logits, the chip the first");
    return left_out(node, input);  // of the logits: their order is still needed
}

// Values and places of the largest: the chip gives the class, and `run --results` the top five.
Value lower_top_k(Lowering& context, const Node& node) {
    Activation input = context.shown(0);
    const std::size_t axis = axis_of(node.integer("axis", -1), input.view.rank());
    demand_classes(context, input, axis, axis + 1);
    if (node.integer("largest", 1) == 0) throw Unsupported("it takes the smallest values");
    const Value result = left_out(node, input);
    for (const auto& output : node.outputs) context.values[output] = result;
    return result;
}

// Monotone, of each value by itself.
Value lower_sigmoid(Lowering& context, const Node& node) {
    return left_out(node, context.shown(0));
}

}  // namespace hashiflex::importing

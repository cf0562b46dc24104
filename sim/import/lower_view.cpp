// SPDX-License-Identifier: Apache-2.0
// Operators that move no value: they change how a tensor shows its map.
#include "sim/import/fold.h"
#include "sim/import/fold_shapes.h"
#include "sim/import/onnx_tensor.h"
#include "sim/import/operators.h"

#include <algorithm>
#include <stdexcept>

namespace hashiflex::importing {
namespace {

// A constant may name the batch that the exporter had: [64, -1]. It is one image for us.
std::vector<std::int64_t> without_baked_batch(std::vector<std::int64_t> wanted) {
    const bool open = std::find(wanted.begin(), wanted.end(), -1) != wanted.end();
    wanted[0] = open ? 1 : -1;
    return wanted;
}

std::vector<std::int64_t> shape_wanted(const Lowering& context, const std::vector<std::int64_t>& wanted,
                                       const std::vector<std::int64_t>& from, bool zero_is_zero) {
    if (wanted.size() > 1 && wanted[0] > 1 && context.roles.batch_is_open()) {
        try {
            const auto shape = reshaped(without_baked_batch(wanted), from, zero_is_zero);
            if (shape[0] == 1) return shape;
        } catch (const Unsupported&) {  // then it is no batch
        }
    }
    return reshaped(wanted, from, zero_is_zero);
}

}  // namespace

Value lower_identity(Lowering& context, const Node&) {
    return context.value(0);
}

Value lower_cast(Lowering& context, const Node& node) {
    const Value& input = context.value(0);
    if (const auto* activation = std::get_if<Activation>(&input)) {
        if (!activation->left_out.empty()) return input;  // of a class
        if (element_of(static_cast<int>(node.integer("to", 0))) != Element::real)
            throw Unsupported("it rounds a map to integers",
                              "a network quantized with QuantizeLinear and DequantizeLinear "
                              "pairs can be imported");
    }
    return input;
}

Value lower_dropout(Lowering& context, const Node&) {
    if (const Tensor* training = context.optional_constant(2, "training mode");
        training != nullptr && training->at(0) != 0)
        throw Unsupported("it is in training mode", "export the model for inference");
    return context.value(0);
}

Value lower_constant(Lowering& context, const Node& node) {
    const auto constant = [](Tensor tensor) { return std::make_shared<const Tensor>(std::move(tensor)); };
    for (const auto& [key, attribute] : node.attributes) {
        if (!attribute.unreadable.empty()) {  // whoever reads it says so; nobody may
            if (node.has_output(0)) context.graph.unreadable[node.outputs[0]] = attribute.unreadable;
            return Unknown{};
        }
        if (key == "value" && attribute.kind == Attribute::Kind::tensor) return constant(attribute.tensor);
        if (key == "value_float") return constant(real_tensor({}, {attribute.real}));
        if (key == "value_floats")
            return constant(real_tensor({static_cast<std::int64_t>(attribute.reals.size())}, attribute.reals));
        if (key == "value_ints") return constant(integer_tensor(attribute.integers));
        if (key == "value_int") {
            Tensor scalar = integer_tensor({attribute.integer});
            scalar.shape.clear();
            return constant(scalar);
        }
    }
    throw Unsupported("it has no value that is read");
}

// The batch counts as one image where the file leaves it open.
Value lower_shape(Lowering& context, const Node& node) {
    return std::make_shared<const Tensor>(shape_slice(node, context.activation(0).view.shape()));
}

Value lower_reshape(Lowering& context, const Node& node) {
    const Activation& input = context.shown(0);
    const auto wanted = integers_of(context.constant(1, "shape"), "shape");
    const auto from = input.view.shape();
    const bool zero_is_zero = node.integer("allowzero", 0) != 0;
    return context.seen(input, context.roles.reshaped(input.view, shape_wanted(context, wanted, from, zero_is_zero)));
}

Value lower_flatten(Lowering& context, const Node& node) {
    const Activation& input = context.shown(0);
    const auto rank = static_cast<std::int64_t>(input.view.rank());
    std::int64_t axis = node.integer("axis", 1);
    if (axis < -rank || axis > rank) throw Unsupported("its axis is " + std::to_string(axis));
    if (axis < 0) axis += rank;
    View view;
    view.axes.resize(2);
    for (std::int64_t i = 0; i < rank; ++i) {
        const auto& from = input.view.axes[static_cast<std::size_t>(i)];
        auto& to = view.axes[i < axis ? 0 : 1];
        to.insert(to.end(), from.begin(), from.end());
    }
    return context.seen(input, std::move(view));
}

Value lower_squeeze(Lowering& context, const Node& node) {
    const Activation& input = context.shown(0);
    const auto gone = squeezed_axes(axes_of(node, context.optional_constant(1, "axes")), input.view.shape());
    View view;
    for (std::size_t i = 0; i < gone.size(); ++i)
        if (!gone[i]) view.axes.push_back(input.view.axes[i]);
    return context.seen(input, view);
}

Value lower_unsqueeze(Lowering& context, const Node& node) {
    const Activation& input = context.shown(0);
    const auto axes = axes_of(node, context.optional_constant(1, "axes"));
    if (!axes) throw Unsupported("it has no axes");
    View view;
    std::size_t next = 0;
    for (const bool fresh : unsqueezed_axes(*axes, input.view.rank()))
        view.axes.push_back(fresh ? std::vector<Atom>{} : input.view.axes[next++]);
    return context.seen(input, view);
}

Value lower_transpose(Lowering& context, const Node& node) {
    const Activation& input = context.shown(0);
    std::vector<std::int64_t> reversed(input.view.rank());
    for (std::size_t i = 0; i < reversed.size(); ++i) reversed[i] = static_cast<std::int64_t>(reversed.size() - 1 - i);
    return context.seen(input, transposed(input.view, node.integers("perm", reversed)));
}

}  // namespace hashiflex::importing

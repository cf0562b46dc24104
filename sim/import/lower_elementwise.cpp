// SPDX-License-Identifier: Apache-2.0
#include "sim/import/elementwise.h"
#include "sim/import/operators.h"

#include <algorithm>
#include <cmath>

namespace hashiflex::importing {
namespace {

// A constant may have more axes than the map, of extent 1.
Activation with_rank(const Activation& input, std::size_t rank) {
    Activation wide = input;
    while (wide.view.rank() < rank) wide.view.axes.insert(wide.view.axes.begin(), std::vector<Atom>{});
    return wide;
}

// Both show their maps the same way. An input whose axes are open takes the other's.
void demand_alike(Lowering& context, const Activation& a, const Activation& b) {
    if (a.view.rank() != b.view.rank() || a.view.shape() != b.view.shape())
        throw Unsupported("it joins maps of " + shape_text(a.view.shape()) + " and " + shape_text(b.view.shape()) +
                              "; they must be of one shape",
                          "squeeze-and-excite and attention multiply or add a value of each channel: the chip cannot");
    Roles& roles = context.roles;
    for (std::size_t axis = 0; axis < a.view.rank(); ++axis) {
        const auto &one = a.view.axes[axis], &other = b.view.axes[axis];
        for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i) {
            const Role of_one = roles.role_of(one[i]), of_other = roles.role_of(other[i]);
            if (of_one == Role::unknown && of_other != Role::unknown) roles.demand({{{one[i]}}}, 0, of_other);
            if (of_other == Role::unknown && of_one != Role::unknown) roles.demand({{{other[i]}}}, 0, of_one);
        }
        const bool alike = one.size() == other.size() &&
                           std::equal(one.begin(), one.end(), other.begin(), [&](const Atom& x, const Atom& y) {
                               return x.extent == y.extent && roles.role_of(x) == roles.role_of(y);
                           });
        if (!alike) throw Unsupported("it joins maps whose axes have another order", "transpose one of them");
    }
}

[[noreturn]] void refuse_product(const Activation& a, const Activation& b) {
    if (a.view.shape() != b.view.shape())
        throw Unsupported("it multiplies a map of " + shape_text(a.view.shape()) + " with one of " +
                              shape_text(b.view.shape()) +
                              ", as squeeze-and-excite does; the chip multiplies with constants",
                          "train the network without squeeze-and-excite");
    throw Unsupported(a.layer == b.layer
                          ? "it multiplies a map with itself; the chip multiplies with constants"
                          : "it multiplies two maps, as hard-swish and gates do; the chip multiplies with "
                            "constants",
                      "train the network with Relu or Relu6");
}

}  // namespace

PerChannel mapped(PerChannel of, double (*function)(double)) {
    for (double& value : of.values) value = function(value);
    return of;
}

std::optional<Mixed> mixed(Lowering& context) {
    const bool first = context.is_constant(0), second = context.is_constant(1);
    if (!first && !second) return std::nullopt;
    const Tensor& constant = context.constant(first ? 0 : 1, "constant");
    Mixed result;
    result.map = with_rank(context.activation(first ? 1 : 0), constant.shape.size());
    result.constant = per_channel(context, result.map.view, constant);
    result.constant_first = first;
    return result;
}

Value added(Lowering& context, const Activation& a, const Activation& b) {
    if (a.layer == b.layer) return affine(context, a, PerChannel{{2.0}, -1}, kZero);
    demand_alike(context, a, b);
    const core::Shape out = context.roles.shape_of(a.view);
    return Activation{context.add(AddLayer{}, {a.layer, b.layer}, out), a.view, ""};
}

Value lower_add(Lowering& context, const Node&) {
    if (const auto with = mixed(context)) return affine(context, with->map, kOne, with->constant);
    return added(context, context.activation(0), context.activation(1));
}

Value lower_sub(Lowering& context, const Node&) {
    const auto negated = [](double value) { return -value; };
    if (const auto with = mixed(context))
        return with->constant_first ? affine(context, with->map, PerChannel{{-1.0}, -1}, with->constant)
                                    : affine(context, with->map, kOne, mapped(with->constant, negated));
    const Activation &a = context.activation(0), &b = context.activation(1);
    if (a.layer == b.layer) throw Unsupported("it subtracts a map from itself");
    const Value minus_b = affine(context, b, PerChannel{{-1.0}, -1}, kZero);
    return added(context, a, std::get<Activation>(minus_b));
}

Value lower_mul(Lowering& context, const Node&) {
    if (const auto with = mixed(context)) return affine(context, with->map, with->constant, kZero);
    for (std::size_t i = 0; i < 2; ++i)
        if (const std::string& gate = context.shown(i).left_out; !gate.empty())
            throw Unsupported("it multiplies a map with what " + gate +
                                  " gives, as swish and gates do; the chip multiplies with constants",
                              "train the network with Relu or Relu6");
    refuse_product(context.activation(0), context.activation(1));
}

Value lower_div(Lowering& context, const Node&) {
    const auto with = mixed(context);
    if (!with || with->constant_first) throw Unsupported("it divides by a map; the chip multiplies with constants");
    const auto& values = with->constant.values;
    if (std::count(values.begin(), values.end(), 0.0) > 0) throw Unsupported("it divides by 0");
    return affine(context, with->map, mapped(with->constant, [](double value) { return 1 / value; }), kZero);
}

Value lower_sum(Lowering& context, const Node& node) {
    if (node.inputs.size() == 1) return context.activation(0);
    Value sum = context.activation(0);
    for (std::size_t i = 1; i < node.inputs.size(); ++i)
        sum = added(context, std::get<Activation>(sum), context.activation(i));
    return sum;
}

Value lower_mean(Lowering& context, const Node& node) {
    const Activation sum = std::get<Activation>(lower_sum(context, node));
    return affine(context, sum, PerChannel{{1.0 / static_cast<double>(node.inputs.size())}, -1}, kZero);
}

Value lower_neg(Lowering& context, const Node&) {
    return affine(context, context.activation(0), PerChannel{{-1.0}, -1}, kZero);
}

}  // namespace hashiflex::importing

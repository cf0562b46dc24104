// SPDX-License-Identifier: Apache-2.0
#include "sim/import/finish_input.h"

#include "modules/core/overloaded.h"

namespace hashiflex::importing {
namespace {

void settle(AffineLayer& affine, const Roles& roles) {
    if (affine.input_atom < 0) return;
    const Role role = roles.role_of({1, Role::unknown, affine.input_atom});
    affine.input_atom = -1;
    if (role == Role::channels) return;
    throw Unsupported("its constant differs along " + role_text(role) + " of the image, not by channel alone",
                      "a mean image cannot be hardwired: use one value per channel");
}

void settle(PadLayer& pad, const Roles& roles) {
    for (const auto& each : pad.by_atom) {
        const Role role = roles.role_of({1, Role::unknown, each.input_atom});
        if (role != Role::height && role != Role::width) throw Unsupported("it pads " + role_text(role));
        (role == Role::height ? pad.pads.top : pad.pads.left) += each.before;
        (role == Role::height ? pad.pads.bottom : pad.pads.right) += each.after;
    }
    pad.by_atom.clear();
}

core::Shape padded(core::Shape shape, const Pads& pads) {
    shape.height += pads.top + pads.bottom;
    shape.width += pads.left + pads.right;
    return shape;
}

}  // namespace

void finish_input(Lowering& context) {
    const Value* input = nullptr;
    for (const auto& declared : context.graph.inputs) {
        const auto found = context.values.find(declared.name);
        if (found != context.values.end() && std::holds_alternative<Activation>(found->second)) input = &found->second;
    }
    if (input == nullptr) return;
    LayerGraph& layers = context.layers;
    layers.at(0).out = context.roles.shape_of(std::get<Activation>(*input).view);
    for (const int number : layers.in_order()) {
        Layer& layer = layers.at(number);
        const auto same_as_input = [&](auto&) { layer.out = layers.at(layer.inputs.front()).out; };
        const auto judged = [&](auto& op) {
            try {
                settle(op, context.roles);
            } catch (const Unsupported& error) {
                context.problems.push_back(problem_at(layer.origin.front(), error));
            }
        };
        std::visit(core::Overloaded{[&](AffineLayer& affine) { same_as_input(affine), judged(affine); },
                                    [&](PadLayer& pad) {
                                        judged(pad);
                                        layer.out = padded(layers.at(layer.inputs.front()).out, pad.pads);
                                    },
                                    [&](ClampLayer& clamp) { same_as_input(clamp); },
                                    [&](FormatLayer& format) { same_as_input(format); }, [](auto&) {}},
                   layer.op);
    }
}

}  // namespace hashiflex::importing

// SPDX-License-Identifier: Apache-2.0
// Pools over windows and over the whole map.
#include "sim/import/fold.h"
#include "sim/import/operators.h"
#include "sim/import/window.h"

#include <algorithm>

namespace hashiflex::importing {
namespace {

struct Windowed {
    const Activation& input;
    std::size_t spatial;
    WindowOf window;
};

Windowed windowed(Lowering& context, const Node& node) {
    const Activation& input = context.activation(0);
    const std::size_t spatial = demand_map(context, input);
    const auto kernel = node.integers("kernel_shape", {});
    if (kernel.size() != spatial ||
        std::any_of(kernel.begin(), kernel.end(), [](std::int64_t k) { return k < 1 || k > 65536; }))
        throw Unsupported("its kernel_shape is " + shape_text(kernel) + "; its input has " + std::to_string(spatial) +
                          " axes beside batch and channels");
    if (node.has_output(1))
        context.report(Unsupported("its second output, the places of the largest values, is read or declared",
                                   "export the model without it"));
    return {input, spatial, window_of(context, node, context.roles.shape_of(input.view), kernel)};
}

Value pooled(Lowering& context, const Windowed& of, core::PoolKind kind, Pads pads) {
    PoolLayer pool;
    pool.pool = kind;
    pool.kernel = of.window.kernel;
    pool.stride = of.window.stride;
    pool.pads = pads;
    return Activation{context.add(pool, {of.input.layer}, of.window.out),
                      map_view(of.window.out, Lowering::batch_of(of.input), of.spatial), ""};
}

Value globally(Lowering& context, const Activation& input, core::PoolKind kind, const std::vector<bool>& gone) {
    const core::Shape in = context.roles.shape_of(input.view);
    View view;
    for (std::size_t i = 0; i < input.view.rank(); ++i) {
        const bool is_pooled = std::any_of(input.view.axes[i].begin(), input.view.axes[i].end(), [&](const Atom& part) {
            const Role role = context.roles.role_of(part);
            return role == Role::height || role == Role::width;
        });
        if (!gone[i]) view.axes.push_back(is_pooled ? std::vector<Atom>{} : input.view.axes[i]);
    }
    if (in.height == 1 && in.width == 1) return Activation{input.layer, view, ""};
    return Activation{context.add(GlobalPoolLayer{kind}, {input.layer}, {1, 1, in.channels}), view, ""};
}

Value global_pool(Lowering& context, core::PoolKind kind) {
    const Activation& input = context.activation(0);
    demand_map(context, input);
    return globally(context, input, kind, std::vector<bool>(input.view.rank(), false));
}

// The axes are those of rows and columns, in whatever order the tensor has them.
Value reduced(Lowering& context, const Node& node, core::PoolKind kind) {
    const Activation& input = context.activation(0);
    const View& view = input.view;
    auto axes = axes_of(node, context.optional_constant(1, "axes"));
    if (!axes || axes->empty()) throw Unsupported("it reduces all axes, the batch too");
    const core::Shape in = context.roles.shape_of(view);
    std::vector<bool> is_reduced(view.rank(), false);
    for (const std::int64_t axis : *axes) is_reduced[axis_of(axis, view.rank())] = true;
    int heights = in.height == 1 ? 1 : 0, widths = in.width == 1 ? 1 : 0;
    for (std::size_t i = 0; i < view.rank(); ++i)
        for (const Atom& part : is_reduced[i] ? view.axes[i] : std::vector<Atom>{}) {
            const Role role = context.roles.role_of(part);
            if (role == Role::height) heights = 1;
            if (role == Role::width) widths = 1;
            if (role != Role::height && role != Role::width) throw Unsupported("it reduces " + role_text(role));
        }
    if (heights + widths < 2) throw Unsupported("it reduces rows or columns alone, not the whole map");
    const bool keep = node.integer("keepdims", 1) != 0;
    return globally(context, input, kind, keep ? std::vector<bool>(view.rank(), false) : is_reduced);
}

}  // namespace

Value lower_max_pool(Lowering& context, const Node& node) {
    const Windowed of = windowed(context, node);
    Pads pads = of.window.pads;
    pads.bottom += of.window.overhang.bottom;
    pads.right += of.window.overhang.right;
    return pooled(context, of, core::PoolKind::max, pads);
}

Value lower_average_pool(Lowering& context, const Node& node) {
    const Windowed of = windowed(context, node);
    const bool counts_padding = node.integer("count_include_pad", 0) != 0;
    const char* const help = "use count_include_pad=1, no padding, or a padding that is cut off";
    if (of.window.pads.any() && !counts_padding)
        context.report(Unsupported(
            "it divides by the pixels inside of the map (count_include_pad=0), the chip by all taps", help));
    if (of.window.overhang.any())
        context.report(
            Unsupported("its ceil_mode gives windows that reach beyond the padded map, which are divided by "
                        "fewer taps; the chip divides by all",
                        help));
    return pooled(context, of, core::PoolKind::average, of.window.pads);
}

Value lower_global_max_pool(Lowering& context, const Node&) {
    return global_pool(context, core::PoolKind::max);
}
Value lower_global_average_pool(Lowering& context, const Node&) {
    return global_pool(context, core::PoolKind::average);
}
Value lower_reduce_mean(Lowering& context, const Node& node) {
    return reduced(context, node, core::PoolKind::average);
}
Value lower_reduce_max(Lowering& context, const Node& node) {
    return reduced(context, node, core::PoolKind::max);
}

}  // namespace hashiflex::importing

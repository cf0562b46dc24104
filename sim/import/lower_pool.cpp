// SPDX-License-Identifier: Apache-2.0
// Pools over windows and over the whole map.
#include "sim/import/fold.h"
#include "sim/import/operators.h"
#include "sim/import/per_channel.h"
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
    const auto dilations = node.integers("dilations", {});
    if (std::any_of(dilations.begin(), dilations.end(), [](std::int64_t dilation) { return dilation > 1; }))
        context.report(Unsupported("its dilation is " + shape_text(dilations), "the chip's pools have no holes"));
    if (node.has_output(1))
        context.report(Unsupported("its second output, the places of the largest values, is read or declared",
                                   "export the model without it"));
    const WindowOf window = window_of(context, node, context.roles.shape_of(input.view), kernel);
    if (!is_padding_within_kernel(window))
        context.report(Unsupported("its padding is as large as its kernel",
                                   "a window that sees padding alone has nothing to compute"));
    return {input, spatial, window};
}

Value pooled(Lowering& context, const Windowed& of, core::PoolKind kind, Pads pads) {
    const core::Shape in = context.roles.shape_of(of.input.view);
    const bool is_whole = of.window.kernel.height == in.height && of.window.kernel.width == in.width && !pads.any();
    if (is_whole)
        return Activation{context.add(GlobalPoolLayer{kind}, {of.input.layer}, of.window.out),
                          map_view(of.window.out, Lowering::batch_of(of.input), of.spatial), ""};
    PoolLayer pool;
    pool.pool = kind;
    pool.kernel = of.window.kernel;
    pool.stride = of.window.stride;
    pool.pads = pads;
    return Activation{context.add(pool, {of.input.layer}, of.window.out),
                      map_view(of.window.out, Lowering::batch_of(of.input), of.spatial), ""};
}

// Rows, columns or both are pooled away. Their axes go, or stay with extent 1.
struct Pooled {
    bool rows = true, columns = true;
    std::vector<bool> gone;  // by axis
};

Value pooled_away(Lowering& context, const Activation& input, core::PoolKind kind, const Pooled& what) {
    const core::Shape in = context.roles.shape_of(input.view);
    View view;
    for (std::size_t i = 0; i < input.view.rank(); ++i) {
        const auto& axis = input.view.axes[i];
        const bool is_pooled = std::any_of(axis.begin(), axis.end(), [&](const Atom& part) {
            const Role role = context.roles.role_of(part);
            return (role == Role::height && what.rows) || (role == Role::width && what.columns);
        });
        if (!what.gone[i]) view.axes.push_back(is_pooled ? std::vector<Atom>{} : axis);
    }
    const core::Extent kernel{what.rows ? in.height : 1, what.columns ? in.width : 1};
    if (kernel.height == 1 && kernel.width == 1) return Activation{input.layer, view, ""};
    const core::Shape out{in.height / kernel.height, in.width / kernel.width, in.channels};
    if (out.height == 1 && out.width == 1)
        return Activation{context.add(GlobalPoolLayer{kind}, {input.layer}, out), view, ""};
    if (std::max(kernel.height, kernel.width) > 64)
        throw Unsupported("it reduces more than 64 rows or columns, and not the whole map");
    return Activation{context.add(PoolLayer{kind, kernel, kernel, {}}, {input.layer}, out), view, ""};
}

Value global_pool(Lowering& context, core::PoolKind kind) {
    const Activation& input = context.activation(0);
    demand_map(context, input);
    return pooled_away(context, input, kind, {true, true, std::vector<bool>(input.view.rank(), false)});
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
    Pooled what{in.height == 1, in.width == 1, std::vector<bool>(view.rank(), false)};
    for (std::size_t i = 0; i < view.rank(); ++i)
        for (const Atom& part : is_reduced[i] ? view.axes[i] : std::vector<Atom>{}) {
            const Role role = context.roles.role_of(part);
            what.rows |= role == Role::height;
            what.columns |= role == Role::width;
            if (role != Role::height && role != Role::width) throw Unsupported("it reduces " + role_text(role));
        }
    if (node.integer("keepdims", 1) == 0) what.gone = is_reduced;
    return pooled_away(context, input, kind, what);
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
// The mean, times the pixels that were summed.
Value lower_reduce_sum(Lowering& context, const Node& node) {
    const core::Shape in = context.roles.shape_of(context.activation(0).view);
    const Activation mean = std::get<Activation>(reduced(context, node, core::PoolKind::average));
    const core::Shape out = context.roles.shape_of(mean.view);
    return affine(context, mean, PerChannel{{double(in.height / out.height) * (in.width / out.width)}, -1},
                  PerChannel{{0.0}, -1});
}
Value lower_reduce_max(Lowering& context, const Node& node) {
    return reduced(context, node, core::PoolKind::max);
}

}  // namespace hashiflex::importing

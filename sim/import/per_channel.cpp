// SPDX-License-Identifier: Apache-2.0
#include "sim/import/per_channel.h"

#include <algorithm>
#include <cmath>

namespace hashiflex::importing {
namespace {

struct Run {
    Atom part;
    std::size_t stride = 0;  // in the constant
};

// The atoms that the constant has a value for at each position.
std::vector<Run> runs_of(const View& view, const Tensor& constant) {
    const auto shape = view.shape();
    std::vector<Run> runs;
    std::size_t stride = 1;
    for (std::size_t k = 1; k <= constant.shape.size(); ++k) {
        const std::int64_t extent = constant.shape[constant.shape.size() - k];
        if (extent == 1) continue;
        if (k > shape.size() || shape[shape.size() - k] != extent)
            throw Unsupported("its constant " + shape_text(constant.shape) + " does not fit a map of " +
                              shape_text(shape));
        const auto& axis = view.axes[shape.size() - k];
        for (auto part = axis.rbegin(); part != axis.rend(); ++part) {
            runs.push_back({*part, stride});
            stride *= static_cast<std::size_t>(part->extent);
        }
    }
    return runs;
}

// Whether values change along a run, all other positions being equal.
bool differs_along(const Run& run, const Tensor& constant) {
    const auto extent = static_cast<std::size_t>(run.part.extent);
    for (std::size_t i = 0; i < constant.size(); ++i) {
        const std::size_t position = i / run.stride % extent;
        if (constant.at(i) != constant.at(i - position * run.stride)) return true;
    }
    return false;
}

}  // namespace

PerChannel per_channel(Lowering& context, const View& view, const Tensor& constant) {
    for (std::size_t i = 0; i < constant.size(); ++i)
        if (!std::isfinite(constant.at(i))) throw Unsupported("its constant holds NaN or an infinity");
    PerChannel result;
    const Run* along = nullptr;
    const auto runs = runs_of(view, constant);
    for (const Run& run : runs) {
        if (!differs_along(run, constant)) continue;
        const Role role = context.roles.role_of(run.part);
        if (along != nullptr || (role != Role::channels && role != Role::unknown))
            throw Unsupported("its constant " + shape_text(constant.shape) +
                                  " differs by pixel, not by channel alone: a mean image, or a bias of each pixel",
                              "use one value per channel");
        along = &run;
    }
    if (along == nullptr) {
        result.values = {constant.at(0)};
        return result;
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(along->part.extent); ++i)
        result.values.push_back(constant.at(i * along->stride));
    if (context.roles.role_of(along->part) == Role::unknown) result.input_atom = along->part.input_atom;
    return result;
}

Value affine(Lowering& context, const Activation& input, const PerChannel& scale, const PerChannel& shift,
             bool is_batch_norm) {
    AffineLayer layer;
    layer.scale = scale.values;
    layer.shift = shift.values;
    layer.is_batch_norm = is_batch_norm;
    layer.input_atom = std::max(scale.input_atom, shift.input_atom);
    if (scale.input_atom >= 0 && shift.input_atom >= 0 && scale.input_atom != shift.input_atom)
        throw Unsupported("its constants differ along different axes");
    const core::Shape& out = context.layers.at(input.layer).out;
    return Activation{context.add(std::move(layer), {input.layer}, out), input.view, ""};
}

}  // namespace hashiflex::importing

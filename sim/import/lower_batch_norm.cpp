// SPDX-License-Identifier: Apache-2.0
// BatchNormalization of inference: a scale and a shift for each channel.
#include "sim/import/finite.h"
#include "sim/import/flatten.h"
#include "sim/import/operators.h"
#include "sim/import/per_channel.h"

#include <cmath>

namespace hashiflex::importing {
namespace {

// One value for each position along axis 1. (MXNet wrote spatial=0 beside them, which would mean one for each pixel.)
const Tensor& parameter_at(Lowering& context, std::size_t i, const char* what, std::size_t channels) {
    const Tensor& parameter = context.constant(i, what);
    if (!parameter.is_real() || parameter.size() != channels)
        throw Unsupported("its " + std::string(what) + " is a tensor " + shape_text(parameter.shape) +
                          "; its input has " + std::to_string(channels) + " channels");
    judge_finite(context, what, parameter);
    return parameter;
}

// What axis 1 is of the map; an atom of the graph's input if that is not known yet.
int channel_atom(Lowering& context, const View& view) {
    if (view.rank() > 2 && view.axes[1].size() == 1) context.roles.demand(view, 1, Role::channels);
    const auto& axis = view.axes[1];
    if (axis.size() > 1)
        throw Unsupported("its channels are a map that was flattened before", "put it before the Flatten");
    if (axis.empty()) return -1;
    const Role role = context.roles.role_of(axis[0]);
    if (role == Role::unknown) return axis[0].input_atom;
    if (role != Role::channels) throw Unsupported("its channels are " + role_text(role) + " of a map");
    return -1;
}

}  // namespace

Value lower_batch_norm(Lowering& context, const Node& node) {
    if (node.integer("training_mode", 0) != 0)
        throw Unsupported("it is in training mode: mean and variance are those of the batch",
                          "export the model for inference");
    const Activation input = with_features_as_channels(context, context.activation(0));
    if (input.view.rank() < 2) throw Unsupported("its input has no channels");
    const int atom = channel_atom(context, input.view);
    const auto channels = static_cast<std::size_t>(input.view.shape()[1]);
    const Tensor& scale = parameter_at(context, 1, "scale", channels);
    const Tensor& bias = parameter_at(context, 2, "bias", channels);
    const Tensor& mean = parameter_at(context, 3, "mean", channels);
    const Tensor& variance = parameter_at(context, 4, "variance", channels);
    const double epsilon = double{node.real("epsilon", 1e-5F)};
    PerChannel factor{{}, atom}, shift{{}, atom};
    for (std::size_t c = 0; c < channels; ++c) {
        const double spread = variance.at(c) + epsilon;
        if (!(spread > 0))
            throw Unsupported("its variance is " + std::to_string(variance.at(c)) + " in channel " + std::to_string(c));
        factor.values.push_back(scale.at(c) / std::sqrt(spread));
        shift.values.push_back(bias.at(c) - mean.at(c) * factor.values.back());
    }
    return affine(context, input, factor, shift, true);
}

}  // namespace hashiflex::importing

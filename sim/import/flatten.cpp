// SPDX-License-Identifier: Apache-2.0
#include "sim/import/flatten.h"

#include <algorithm>

namespace hashiflex::importing {
namespace {

bool shows_pixels(const Roles& roles, const std::vector<Atom>& axis) {
    return std::any_of(axis.begin(), axis.end(), [&](const Atom& part) {
        const Role role = roles.role_of(part);
        return role == Role::height || role == Role::width;
    });
}

// Output n is feature n: weights [feature][height][width][channel].
ConvLayer ones_of_features(const core::Shape& map, const Strides& strides) {
    const auto extent = [](int value) { return static_cast<std::size_t>(value); };
    const auto features = static_cast<std::size_t>(map.elements());
    ConvLayer conv;
    conv.is_matrix = conv.is_selection = true;
    conv.kernel = {map.height, map.width};
    conv.channels = static_cast<int>(features);
    conv.bias.assign(features, 0.0);
    conv.weights.assign(features * features, 0.0F);
    std::size_t place = 0;
    for (std::size_t h = 0; h < extent(map.height); ++h)
        for (std::size_t w = 0; w < extent(map.width); ++w)
            for (std::size_t c = 0; c < extent(map.channels); ++c, ++place)
                conv.weights[(h * strides.height + w * strides.width + c * strides.channels) * features + place] = 1;
    return conv;
}

}  // namespace

Strides::Strides(const std::vector<Atom>& features, const Roles& roles) {
    std::size_t stride = 1;
    for (auto part = features.rbegin(); part != features.rend(); ++part) {
        const Role role = roles.role_of(*part);
        if (role == Role::height) height = stride;
        if (role == Role::width) width = stride;
        if (role == Role::channels) channels = stride;
        stride *= static_cast<std::size_t>(part->extent);
    }
}

Activation with_features_as_channels(Lowering& context, const Activation& input) {
    constexpr std::int64_t kMostFeatures = 4096;
    if (input.view.rank() != 2 || input.view.axes[1].size() < 2) return input;
    const core::Shape map = context.roles.shape_of(input.view);
    const View view = context.roles.reshaped(input.view, input.view.shape());  // its atoms as they are cut by now
    if (!shows_pixels(context.roles, view.axes[1]) || shows_pixels(context.roles, view.axes[0])) return input;
    if (map.elements() > kMostFeatures)
        throw Unsupported("its input is a map of " + std::to_string(map.elements()) +
                              " values that was flattened before; the most is " + std::to_string(kMostFeatures),
                          "put it before the Flatten");
    ConvLayer ones = ones_of_features(map, Strides(view.axes[1], context.roles));
    const core::Shape out{1, 1, ones.channels};
    return Activation{context.add(std::move(ones), {input.layer}, out), feature_view(out.channels, view.axes[0]), ""};
}

bool is_flatten(const LayerGraph& layers, int number) {
    const auto* conv = std::get_if<ConvLayer>(&layers.at(number).op);
    return conv != nullptr && conv->is_matrix && conv->is_selection &&
           layers.at(number).activation == core::Activation::none && !layers.at(number).format;
}

bool merge_flatten_into_matrix(LayerGraph& layers, int number) {
    auto* matrix = std::get_if<ConvLayer>(&layers.at(number).op);
    if (matrix == nullptr || !matrix->is_matrix || !is_flatten(layers, layers.at(number).inputs.front())) return false;
    const int flatten = layers.at(number).inputs.front();
    const auto& ones = std::get<ConvLayer>(layers.at(flatten).op);
    const auto features = static_cast<std::size_t>(ones.channels), outputs = matrix->weights.size() / features;
    std::vector<float> weights(matrix->weights.size());
    for (std::size_t feature = 0; feature < features; ++feature) {
        const auto row = ones.weights.begin() + static_cast<std::ptrdiff_t>(feature * features);
        const auto place = static_cast<std::size_t>(std::find(row, row + ones.channels, 1.0F) - row);
        for (std::size_t out = 0; out < outputs; ++out)
            weights[out * features + place] = matrix->weights[out * features + feature];
    }
    matrix->weights = std::move(weights);
    matrix->kernel = ones.kernel;
    layers.set_input(number, 0, layers.at(flatten).inputs.front());
    layers.remove_unused();
    return true;
}

}  // namespace hashiflex::importing

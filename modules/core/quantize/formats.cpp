// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/formats.h"

#include "modules/core/numeric/tensor.h"
#include "modules/core/quantize/float_network.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <type_traits>
#include <variant>

namespace hashiflex::core {
namespace {

constexpr int kLeastFrac = -16;
constexpr int kMostFrac = 32;

bool passes_format_on(const Operator& op) {
    return std::holds_alternative<Pool>(op) || std::holds_alternative<GlobalPool>(op) ||
           std::holds_alternative<Concat>(op);
}

// What the layers of one group have in common.
struct Group {
    OutputSpec format;
    bool relu6 = false;  // 6 must be a multiple of the unit
    bool chosen = false;
    ValueHistogram values;
};

int root_of(const std::vector<int>& parents, int tensor) {
    while (parents[static_cast<std::size_t>(tensor)] != tensor) tensor = parents[static_cast<std::size_t>(tensor)];
    return tensor;
}

// Whether values of a tensor can be negative, by what made them.
std::vector<bool> signs(const NetworkSpec& spec, const Network& structure) {
    std::vector<bool> negative{true};
    for (std::size_t i = 0; i < structure.layers.size(); ++i) {
        const Layer& layer = structure.layers[i];
        const auto is_negative = [&](int t) { return bool{negative[static_cast<std::size_t>(t)]}; };
        const bool any_input = std::any_of(layer.inputs.begin(), layer.inputs.end(), is_negative);
        const bool keeps_sign = passes_format_on(layer.op) || std::holds_alternative<Add>(layer.op);
        negative.push_back(activation_of(spec.layers[i].kind) == Activation::none && (any_input || !keeps_sign));
    }
    return negative;
}

double largest_of(const OutputSpec& format, int frac, bool relu6) {
    const auto most = static_cast<double>(full_range(format.bits, format.is_signed).hi);
    const double value = std::ldexp(most, -frac);
    return relu6 ? std::min(value, 6.0) : value;
}

int frac_of(const Group& group, const QuantizeSpec& quantize) {
    const int least = group.relu6 ? -1 : kLeastFrac;
    if (group.values.percentile(100) == 0) return std::max(group.format.bits - 1 - group.format.is_signed, least);
    if (quantize.formats == FormatChoice::percentile) {
        const double needed = group.values.percentile(quantize.percentile);
        int frac = kMostFrac;
        while (frac > least && largest_of(group.format, frac, false) < needed) --frac;
        return frac;
    }
    int best = least;
    std::optional<double> least_error;
    for (int frac = least; frac <= kMostFrac; ++frac) {
        const double error =
            group.values.squared_error(std::ldexp(1.0, -frac), largest_of(group.format, frac, group.relu6));
        if (least_error && error >= *least_error) continue;
        least_error = error;
        best = frac;
    }
    return best;
}

}  // namespace

const OutputSpec* output_of(const LayerKind& kind) {
    return std::visit(
        [](const auto& spec) -> const OutputSpec* {
            using Kind = std::decay_t<decltype(spec)>;
            if constexpr (std::is_same_v<Kind, ConvSpec> || std::is_same_v<Kind, DepthwiseSpec> ||
                          std::is_same_v<Kind, LinearSpec> || std::is_same_v<Kind, AddSpec>)
                return &spec.output;
            else
                return nullptr;
        },
        kind);
}

OutputSpec* output_of(LayerKind& kind) {
    return const_cast<OutputSpec*>(output_of(static_cast<const LayerKind&>(kind)));
}

std::vector<int> format_groups(const Network& structure) {
    std::vector<int> parents(structure.layers.size() + 1);
    std::iota(parents.begin(), parents.end(), 0);
    for (std::size_t i = 0; i < structure.layers.size(); ++i) {
        if (!passes_format_on(structure.layers[i].op)) continue;
        for (const int t : structure.layers[i].inputs) {
            const int a = root_of(parents, t), b = root_of(parents, static_cast<int>(i) + 1);
            parents[static_cast<std::size_t>(std::max(a, b))] = std::min(a, b);
        }
    }
    for (std::size_t t = 0; t < parents.size(); ++t) parents[t] = root_of(parents, static_cast<int>(t));
    return parents;
}

NetworkSpec with_formats(const NetworkSpec& spec, const Network& structure, const QuantizeSpec& quantize,
                         const std::vector<ValueHistogram>& values) {
    const std::vector<int> roots = format_groups(structure);
    const std::vector<bool> negative = signs(spec, structure);
    std::vector<Group> groups(roots.size());
    for (auto& group : groups) group.format = {1, false, 0};
    groups[0].format = {9, true, spec.input.frac};
    groups[0].chosen = true;
    for (std::size_t i = 0; i < spec.layers.size(); ++i) {
        Group& group = groups[static_cast<std::size_t>(roots[i + 1])];
        const OutputSpec* output = output_of(spec.layers[i].kind);
        if (output == nullptr || group.chosen) continue;
        if (quantize.formats == FormatChoice::network && !output->automatic) {
            group.format = *output;
            group.chosen = true;
            continue;
        }
        group.format.bits = std::max(group.format.bits, quantize.of(spec.layers[i].name).activation_bits);
        group.format.is_signed = group.format.is_signed || negative[i + 1];
        group.relu6 = group.relu6 || activation_of(spec.layers[i].kind) == Activation::relu6;
        group.values.add(values[i]);
    }
    NetworkSpec formatted = spec;
    for (std::size_t i = 0; i < spec.layers.size(); ++i) {
        OutputSpec* output = output_of(formatted.layers[i].kind);
        if (output == nullptr || (quantize.formats == FormatChoice::network && !output->automatic)) continue;
        Group& group = groups[static_cast<std::size_t>(roots[i + 1])];
        if (!group.chosen) group.format.frac = frac_of(group, quantize);
        group.chosen = true;
        *output = group.format;
        output->automatic = false;
    }
    return formatted;
}

}  // namespace hashiflex::core

// SPDX-License-Identifier: Apache-2.0
#include "sim/quantize/format_array.h"

#include "modules/core/quantize/formats.h"

#include <cstddef>
#include <type_traits>
#include <variant>

namespace hashiflex {
namespace {

constexpr std::size_t kColumns = 6;

template <class Kind>
constexpr bool is_weighted = std::is_same_v<Kind, core::ConvSpec> || std::is_same_v<Kind, core::DepthwiseSpec> ||
                             std::is_same_v<Kind, core::LinearSpec>;

void take_row(const std::int64_t* row, core::LayerKind& kind) {
    const auto number = [&](std::size_t column) { return static_cast<int>(row[column]); };
    if (core::OutputSpec* output = core::output_of(kind)) *output = {number(0), number(1) != 0, number(2), false};
    std::visit(
        [&](auto& spec) {
            using Kind = std::decay_t<decltype(spec)>;
            if constexpr (is_weighted<Kind>) {
                spec.levels = number(3);
                spec.terms = number(4);
            } else if constexpr (std::is_same_v<Kind, core::ClassifierSpec>) {
                spec.weight_bits = number(5);
            }
        },
        kind);
}

}  // namespace

core::Array format_array(const core::NetworkSpec& network) {
    core::Array array;
    array.shape = {network.layers.size(), kColumns};
    for (const auto& layer : network.layers) {
        const core::OutputSpec* output = core::output_of(layer.kind);
        std::int64_t row[kColumns] = {};
        if (output != nullptr) {
            row[0] = output->bits;
            row[1] = output->is_signed ? 1 : 0;
            row[2] = output->frac;
        }
        std::visit(
            [&](const auto& spec) {
                using Kind = std::decay_t<decltype(spec)>;
                if constexpr (is_weighted<Kind>) {
                    row[3] = spec.levels;
                    row[4] = spec.terms;
                } else if constexpr (std::is_same_v<Kind, core::ClassifierSpec>) {
                    row[5] = spec.weight_bits;
                }
            },
            layer.kind);
        array.integers.insert(array.integers.end(), row, row + kColumns);
    }
    return array;
}

bool adopt_format_array(const core::Array& array, core::NetworkSpec& network) {
    if (!array.is_integer || array.shape != std::vector<std::size_t>{network.layers.size(), kColumns}) return false;
    for (std::size_t i = 0; i < network.layers.size(); ++i)
        take_row(array.integers.data() + i * kColumns, network.layers[i].kind);
    return true;
}

}  // namespace hashiflex

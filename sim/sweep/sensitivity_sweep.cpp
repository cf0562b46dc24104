// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/sensitivity_sweep.h"

#include <fmt/format.h>

#include <type_traits>
#include <variant>

namespace hashiflex {
namespace {

const std::string kQuantize = "weights.quantize.";

std::string in_quotes(const std::string& path) {
    std::string text = "\"";
    for (const char c : path) text += (c == '"' || c == '\\' ? "\\" : "") + std::string(1, c);
    return text + "\"";
}

}  // namespace

std::vector<Knob> default_knobs() {
    return {{"levels", {"2", "3", "4", "5", "6", "7", "8"}, {"2"}},
            {"terms", {"1", "2"}, {"2"}},
            {"activation_bits", {"3", "4", "5", "6", "8"}, {"4"}},
            {"prune", {"0", "0.25", "0.5", "0.75"}, {"0.5"}}};
}

std::vector<std::string> layers_with_knobs(const core::NetworkSpec& network) {
    std::vector<std::string> names;
    for (const auto& layer : network.layers) {
        const bool has = std::holds_alternative<core::ConvSpec>(layer.kind) ||
                         std::holds_alternative<core::DepthwiseSpec>(layer.kind) ||
                         std::holds_alternative<core::LinearSpec>(layer.kind);
        if (has) names.push_back(layer.name);
    }
    return names;
}

std::string sensitivity_sweep(const std::filesystem::path& design, const std::vector<Knob>& knobs,
                              const std::vector<std::string>& layers) {
    std::string text = "name: sensitivity\ndesign: " + in_quotes(design.string()) + "\naxes:\n  - list:\n";
    const auto point = [&](const std::string& path, const std::string& value) {
        text += fmt::format("      - {{{}: {}}}\n", in_quotes(path), value);
    };
    for (const auto& knob : knobs)
        for (const auto& value : knob.values) point(kQuantize + knob.key, value);
    for (const auto& knob : knobs)
        for (const auto& layer : layers)
            for (const auto& value : knob.probes) point(kQuantize + "layers." + layer + "." + knob.key, value);
    return text;
}

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// Walks both lists of layers side by side.
#include "sim/config/po2_structure.h"

#include "sim/config/error.h"
#include "sim/config/path.h"
#include "sim/config/stage_kinds.h"

#include <map>
#include <utility>
#include <variant>

namespace hashiflex {
namespace {

std::string kind_name(const core::LayerKind& kind) {
    for (const auto& known : stage_kinds()) {
        if (known.spec.index() != kind.index()) continue;
        const auto* pool = std::get_if<core::GlobalPoolSpec>(&kind);
        if (pool == nullptr || std::get<core::GlobalPoolSpec>(known.spec).pool == pool->pool) return known.name;
    }
    return "";
}

const std::map<std::string, std::string> kKindNames{
    {"conv", "conv"}, {"dw", "depthwise"}, {"add", "add"}, {"pool", "global_avg_pool"}, {"fc", "classifier"}};

class Comparison {
 public:
    Comparison(const Po2Description& description, const std::string& network_file, core::NetworkSpec& network)
        : description_(description), network_file_(network_file), network_(network) {
        names_[description.input] = "input";
    }

    void run() {
        network_.input.offset = description_.input_zero;
        network_.input.frac = description_.frac.at(description_.input);
        const std::size_t count = description_.layers.size();
        if (count != network_.layers.size())
            throw config_error({description_.path.string(), "layers", std::to_string(count) + " layers",
                                std::to_string(network_.layers.size()) + ", as in " + network_file_, ""});
        for (at_ = 0; at_ < count; ++at_) compare(description_.layers[at_], network_.layers[at_]);
    }

 private:
    void require(const std::string& key, const std::string& found, const std::string& allowed) const {
        if (found == allowed) return;
        throw config_error({description_.path.string(), child_path(item_path("layers", at_), key), found,
                            allowed + ", as layer '" + network_.layers[at_].name + "' of " + network_file_, ""});
    }
    void require(const std::string& key, int found, int allowed) const {
        require(key, std::to_string(found), std::to_string(allowed));
    }

    void compare(const Po2Layer& layer, core::LayerSpec& spec) {
        require("kind", kKindNames.at(layer.kind), kind_name(spec.kind));
        std::vector<std::string> inputs, expected = spec.inputs;
        for (const int tensor : layer.inputs) {
            const auto known = names_.find(tensor);
            inputs.push_back(known == names_.end() ? "tensor " + std::to_string(tensor) : known->second);
        }
        if (expected.empty()) expected.push_back(at_ == 0 ? "input" : network_.layers[at_ - 1].name);
        require("inputs", joined(inputs), joined(expected));
        std::visit([&](auto& kind) { adopt(layer, kind); }, spec.kind);
        names_[layer.output] = spec.name;
    }

    template <class Spec>
    void adopt_window(const Po2Layer& layer, Spec& spec) const {
        require("shape[1]", layer.shape[1], spec.kernel.height);
        require("shape[2]", layer.shape[2], spec.kernel.width);
        require("stride", layer.stride, spec.stride.height);
        require("stride", layer.stride, spec.stride.width);
        const bool pads = spec.kernel.height > 1 || spec.kernel.width > 1;
        if (pads) require("shape", "padding same_upper", "padding " + padding(spec.padding.mode));
        adopt_output(layer, spec);
    }
    template <class Spec>
    void adopt_output(const Po2Layer& layer, Spec& spec) const {
        require("relu6", layer.relu6 ? "activation relu6" : "activation none", "activation " + activation(spec));
        spec.output = {8, !layer.relu6, description_.frac.at(layer.output)};
    }
    static std::string padding(core::PaddingMode mode) {
        if (mode == core::PaddingMode::explicit_pads) return "of given sizes";
        if (mode == core::PaddingMode::valid) return "valid";
        return mode == core::PaddingMode::same_upper ? "same_upper" : "same_lower";
    }
    template <class Spec>
    static std::string activation(const Spec& spec) {
        if (spec.activation == core::Activation::none) return "none";
        return spec.activation == core::Activation::relu6 ? "relu6" : "relu";
    }

    void adopt(const Po2Layer& layer, core::ConvSpec& spec) const {
        require("shape[0]", layer.shape[0], spec.channels);
        require("shape", "1 group", std::to_string(spec.groups) + (spec.groups == 1 ? " group" : " groups"));
        adopt_window(layer, spec);
    }
    void adopt(const Po2Layer& layer, core::DepthwiseSpec& spec) const { adopt_window(layer, spec); }
    void adopt(const Po2Layer& layer, core::AddSpec& spec) const { adopt_output(layer, spec); }
    // No format of its own; kinds that codes cannot describe were refused by name.
    template <class Spec>
    void adopt(const Po2Layer&, Spec&) const {}

    const Po2Description& description_;
    const std::string& network_file_;
    core::NetworkSpec& network_;
    std::map<int, std::string> names_;
    std::size_t at_ = 0;
};

}  // namespace

void adopt_formats(const Po2Description& description, const std::string& network_file, core::NetworkSpec& network) {
    Comparison(description, network_file, network).run();
}

}  // namespace hashiflex

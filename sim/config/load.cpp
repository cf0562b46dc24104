// SPDX-License-Identifier: Apache-2.0
// Joins the files of a design, and gives the complaints of core a file and a line.
#include "sim/config/load.h"

#include "modules/core/cost/storage_choice.h"
#include "modules/core/error.h"
#include "modules/core/network/build.h"
#include "modules/core/timing/auto_depth.h"
#include "sim/config/auto_clock.h"
#include "sim/config/file_path.h"
#include "sim/config/load_watch.h"
#include "sim/config/reader.h"
#include "sim/config/technology_file.h"
#include "sim/config/weights_file.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

namespace hashiflex {
namespace {

// A stage that is no layer: the one complaint of core that a list of names can help with.
std::string meant_stage(const core::InvalidInput& error, const core::NetworkSpec& network) {
    const auto steps = parse_path(error.path());
    if (error.file() != core::InputFile::design || steps.size() != 2 || steps[0].key != "stages") return "";
    std::vector<std::string> names;
    for (const auto& layer : network.layers) names.push_back(layer.name);
    const bool is_layer = std::find(names.begin(), names.end(), steps[1].key) != names.end();
    return is_layer ? "" : nearest(steps[1].key, names);
}

std::string where(const core::InvalidInput& error, const DesignFile& design, const NetworkFile& network) {
    switch (error.file()) {
        case core::InputFile::network:
            return nearest_node(network.document.root, error.path()).where();
        case core::InputFile::design:
            return nearest_node(design.document.root, error.path()).where();
        case core::InputFile::weights:
            return network.weights.string();
        case core::InputFile::technology:
            return design.tech.string();
    }
    return "";
}

ConfigError located(const core::InvalidInput& error, const DesignFile& design, const NetworkFile& network) {
    const std::string meant = meant_stage(error, network.spec);
    const auto renamed = network.array_names.find(error.path());
    const bool is_array = error.file() == core::InputFile::weights && renamed != network.array_names.end();
    const std::string& path = is_array ? renamed->second : error.path();
    return ConfigError(where(error, design, network) + ": " + (path.empty() ? "" : path + ": ") + error.what() +
                       (meant.empty() ? "" : "; did you mean '" + meant + "'?"));
}

// Where the classifier runs is a key without effect if there is none. The key `npu` is judged by
// core::resolve.
void check_classifier(const DesignFile& file, const core::NetworkSpec& network) {
    const bool has_classifier = std::any_of(
        network.layers.begin(), network.layers.end(),
        [](const core::LayerSpec& layer) { return std::holds_alternative<core::ClassifierSpec>(layer.kind); });
    const Node* key = file.document.root.find("classifier");
    if (key && !has_classifier)
        throw config_error(
            {key->where(), "classifier", "a key that has no effect: the network has no classifier", "no such key", ""});
}

// Runs `work` of core, and gives its complaints a place.
template <class Work>
auto with_places(const DesignFile& file, const NetworkFile& network, const Work& work) {
    try {
        return work();
    } catch (const core::InvalidInput& error) {
        throw located(error, file, network);
    } catch (const std::overflow_error& error) {  // interval analysis: the sums of some layer are too wide
        throw ConfigError(network.path.string() + ": " + error.what());
    }
}

}  // namespace

namespace {

std::uint64_t weights_of(const core::Layer& layer) {
    const auto* conv = std::get_if<core::Conv>(&layer.op);
    const auto* classifier = std::get_if<core::Classifier>(&layer.op);
    return conv != nullptr ? conv->weights.size() : classifier != nullptr ? classifier->weights.size() : 0;
}

// What resolve() would do itself, with a word on how far it is.
core::ResolveParts watched(const core::Network& network, const LoadWatch& watch) {
    LoadStep step{"adder graphs"};
    for (const auto& layer : network.layers) step.weights += weights_of(layer);
    core::ResolveParts parts;
    parts.adders = [step, &watch](const core::Layer& layer, const std::vector<core::TensorType>& in) mutable {
        watch(step);
        const std::uint64_t before = std::exchange(step.weights_done, step.weights_done + weights_of(layer));
        LoadStep now = step;
        return core::lane_adders(layer.op, in, [&](std::uint64_t weights) {
            now.weights_done = before + weights;
            watch(now);
        });
    };
    parts.auto_depths = [&watch](core::Design& design) {
        watch({"buffer depths"});
        core::assign_auto_depths(design);
    };
    return parts;
}

void nobody(const LoadStep&) {}

}  // namespace

core::WeightSet load_weights_of(const DesignFile& file, NetworkFile& network, const LoadWatch& watch) {
    choose_weights(file, network);
    check_classifier(file, network.spec);
    watch({"weights"});
    return with_places(file, network, [&] {
        return load_weights(network, [&](const core::QuantizeStep& step) {
            watch({step.layer.empty() ? "calibration" : "quantization", step.weights_done, step.weights});
        });
    });
}

LoadedNetwork load_network_of(const DesignFile& file, const LoadWatch& watch) {
    LoadedNetwork loaded{load_network(file.network), {}};
    const core::WeightSet weights = load_weights_of(file, loaded.file, watch);
    watch({"network"});
    loaded.network = with_places(file, loaded.file, [&] { return core::build_network(loaded.file.spec, weights); });
    return loaded;
}

LoadedNetwork load_network_of(const DesignFile& file) {
    return load_network_of(file, nobody);
}

core::Design resolve_design(const DesignFile& file, const LoadedNetwork& network, const core::ResolveParts& parts) {
    return with_places(file, network.file, [&] { return core::resolve(network.network, file.hardware, parts); });
}

void choose_storage(const DesignFile& file, const NetworkFile& network, const core::Technology& technology,
                    core::Design& design) {
    with_places(file, network, [&] { core::choose_storage(design, technology); });
}

LoadedDesign load(const std::filesystem::path& path, const std::vector<std::string>& sets) {
    return load(path, sets, nobody);
}

LoadedDesign load(const std::filesystem::path& path, const std::vector<std::string>& sets, const LoadWatch& watch) {
    DesignFile file = load_design(path, sets);
    core::Technology technology = load_technology(file.tech);
    LoadedNetwork network = load_network_of(file, watch);
    core::Design design = resolve_design(file, network, watched(network.network, watch));
    choose_storage(file, network.file, technology, design);
    if (design.clock.automatic) choose_clock(file, core::critical_path(design, technology), design);
    return {std::move(file), std::move(network.file), std::move(technology), std::move(design)};
}

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/fast_points.h"

#include "modules/core/cost/storage_choice.h"
#include "modules/core/timing/auto_depth.h"
#include "sim/config/auto_clock.h"
#include "sim/config/error.h"
#include "sim/config/path.h"
#include "sim/config/technology_file.h"
#include "sim/fast/simulate_fast.h"
#include "sim/files/sha256.h"
#include "sim/report/hardware_result.h"
#include "sim/report/to_json.h"
#include "sim/run/clock_check.h"
#include "sim/run/describe_run.h"
#include "sim/run/die_check.h"
#include "sim/run/measure.h"
#include "sim/sweep/point_keys.h"

#include <algorithm>
#include <new>
#include <utility>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

std::vector<std::vector<int>> depths_of(const core::Design& design) {
    std::vector<std::vector<int>> depths;
    for (const auto& stage : design.stages) {
        depths.emplace_back();
        for (const auto& input : stage.inputs) depths.back().push_back(input.depth);
    }
    return depths;
}

void set_depths(core::Design& design, const std::vector<std::vector<int>>& depths) {
    for (std::size_t s = 0; s < depths.size(); ++s)
        for (std::size_t k = 0; k < depths[s].size(); ++k) design.stages[s].inputs[k].depth = depths[s][k];
}

}  // namespace

FastPoints::FastPoints(PointOptions options) : options_(std::move(options)) {}

Document FastPoints::document_of(const Settings& point) const {
    Document document = options_.design;
    for (const auto& set : overrides(point)) override_value(document, set);
    return document;
}

std::vector<std::string> FastPoints::needs(const Settings& point) const {
    try {
        const Document document = document_of(point);
        return {network_key(document.root), timing_key(document.root)};
    } catch (const ConfigError&) {
        return {};  // of a point that will fail nobody takes anything
    }
}

PointResult FastPoints::operator()(const Settings& point, const Made& made) {
    try {
        return simulate(point, made);
    } catch (const Interrupted&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        return {nullptr, error.what()};
    }
}

PointResult FastPoints::simulate(const Settings& point, const Made& made) {
    const DesignFile file = read_design(document_of(point));
    if (file.hardware.activity != core::Activity::assumed)
        throw ConfigError(file.path.string() +
                          ": energy.activity: found full; allowed: default: a sweep computes no values");
    const auto technology = technologies_.get(file.tech.string(), [&] { return load_technology(file.tech); });
    const auto network = network_of(file);
    made(network_key(file.document.root));
    const std::string key = timing_key(file.document.root);
    core::Design design = resolve(file, *network, key);
    choose_storage(file, network->loaded.file, *technology, design);
    const std::vector<StageCost> costs = costs_of(design, file, *technology);
    if (design.clock.automatic) choose_clock(file, critical_path(design, costs), design);
    require_clock(file, critical_path_result(design, costs));
    require_die(file, design, *technology, costs);

    const auto timed = time(design, *network, key);
    RunInfo info = info_of(file, *network, point);
    info.limiting_buffer = timed->limiting_buffer;
    const RunResult result = assemble(design, *technology, costs, timed->measured, info);
    return {options_.whole_reports ? report_json(result) : report_json_without_lists(result),
            timed->measured.deadlock.value_or("")};
}

std::vector<StageCost> FastPoints::costs_of(const core::Design& design, const DesignFile& file,
                                            const core::Technology& tech) {
    const StageKeys key_of(file.document.root);
    std::vector<std::string> keys;
    for (std::size_t s = 0; s < design.stages.size(); ++s) keys.push_back(key_of(design, s));
    const auto cost = [&](std::size_t s) { return [&, s] { return stage_cost(design, s, tech); }; };
    for (std::size_t s = 0; s < keys.size(); ++s) costs_.offer(keys[s], cost(s));
    std::vector<StageCost> costs;
    for (std::size_t s = 0; s < keys.size(); ++s) costs.push_back(*costs_.get(keys[s], cost(s)));
    return costs;
}

std::shared_ptr<SharedNetwork> FastPoints::network_of(const DesignFile& file) {
    return networks_.get(network_key(file.document.root), [&] {
        SharedNetworkParts parts{load_network_of(file), {}};
        parts.images = images_of(parts.loaded);
        return parts;
    });
}

RunImages FastPoints::images_of(const LoadedNetwork& network) const {
    const core::Shape& shape = network.network.input.shape;
    if (!options_.data) return images_of_network(network.file, shape, 0);
    RunImages images = given_images({*options_.data}, shape, classes_of(network.file.spec));
    require_other_images(images, network.file);
    return images;
}

core::Design FastPoints::resolve(const DesignFile& file, SharedNetwork& network, const std::string& timing_key) {
    network.offer_adders();
    core::ResolveParts parts;
    parts.adders = [&](const core::Layer& layer, const std::vector<core::TensorType>& in) {
        return *network.adders.get(layer.name, [&] { return core::lane_adders(layer.op, in); });
    };
    parts.auto_depths = [&](core::Design& design) {
        const auto depths = depths_.get(timing_key, [&] {
            core::assign_auto_depths(design);
            return depths_of(design);
        });
        set_depths(design, *depths);
    };
    return resolve_design(file, network.loaded, parts);
}

std::shared_ptr<FastPoints::Timed> FastPoints::time(const core::Design& design, SharedNetwork& network,
                                                    const std::string& key) {
    return timings_.get(key, [&] { return simulate_timing(design, network); });
}

FastPoints::Timed FastPoints::simulate_timing(const core::Design& design, SharedNetwork& network) {
    SimulateOptions simulation;
    simulation.images = image_count(network);
    simulation.chip.values = {0, 0};  // they are the same for all hardware
    simulation.keep_images = with_values(network) ? network.images.images.size() : 0;
    Timed timed;
    timed.measured = simulate_fast(design, {{}}, simulation);
    if (with_values(network)) add_classes(timed.measured, design, network);
    timed.limiting_buffer = limiting_buffer(design, timed.measured);
    return timed;
}

void FastPoints::add_classes(Measured& measured, const core::Design& design, SharedNetwork& network) {
    const ImageSet& images = network.images.images;
    const std::size_t used = std::min<std::uint64_t>(image_count(network), images.size());
    const auto& classes = network.classes.of(design, images, used, *options_.stop);
    for (std::size_t i = 0; i < measured.images.size(); ++i) measured.images[i].top1 = classes[i % images.size()];
    measured.values_computed = true;
}

RunInfo FastPoints::info_of(const DesignFile& file, const SharedNetwork& network, const Settings& point) {
    return describe_run(file, network.loaded.file, network.images, {Engine::fast, options_.images, overrides(point)},
                        [this](const fs::path& path) { return hash_of(path); });
}

std::string FastPoints::hash_of(const fs::path& path) {
    return *hashes_.get(path.string(), [&] { return sha256_of_file(path); });
}

std::uint64_t FastPoints::image_count(const SharedNetwork& network) const {
    return images_to_run(options_.images, network.images);
}

bool FastPoints::with_values(const SharedNetwork& network) const {
    return options_.accuracy && !network.images.labels.empty();
}

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_design.h"

#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "modules/core/parts/memory_reads.h"
#include "tests/support/random.h"
#include "tests/support/random_network.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

namespace hashiflex::test {
namespace {

core::NpuSpec random_npu(Random& random, const core::Classifier& classifier, bool explicit_depths) {
    const auto inputs = static_cast<int>(classifier.inputs());
    core::NpuSpec npu;
    npu.rows = random.between(std::max(1, inputs / 20), inputs);
    npu.columns = random.between(1, classifier.classes);
    npu.accumulator = random.chance(50) ? core::Accumulator::ripple : core::Accumulator::carry_save;
    npu.write_port_bytes = random.between(1, 8);
    if (explicit_depths && random.chance(20)) npu.fifo_depth = random.between(1, 3);
    return npu;
}

core::StageSpec random_stage(Random& random, const core::Layer& layer, bool explicit_depths) {
    core::StageSpec stage;
    if (random.chance(40)) stage.lanes = random.between(1, layer.out.shape.width);
    if (explicit_depths && random.chance(25)) stage.fifo_depth = random.between(1, 6);
    if (explicit_depths && random.chance(25))
        for (std::size_t k = 0; k < layer.inputs.size(); ++k)
            stage.input_depth.push_back(random.chance(50) ? std::optional<int>{}
                                                          : std::optional<int>{random.between(2, 30)});
    return stage;
}

core::HardwareSpec random_hardware(Random& random, const core::Network& network, bool explicit_depths) {
    core::HardwareSpec hardware;
    hardware.adder_levels_per_stage = random.between(1, 4);
    if (random.chance(40)) {
        int rows = network.input.shape.height;
        for (const auto& layer : network.layers) rows = std::max(rows, layer.out.shape.height);
        hardware.target_cycles_per_image = random.between(rows, 4 * rows);
    }
    if (random.chance(30)) hardware.input.lanes = random.between(1, network.input.shape.width);
    hardware.classifier = random.chance(50) ? core::ClassifierSite::npu : core::ClassifierSite::hardwired;
    for (const auto& layer : network.layers) {
        const auto* classifier = std::get_if<core::Classifier>(&layer.op);
        if (classifier != nullptr && hardware.classifier == core::ClassifierSite::npu)
            hardware.npu = random_npu(random, *classifier, explicit_depths);
    }
    for (const auto& layer : network.layers)
        if (!std::holds_alternative<core::Classifier>(layer.op))
            hardware.stages[layer.name] = random_stage(random, layer, explicit_depths);
    for (auto& [name, stage] : hardware.stages)
        if (random.chance(30)) stage.adder_levels_per_stage = random.between(1, 4);
    return hardware;
}

std::vector<std::vector<std::uint8_t>> random_images(Random& random, int count, const core::InputSpec& input) {
    std::vector<std::vector<std::uint8_t>> images(static_cast<std::size_t>(count));
    for (auto& image : images)
        for (int n = 0; n < input.height * input.width * input.channels; ++n)
            image.push_back(static_cast<std::uint8_t>(random.between(0, 255)));
    return images;
}

}  // namespace

RandomDesign random_design(std::uint64_t seed, const RandomOptions& options) {
    Random random(seed);
    RandomNetwork network = random_network(random, options.most_layers);
    RandomDesign design;
    design.hardware =
        random_hardware(random, core::build_network(network.spec, network.weights), options.explicit_depths);
    design.images = random_images(random, options.images, network.spec.input);
    if (design.hardware.npu && random.chance(70))
        design.reprogram_at = static_cast<std::uint64_t>(random.between(0, options.images - 1));
    design.network = std::move(network.spec);
    design.weights = std::move(network.weights);
    return design;
}

void ask_for_sram(RandomDesign& random) {
    random.hardware.storage = core::StorageChoice::sram;
    const core::Design design = core::resolve(core::build_network(random.network, random.weights), random.hardware);
    for (const core::StageDesign& stage : design.stages)
        for (std::size_t k = 0; k < stage.inputs.size(); ++k)
            if (stage.inputs[k].storage.kind == core::Storage::sram &&
                !core::fewest_banks(core::memory_reads(design, stage, k), stage.inputs[k].depth))
                random.hardware.stages[stage.name].storage = core::StorageChoice::latches;
}

bool stall_pattern(std::uint64_t seed, std::uint64_t cycle, int percent) {
    // SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
    std::uint64_t z = seed * 0x9e3779b97f4a7c15ULL + cycle;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return static_cast<int>((z ^ (z >> 31)) % 100) < percent;
}

}  // namespace hashiflex::test

// SPDX-License-Identifier: Apache-2.0
#include "sim/finetune/on_chip_training.h"

#include "modules/core/cost/energy.h"

#include <variant>

namespace hashiflex {

OnChipTraining estimate_on_chip(const core::Design& design, const core::Technology& tech, const core::Quantity& npu_pj,
                                std::uint64_t images, std::uint64_t evaluations) {
    constexpr int kPasses = 2;    // forward and gradient
    constexpr int kBits = 32;     // of a gradient and of a master weight
    constexpr int kAccesses = 2;  // the gradient is read and written for every image
    constexpr double kUjPerPj = 1e-6;
    const auto& classifier = std::get<core::Classifier>(design.stages.back().op);
    const std::int64_t parameters = classifier.classes * (classifier.inputs() + 1);
    OnChipTraining training;
    training.images = images;
    training.evaluations = evaluations;
    training.macs_per_image = kPasses * classifier.classes * classifier.inputs();
    training.cycles_per_image = kPasses * std::int64_t{design.cycles_needed(design.stages.back())};
    training.memory_bits = 2 * kBits * parameters;
    const double steps = static_cast<double>(images) * static_cast<double>(evaluations);
    training.seconds =
        core::Quantity::known(steps * static_cast<double>(training.cycles_per_image) / (design.clock.mhz * 1e6));
    training.energy_uj = (steps * kPasses * kUjPerPj) * npu_pj +
                         (steps * kUjPerPj) * core::sram_energy(static_cast<double>(kAccesses * kBits * parameters),
                                                                core::kMostSramWords, tech);
    return training;
}

}  // namespace hashiflex

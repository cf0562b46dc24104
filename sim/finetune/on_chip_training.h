// SPDX-License-Identifier: Apache-2.0
// What it would take to train the last layer on the chip instead of on the host: an estimate, for an NPU that could.
#pragma once

#include "modules/core/cost/quantity.h"
#include "modules/core/cost/technology.h"
#include "modules/core/design/design.h"

#include <cstdint>

namespace hashiflex {

// Of one image and gradient step: the forward pass gives the probabilities p; then dW[c][i] += (p[c] - [c is the
// label]) * x[i], a MAC per weight, as many as forward (backpropagation, Rumelhart, Hinton and Williams, Nature 323,
// 1986: the last layer needs no pass further back). The array of the NPU does both in the same cycles.
struct OnChipTraining {
    std::uint64_t images = 0;       // training images
    std::uint64_t evaluations = 0;  // of the gradient over all of them, as the host's optimizer needed
    std::int64_t macs_per_image = 0;
    std::int64_t cycles_per_image = 0;
    std::int64_t memory_bits = 0;  // gradient and master weights, 32 bits each, beside the weights that the NPU holds
    core::Quantity seconds;        // at the design's clock; features come as fast as the NPU takes them
    core::Quantity energy_uj;      // of the NPU and of this memory; without the front, the softmax and the update
};

// `npu_pj`: energy per image of the NPU stage.
OnChipTraining estimate_on_chip(const core::Design& design, const core::Technology& tech, const core::Quantity& npu_pj,
                                std::uint64_t images, std::uint64_t evaluations);

}  // namespace hashiflex

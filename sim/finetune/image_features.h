// SPDX-License-Identifier: Apache-2.0
// The features of labelled images: what the hardwired layers of a design give, to the bit.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/finetune/labelled_features.h"
#include "sim/run/run_images.h"

#include <atomic>
#include <cstdint>
#include <functional>

namespace hashiflex {

// The design without its NPU. Throws std::invalid_argument if it has none.
core::Design front_of(const core::Design& design);

// Of all images, by `jobs` threads; of the first ones alone if `stop` becomes true.
core::LabelledFeatures image_features(const core::Design& front, const RunImages& images, std::uint64_t jobs,
                                      const std::atomic<bool>* stop,
                                      const std::function<void(std::uint64_t)>& computed);

}  // namespace hashiflex

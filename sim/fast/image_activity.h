// SPDX-License-Identifier: Apache-2.0
// Toggles on the images of a run, whatever engine simulates it: they do not depend on time.
#pragma once

#include "modules/core/activity/chip_activity.h"

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

namespace hashiflex {

// Of the first `count` images, by `jobs` threads, with the same result for any number of them. None if `stop` (null:
// never) becomes true before all are done.
std::optional<core::ChipActivity> activity_of(const core::Design& design,
                                              const std::vector<std::vector<std::uint8_t>>& images, std::uint64_t count,
                                              std::uint64_t jobs, const std::atomic<bool>* stop);

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// How the sums of a design become classes and logits.
#pragma once

#include "modules/core/design/design.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace hashiflex {

constexpr std::size_t kBestClasses = 5;

// What an image gave.
struct ImageClasses {
    std::vector<int> best;      // up to five, best first, as the chip compares them; ties go to the lowest index
    std::vector<float> logits;  // sum * scale, of each class

    int found() const { return best.front(); }
};

struct ClassHead {
    int classes = 1;
    std::vector<std::uint16_t> multiplier;  // what the chip compares by; empty: sums as they are
    std::vector<float> scale;               // of logits; empty: 1

    ImageClasses operator()(const std::vector<std::int32_t>& sums) const;
};

// Of a design with a classifier, on the NPU or hardwired.
std::optional<ClassHead> class_head(const core::Design& design);

}  // namespace hashiflex

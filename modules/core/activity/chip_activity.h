// SPDX-License-Identifier: Apache-2.0
// Toggles of a whole chip on a set of images.
#pragma once

#include "modules/core/activity/stage_toggles.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

struct ChipActivity {
    std::uint64_t images = 0;
    Toggles source;
    std::vector<Toggles> stages;

    ChipActivity& operator+=(const ChipActivity& other);
};

// Safe to share among threads. `design` must outlive it.
class ChipToggles {
 public:
    explicit ChipToggles(const Design& design);

    // Of one image.
    ChipActivity operator()(const ImageMaps& now, const ImageMaps& before) const;

 private:
    const Design& design_;
    std::vector<StageToggles> stages_;
};

}  // namespace hashiflex::core

// SPDX-License-Identifier: Apache-2.0
// Toggles of the beats of a stream: on the wires, in the words that hold them, at the ports that read them.
#pragma once

#include "modules/core/activity/step_values.h"
#include "modules/core/activity/tally.h"
#include "modules/core/design/design.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// The beats of an image behind those before it, as their wires. Lanes beyond the row are 0.
class BeatWires {
 public:
    // `bits` of a value. Beats of the image before: as many as `most_lag`.
    BeatWires(const MapPair& map, const BeatGrid& grid, int bits, std::size_t most_lag);

    // Each beat against the one `lag` beats before it; what an older image held is that of the image before.
    Tally toggles(std::size_t lag) const;

 private:
    std::size_t beat_;  // values of one
    std::size_t beats_, most_lag_;
    std::int64_t bits_, wires_;  // of a value; of the image, unused lanes left out
    std::vector<std::uint32_t> values_;
};

// Those of the input buffers and of the FIFO of a stage: what is written, where it is held, what is read.
Toggles buffer_toggles(const StageDesign& stage, std::size_t input, const Design& design, const MapPair& map);
Toggles fifo_toggles(const StageDesign& stage, const Design& design, const MapPair& map);

}  // namespace hashiflex::core

// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/input_counters.h"

#include <algorithm>

namespace hashiflex::core {

InputCounters input_counters(const InputSchedule& schedule, int depth) {
    InputCounters counters{0, -schedule.needed.front(), depth - schedule.needed.front()};
    for (std::size_t s = 0; s < schedule.needed.size(); ++s) {
        // Beats of the image that have arrived while step s is the present one: what the step before needed, and no
        // more than the ring takes. Step 0 follows the last one of an image, or none.
        const std::int64_t given_up = s == 0 ? 0 : schedule.released[s - 1];
        const std::int64_t fewest =
            s == 0 ? std::min(0, schedule.needed.back() - schedule.beats) : schedule.needed[s - 1];
        const std::int64_t most = given_up + depth;
        counters.least_held = std::min(counters.least_held, fewest - given_up);
        counters.least_ahead = std::min(counters.least_ahead, fewest - schedule.needed[s]);
        counters.most_ahead = std::max(counters.most_ahead, most - schedule.needed[s]);
    }
    return counters;
}

}  // namespace hashiflex::core

// SPDX-License-Identifier: Apache-2.0
#include "sim/chip/steady_state.h"

#include <numeric>
#include <utility>

namespace hashiflex {

void SteadyState::observe(std::uint64_t image, std::uint64_t cycle, std::vector<std::int64_t> state) {
    if (cycles_per_image_) return;
    const Moment now{image, cycle};
    const auto earlier = seen_.find(state);
    if (earlier != seen_.end())
        conclude(earlier->second, now);
    else if (seen_.size() < kMostStates)
        seen_.emplace(std::move(state), now);
    else
        compare_with_mark(std::move(state), now);
}

// A late or long period: one state is kept, and replaced after twice as many images each time (Brent).
void SteadyState::compare_with_mark(std::vector<std::int64_t> state, Moment now) {
    if (state == mark_) {
        conclude(mark_moment_, now);
    } else if (mark_.empty() || now.image - mark_moment_.image >= mark_lasts_) {
        mark_ = std::move(state);
        mark_moment_ = now;
        mark_lasts_ *= 2;
    }
}

void SteadyState::conclude(Moment earlier, Moment now) {
    const auto cycles = static_cast<std::int64_t>(now.cycle - earlier.cycle);
    const auto images = static_cast<std::int64_t>(now.image - earlier.image);
    const auto divisor = std::gcd(cycles, images);
    cycles_per_image_ = Rational{cycles / divisor, images / divisor};
    seen_.clear();
}

}  // namespace hashiflex

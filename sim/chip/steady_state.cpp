// SPDX-License-Identifier: Apache-2.0
#include "sim/chip/steady_state.h"

#include <numeric>
#include <utility>

namespace hashiflex {

void SteadyState::observe(std::uint64_t image, std::uint64_t cycle, std::vector<std::int64_t> state) {
    if (cycles_per_image_) return;
    const auto [earlier, is_new] = seen_.emplace(std::move(state), Moment{image, cycle});
    if (is_new) return;
    const auto cycles = static_cast<std::int64_t>(cycle - earlier->second.cycle);
    const auto images = static_cast<std::int64_t>(image - earlier->second.image);
    const auto divisor = std::gcd(cycles, images);
    cycles_per_image_ = Rational{cycles / divisor, images / divisor};
    seen_.clear();
}

}  // namespace hashiflex

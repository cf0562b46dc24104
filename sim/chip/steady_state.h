// SPDX-License-Identifier: Apache-2.0
// Recognizes the steady state: the complete state at the end of one image is that at the end of an earlier one.
#pragma once

#include "sim/chip/measured.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace hashiflex {

class SteadyState {
 public:
    // To be called once per finished image, in order, with the chip's state relative to it.
    void observe(std::uint64_t image, std::uint64_t cycle, std::vector<std::int64_t> state);

    // Mean distance of two images over one period; nothing before a state has come back.
    const std::optional<Rational>& cycles_per_image() const { return cycles_per_image_; }

 private:
    struct Moment {
        std::uint64_t image;
        std::uint64_t cycle;
    };
    static constexpr std::size_t kMostStates = 2048;  // that are kept: memory does not grow with the images

    void compare_with_mark(std::vector<std::int64_t> state, Moment now);
    void conclude(Moment earlier, Moment now);

    std::map<std::vector<std::int64_t>, Moment> seen_;
    std::vector<std::int64_t> mark_;
    Moment mark_moment_{0, 0};
    std::uint64_t mark_lasts_ = kMostStates;  // images
    std::optional<Rational> cycles_per_image_;
};

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// Recognizes the steady state: the complete state at the end of one image is that at the end of an earlier one.
#pragma once

#include "sim/chip/measured.h"

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
    std::map<std::vector<std::int64_t>, Moment> seen_;
    std::optional<Rational> cycles_per_image_;
};

}  // namespace hashiflex

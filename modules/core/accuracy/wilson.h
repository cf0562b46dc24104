// SPDX-License-Identifier: Apache-2.0
// How sure a share is that was counted on some images only.
#pragma once

#include <cstdint>

namespace hashiflex::core {

struct ShareInterval {
    double low = 0;
    double high = 1;
};

// The 95 % score interval of a binomial share (E. B. Wilson, Probable Inference, the Law of Succession, and Statistical
// Inference, JASA 22, 1927): it stays inside 0 .. 1 and means something for 0 of 10, too. `hits` <= `of`, `of` > 0.
ShareInterval wilson95(std::uint64_t hits, std::uint64_t of);

}  // namespace hashiflex::core

// SPDX-License-Identifier: Apache-2.0
#include "modules/core/accuracy/ranking.h"

namespace hashiflex::core {

std::vector<std::int64_t> scores_of(const std::vector<std::int32_t>& sums,
                                    const std::vector<std::uint16_t>& multiplier) {
    std::vector<std::int64_t> scores(sums.begin(), sums.end());
    for (std::size_t c = 0; c < multiplier.size(); ++c) scores[c] *= multiplier[c];
    return scores;
}

}  // namespace hashiflex::core

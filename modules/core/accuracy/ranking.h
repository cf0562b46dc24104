// SPDX-License-Identifier: Apache-2.0
// The best classes of an image, best first.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace hashiflex::core {

// The `most` classes of the largest scores; the lowest index first where scores are equal.
template <class Score>
std::vector<int> best_classes(const std::vector<Score>& scores, std::size_t most) {
    std::vector<int> classes(scores.size());
    std::iota(classes.begin(), classes.end(), 0);
    const auto better = [&](int a, int b) {
        const Score x = scores[static_cast<std::size_t>(a)], y = scores[static_cast<std::size_t>(b)];
        return x != y ? x > y : a < b;
    };
    const auto end = classes.begin() + static_cast<std::ptrdiff_t>(std::min(most, classes.size()));
    std::partial_sort(classes.begin(), end, classes.end(), better);
    classes.erase(end, classes.end());
    return classes;
}

// What a chip compares: its sums, times what brings the classes to one scale (empty: nothing does). The first of the
// best classes of these is the one that classify() gives.
std::vector<std::int64_t> scores_of(const std::vector<std::int32_t>& sums,
                                    const std::vector<std::uint16_t>& multiplier);

}  // namespace hashiflex::core

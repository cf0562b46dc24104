// SPDX-License-Identifier: Apache-2.0
#include "modules/core/numeric/po2.h"

#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

namespace hashiflex::core {
namespace {

// Digit by digit from the lowest exponent. An even remainder has digit 0, an odd one -1 or +1, so at each exponent only
// two remainders can occur: remembering them keeps the search linear.
class Search {
 public:
    explicit Search(int levels) : top_(levels - 1) {}

    std::vector<Po2Term> terms(std::int64_t value) {
        std::vector<Po2Term> found;
        for (int exponent = 0; value != 0; ++exponent) {
            if (exponent == top_) {
                found.insert(found.end(), static_cast<std::size_t>(std::abs(value)), {exponent, value < 0});
                break;
            }
            const std::int64_t digit = best_digit(value, exponent);
            if (digit != 0) found.push_back({exponent, digit < 0});
            value = (value - digit) / 2;
        }
        return found;
    }

 private:
    std::int64_t fewest(std::int64_t value, int exponent) {
        if (value == 0) return 0;
        if (exponent == top_) return std::abs(value);
        const auto known = fewest_.find({exponent, value});
        if (known != fewest_.end()) return known->second;
        const std::int64_t digit = best_digit(value, exponent);
        const std::int64_t count = (digit != 0 ? 1 : 0) + fewest((value - digit) / 2, exponent + 1);
        fewest_[{exponent, value}] = count;
        return count;
    }

    std::int64_t best_digit(std::int64_t value, int exponent) {
        if (value % 2 == 0) return 0;
        // The canonical digit leaves a multiple of four; near the top exponent the other one can be shorter.
        const std::int64_t canonical = (value & 3) == 3 ? -1 : 1;
        const auto rest = [&](std::int64_t digit) { return fewest((value - digit) / 2, exponent + 1); };
        return rest(-canonical) < rest(canonical) ? -canonical : canonical;
    }

    int top_;
    std::map<std::pair<int, std::int64_t>, std::int64_t> fewest_;
};

}  // namespace

std::vector<Po2Term> decompose(std::int64_t value, int levels) {
    if (levels < 1 || levels > kMaxLevels)
        throw std::invalid_argument("levels must be 1 to " + std::to_string(kMaxLevels) + ", not " +
                                    std::to_string(levels));
    constexpr int kMostTopDigits = 64;
    if (std::abs(value) >> (levels - 1) > kMostTopDigits)
        throw std::invalid_argument("weight " + std::to_string(value) + " is far above 2^" +
                                    std::to_string(levels - 1) + ", the largest power that " + std::to_string(levels) +
                                    " levels allow");
    return Search(levels).terms(value);
}

}  // namespace hashiflex::core

// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/po2_grid.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>

namespace hashiflex::core {

Po2Grid::Po2Grid(int levels, int terms) {
    const std::int32_t most = terms << (levels - 1);
    std::vector<bool> reached(static_cast<std::size_t>(2 * most + 1), false);
    std::vector<std::int32_t> last{0};
    reached[static_cast<std::size_t>(most)] = true;
    for (int term = 0; term < terms; ++term) {
        std::vector<std::int32_t> fresh;
        for (const std::int32_t sum : last)
            for (int exponent = 0; exponent < levels; ++exponent)
                for (const std::int32_t value : {sum + (1 << exponent), sum - (1 << exponent)}) {
                    if (reached[static_cast<std::size_t>(most + value)]) continue;
                    reached[static_cast<std::size_t>(most + value)] = true;
                    fresh.push_back(value);
                }
        last = std::move(fresh);
    }
    for (std::int32_t value = 0; value <= most; ++value)
        if (reached[static_cast<std::size_t>(most + value)]) magnitudes_.push_back(value);
}

std::int32_t Po2Grid::nearest(double value, Distance distance) const {
    const double wanted = std::fabs(value);
    if (!(wanted < magnitudes_.back())) return value < 0 ? -magnitudes_.back() : magnitudes_.back();
    const auto above = std::upper_bound(magnitudes_.begin(), magnitudes_.end(), wanted);
    const double hi = *above;
    const double lo = *(above - 1);
    const bool up = distance == Distance::log && lo > 0 ? wanted * wanted >= lo * hi : wanted - lo >= hi - wanted;
    const std::int32_t magnitude = up ? *above : *(above - 1);
    return value < 0 ? -magnitude : magnitude;
}

bool Po2Grid::holds(std::int64_t value) const {
    return std::binary_search(magnitudes_.begin(), magnitudes_.end(), std::abs(value));
}

}  // namespace hashiflex::core

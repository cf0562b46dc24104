// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/channel_unit.h"

#include "modules/core/numeric/requantize.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace hashiflex::core {
namespace {

constexpr int kBiasBits = 45;  // of 47, so that a corrected bias has room, too

int exponent_of(double value) {
    int exponent = 0;
    std::frexp(value, &exponent);  // value = m * 2^exponent with m from 1/2 to 1
    return exponent;
}

Interval allowed_units(const ChannelBounds& bounds) {
    const std::int64_t finest = -kShiftRange.hi - bounds.output_frac;
    const std::int64_t coarsest = -kShiftRange.lo - bounds.output_frac;
    const std::int64_t of_bias = bounds.bias == 0 ? finest : exponent_of(bounds.bias) - kBiasBits;
    return {std::min(std::max(finest, of_bias), coarsest), coarsest};
}

}  // namespace

ChannelWeights best_window(const std::vector<double>& wanted, int levels, const ChannelBounds& bounds,
                           const RoundWeights& round) {
    const Interval allowed = allowed_units(bounds);
    double largest = 0;
    for (const double weight : wanted) largest = std::max(largest, std::fabs(weight));
    ChannelWeights best;
    if (largest == 0) {  // a constant: its bias needs no finer unit than the output has
        best.unit = static_cast<int>(std::clamp<std::int64_t>(-bounds.output_frac, allowed.lo, allowed.hi));
        best.weights.resize(wanted.size());
        return best;
    }
    const int above = exponent_of(largest);
    if (above - levels > allowed.hi)
        throw std::overflow_error("a weight of " + std::to_string(largest) +
                                  " per unit of the input is too large for any shift");
    bool found = false;
    for (const int top : {above - 1, above, above - 2}) {
        const auto unit = static_cast<int>(std::clamp<std::int64_t>(top - (levels - 1), allowed.lo, allowed.hi));
        if (found && unit == best.unit) continue;
        std::vector<double> scaled;
        for (const double weight : wanted) scaled.push_back(std::ldexp(weight, -unit));
        ChannelWeights tried = round(scaled);
        tried.unit = unit;
        tried.error = std::ldexp(tried.error, 2 * unit);
        if (found && tried.error >= best.error) continue;
        best = std::move(tried);
        found = true;
    }
    return best;
}

std::int64_t rounded(double value, Interval range) {
    const double whole = std::floor(value + 0.5);
    if (!(whole > static_cast<double>(range.lo))) return range.lo;
    if (!(whole < static_cast<double>(range.hi))) return range.hi;
    return static_cast<std::int64_t>(whole);
}

}  // namespace hashiflex::core

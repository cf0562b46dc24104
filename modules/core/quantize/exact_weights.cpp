// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/exact_weights.h"

#include "modules/core/error.h"
#include "modules/core/numeric/requantize.h"
#include "modules/core/quantize/po2_grid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <vector>

namespace hashiflex::core {
namespace {

constexpr int kMostLevels = 16;
constexpr int kNone = std::numeric_limits<int>::max();

// The exponent of the lowest bit that is set; kNone for 0.
int lowest_bit(double value) {
    if (value == 0) return kNone;
    int exponent = 0;
    const double mantissa = std::frexp(value, &exponent);
    constexpr int kBits = 53;
    auto whole = static_cast<std::int64_t>(std::ldexp(std::fabs(mantissa), kBits));
    exponent -= kBits;
    for (; whole % 2 == 0; whole /= 2) ++exponent;
    return exponent;
}

std::string shown(double value) {
    std::ostringstream text;
    text.precision(9);
    text << value;
    return text.str();
}

class ExactTaker {
 public:
    ExactTaker(const ConvTask& task, Conv& conv) : task_(task), conv_(conv) {
        for (int levels = 1; levels <= task.asked.levels; ++levels) grids_.emplace_back(levels, task.asked.terms);
    }

    void take_all() {
        conv_.levels = task_.asked.levels;
        conv_.terms = task_.asked.terms;
        for (int o = 0; o < conv_.out.channels; ++o) take(o);
    }

 private:
    void take(int channel) {
        const auto row = weights_of(task_.floats.shape, task_.floats.weights, channel);
        const double bias = task_.floats.weights.bias[static_cast<std::size_t>(channel)];
        int unit = kNone;
        for (const double weight : row) unit = std::min(unit, lowest_bit(weight));
        if (unit == kNone) unit = task_.in.frac - task_.output_frac;  // a constant: the shift is 0
        const int needed = levels_for(channel, row, unit);
        const int of_bias = lowest_bit(bias) == kNone ? unit : lowest_bit(bias) + task_.in.frac;
        const int finer = std::max(0, unit - of_bias);
        if (needed + finer > kMostLevels) refuse_bias(channel, bias, unit - (kMostLevels - needed) - task_.in.frac);
        conv_.levels = std::max(conv_.levels, needed + finer);
        keep(channel, row, unit - finer, bias);
    }

    int levels_for(int channel, const std::vector<double>& row, int unit) const {
        int levels = 1;
        for (const double weight : row) {
            const double value = std::ldexp(weight, -unit);
            const bool small = std::fabs(value) <= grids_.back().largest();
            const auto whole = small ? static_cast<std::int64_t>(value) : 0;
            if (!small || !grids_.back().holds(whole)) refuse_weights(channel, row, unit);
            while (!grids_[static_cast<std::size_t>(levels - 1)].holds(whole)) ++levels;
        }
        return levels;
    }

    void keep(int channel, const std::vector<double>& row, int unit, double bias) {
        for (const double weight : row) conv_.weights.push_back(static_cast<std::int32_t>(std::ldexp(weight, -unit)));
        const int shift = task_.in.frac - unit - task_.output_frac;
        if (shift < kShiftRange.lo || shift > kShiftRange.hi)
            throw InvalidInput(InputFile::weights, task_.name + ".weight",
                               "channel " + std::to_string(channel) + " needs a shift by " + std::to_string(shift) +
                                   "; allowed: " + std::to_string(kShiftRange.lo) + " to " +
                                   std::to_string(kShiftRange.hi));
        conv_.shift.push_back(shift);
        conv_.bias.push_back(static_cast<std::int64_t>(std::ldexp(bias, task_.in.frac - unit)));
    }

    // The weight with the lowest bit: it is what the others are too large for.
    [[noreturn]] void refuse_weights(int channel, const std::vector<double>& row, int unit) const {
        std::size_t i = 0;
        while (lowest_bit(row[i]) != unit) ++i;
        throw InvalidInput(InputFile::weights, task_.name + ".weight",
                           "found " + shown(row[i]) + " as value " + std::to_string(i) + " of channel " +
                               std::to_string(channel) + ", with lowest bit 2^" + std::to_string(unit) +
                               "; with method exact the weights of a channel are sums of at most " +
                               std::to_string(task_.asked.terms) + " signed powers of two, of " +
                               std::to_string(task_.asked.levels) + " levels");
    }
    [[noreturn]] void refuse_bias(int channel, double bias, int finest) const {
        throw InvalidInput(InputFile::weights, task_.name + ".bias",
                           "found " + shown(bias) + " of channel " + std::to_string(channel) +
                               "; with method exact it is a multiple of 2^" + std::to_string(finest) +
                               ", the finest unit that 16 levels allow");
    }

    const ConvTask& task_;
    Conv& conv_;
    std::vector<Po2Grid> grids_;  // of 1, 2, ... levels
};

}  // namespace

void take_exactly(const ConvTask& task, Conv& conv) {
    ExactTaker(task, conv).take_all();
}

}  // namespace hashiflex::core

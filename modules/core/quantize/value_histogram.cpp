// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/value_histogram.h"

#include <cmath>
#include <cstring>
#include <numeric>
#include <stdexcept>

namespace hashiflex::core {
namespace {

// A bin is the exponent of a float and the first bits of its mantissa: the order of bins is that of magnitudes.
constexpr int kMantissaBits = 5;
constexpr int kDropped = 23 - kMantissaBits;
constexpr std::uint32_t kMagnitude = 0x7FFFFFFFU;
constexpr std::uint32_t kInfinity = 0x7F800000U;

std::size_t bin_of(float value) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    bits &= kMagnitude;
    if (bits >= kInfinity) throw std::overflow_error("values of the float network are beyond the range of a float");
    return bits >> kDropped;
}

double lower_end(std::size_t bin) {
    const auto bits = static_cast<std::uint32_t>(bin) << kDropped;
    if (bits >= kInfinity) return std::ldexp(1.0, 128);
    float value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return static_cast<double>(value);
}

}  // namespace

ValueHistogram::ValueHistogram() : counts_(kInfinity >> kDropped, 0) {}

void ValueHistogram::add(const FloatMap& map) {
    for (const float value : map) ++counts_[bin_of(value)];
}

void ValueHistogram::add(const ValueHistogram& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

std::uint64_t ValueHistogram::total() const {
    return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

double ValueHistogram::percentile(double percent) const {
    const double needed = static_cast<double>(total()) * percent / 100;
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        seen += counts_[i];
        if (counts_[i] > 0 && static_cast<double>(seen) >= needed) return i == 0 ? 0 : lower_end(i + 1);
    }
    return 0;
}

double ValueHistogram::squared_error(double unit, double largest) const {
    constexpr double kUniform = 1.0 / 12;
    double sum = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] == 0) continue;
        const double value = i == 0 ? 0 : (lower_end(i) + lower_end(i + 1)) / 2;
        const double beyond = value - largest;
        const double error = value <= unit / 2   ? value * value
                             : beyond > unit / 2 ? beyond * beyond
                                                 : unit * unit * kUniform;
        sum += static_cast<double>(counts_[i]) * error;
    }
    return sum;
}

}  // namespace hashiflex::core

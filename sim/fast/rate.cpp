// SPDX-License-Identifier: Apache-2.0
#include "sim/fast/rate.h"

#include <numeric>
#include <stdexcept>
#include <string>

namespace hashiflex {
namespace {

std::string text_of(const Rational& cycles) {
    return std::to_string(cycles.numerator) + (cycles.denominator == 1 ? "" : "/" + std::to_string(cycles.denominator));
}

[[noreturn]] void refuse(const Rational& seen, const std::string& recurrence) {
    throw std::runtime_error("a fault of the simulator: SystemC saw " + text_of(seen) +
                             " cycles per image, the recurrence " + recurrence);
}

// A run of more images than the recurrence looks at may see a period that it does not.
void require_agreement(const Measured& measured, const core::Rate& rate) {
    const Rational& seen = *measured.cycles_per_image;
    if (rate.cycles == 0) {
        if (measured.images_done() <= static_cast<std::uint64_t>(core::kMostImagesToRepeat))
            refuse(seen, "none: " + rate.unknown);
        return;
    }
    const Rational computed = cycles_per_image(rate);
    if (seen.numerator != computed.numerator || seen.denominator != computed.denominator)
        refuse(seen, text_of(computed));
}

}  // namespace

Rational cycles_per_image(const core::Rate& rate) {
    const auto divisor = std::gcd(rate.cycles, rate.images);
    return {rate.cycles / divisor, rate.images / divisor};
}

void take_rate(Measured& measured, const core::Rate& rate) {
    if (measured.cycles_per_image) require_agreement(measured, rate);
    measured.cycles_per_image.reset();
    if (rate.cycles > 0) measured.cycles_per_image = cycles_per_image(rate);
    measured.cycles_per_image_reason = rate.unknown;
    measured.rate_in_run = rate.in_run;
}

bool is_ideal(const std::optional<Rational>& cycles_per_image, const core::Design& design) {
    return cycles_per_image &&
           cycles_per_image->numerator == design.ideal_cycles_per_image() * cycles_per_image->denominator;
}

}  // namespace hashiflex

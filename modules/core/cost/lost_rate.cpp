// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/lost_rate.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

// f(a, b), or why it is unknown.
template <class F>
Quantity of_both(const Quantity& a, const Quantity& b, const F& f) {
    const Quantity both = a + b;  // for the reasons
    return both.value ? Quantity::known(f(*a.value, *b.value)) : both;
}

Quantity over(const Quantity& a, const Quantity& b, const char* of_nothing) {
    if (b.value && *b.value <= 0) return Quantity::unknown(of_nothing);
    return of_both(a, b, [](double x, double y) { return x / y; });
}

// That an image takes longer.
Quantity seconds_lost(const Quantity& images_per_s, const Quantity& hardwired_images_per_s) {
    return of_both(images_per_s, hardwired_images_per_s,
                   [](double rate, double hardwired) { return std::max(0.0, 1 / rate - 1 / hardwired); });
}

}  // namespace

LostRate lost_rate(const Money& money, const Quantity& images_per_s, const Quantity& hardwired_images_per_s,
                   double service_years) {
    constexpr double kSecondsPerYear = 365.25 * 24 * 3600;
    const double life_s = service_years * kSecondsPerYear;
    LostRate lost;
    lost.service_years = service_years;
    lost.hardwired_images_per_s = hardwired_images_per_s;
    lost.usd_per_image = of_both(money.die.usd, seconds_lost(images_per_s, hardwired_images_per_s),
                                 [&](double usd, double seconds) { return usd / life_s * seconds; });
    lost.new_chip_usd = money.weight_masks_usd + money.die.usd;
    lost.break_even_images = over(lost.new_chip_usd, lost.usd_per_image, "the NPU is as fast as the layers before it");
    lost.break_even_lives = over(lost.break_even_images, life_s * images_per_s, "no image leaves the chip");
    return lost;
}

}  // namespace hashiflex::core

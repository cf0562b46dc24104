// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/money.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace hashiflex::core {
namespace {

constexpr double kPi = 3.14159265358979323846;

// f(a, b), or why it is unknown.
template <class F>
Quantity joined(const Quantity& a, const Quantity& b, const F& f) {
    const Quantity both = a + b;  // for the reasons
    return both.value ? Quantity::known(f(*a.value, *b.value)) : both;
}

Quantity quotient(const Quantity& a, const Quantity& b, const char* of_nothing) {
    if (b.value && *b.value <= 0) return Quantity::unknown(of_nothing);
    return joined(a, b, [](double x, double y) { return x / y; });
}

Quantity stated(const Price& price, const char* key) {
    return priced(1, price, key);
}

// Partial dies at the edge are lost.
double whole_dies(double mm2, double diameter_mm) {
    const double dies = kPi * diameter_mm * diameter_mm / (4 * mm2) - kPi * diameter_mm / std::sqrt(2 * mm2);
    return std::max(0.0, std::floor(dies));
}

double murphy_yield(double mm2, double defects_per_cm2) {
    const double defects = mm2 / 100 * defects_per_cm2;
    if (defects == 0) return 1;
    const double share = -std::expm1(-defects) / defects;
    return share * share;
}

}  // namespace

Quantity die_mm2(const Quantity& cells_um2, const Technology& tech) {
    const Quantity cells = 1e-6 * cells_um2;
    if (!tech.money) return cells;
    return quotient(cells, stated(tech.money->utilization, "money.utilization"), "money.utilization is 0");
}

DieCost die_cost(const Quantity& mm2, const MoneyPrices& prices) {
    DieCost die;
    die.mm2 = mm2;
    if (mm2.value && *mm2.value <= 0) {
        const auto nothing = Quantity::unknown("the die has no area");
        die.per_wafer = die.yield = die.good_per_wafer = die.usd = nothing;
        return die;
    }
    die.per_wafer = joined(mm2, stated(prices.wafer_diameter_mm, "money.wafer_diameter_mm"), whole_dies);
    die.yield = joined(mm2, stated(prices.defects_per_cm2, "money.defects_per_cm2"), murphy_yield);
    die.good_per_wafer =
        joined(die.per_wafer, die.yield, [](double dies, double yield) { return std::round(dies * yield); });
    die.usd = quotient(stated(prices.wafer_usd, "money.wafer_usd"), die.good_per_wafer,
                       "a wafer is not expected to hold a good die");
    return die;
}

Money money(const Quantity& cells_um2, const Quantity& front_um2, bool has_npu, const Technology& tech) {
    const MoneyPrices& prices = *tech.money;
    Money money;
    money.die = die_cost(die_mm2(cells_um2, tech), prices);
    money.unit_usd = money.die.usd + stated(prices.package_and_test_usd, "money.package_and_test_usd");
    money.mask_set_usd = stated(prices.mask_set_usd, "money.mask_set_usd");
    money.weight_masks_usd =
        joined(money.mask_set_usd, stated(prices.weight_mask_share, "money.weight_mask_share"), std::multiplies<>());
    if (!has_npu) {
        money.reprogram_usd = money.npu_usd = money.break_even_chips = Quantity::unknown("the design has no NPU");
        return money;
    }
    money.reprogram_usd = Quantity::known(0);
    const DieCost front = die_cost(die_mm2(front_um2, tech), prices);
    money.npu_usd = joined(money.die.usd, front.usd, [](double all, double rest) { return std::max(0.0, all - rest); });
    money.break_even_chips = quotient(money.weight_masks_usd, money.npu_usd, "the NPU costs no die of a wafer");
    return money;
}

}  // namespace hashiflex::core

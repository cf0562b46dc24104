// SPDX-License-Identifier: Apache-2.0
#include "modules/core/cost/quantity.h"

#include <algorithm>

namespace hashiflex::core {
namespace {

std::string join(const std::string& a, const std::string& b) {
    if (a.empty() || b.find(a) != std::string::npos) return b;
    if (b.empty() || a.find(b) != std::string::npos) return a;
    return a + "; " + b;
}

}  // namespace

Quantity operator+(const Quantity& a, const Quantity& b) {
    if (a.value && b.value) return Quantity::known(*a.value + *b.value);
    return Quantity::unknown(join(a.reason, b.reason));
}

Quantity operator*(double factor, const Quantity& a) {
    return a.value ? Quantity::known(factor * *a.value) : a;
}

Quantity larger(const Quantity& a, const Quantity& b) {
    if (a.value && b.value) return Quantity::known(std::max(*a.value, *b.value));
    return Quantity::unknown(join(a.reason, b.reason));
}

Quantity times(const Quantity& a, const Price& factor, const std::string& name) {
    return a.value ? priced(*a.value, factor, name) : a + priced(1, factor, name);
}

Quantity priced(double amount, const Price& price, const std::string& name) {
    if (amount == 0) return Quantity::known(0);
    if (price.value) return Quantity::known(amount * *price.value);
    return Quantity::unknown("no price " + name + (price.source.empty() ? "" : " (" + price.source + ")"));
}

}  // namespace hashiflex::core

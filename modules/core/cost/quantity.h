// SPDX-License-Identifier: Apache-2.0
// A number that may be unknown: then it says why, and so does everything computed from it.
#pragma once

#include "modules/core/cost/technology.h"

#include <optional>
#include <string>

namespace hashiflex::core {

struct Quantity {
    std::optional<double> value;
    std::string reason;  // why there is no value; empty if there is one

    static Quantity known(double value) { return {value, ""}; }
    static Quantity unknown(std::string reason) { return {std::nullopt, std::move(reason)}; }
};

// Unknown if either is; the reasons of both, each once.
Quantity operator+(const Quantity& a, const Quantity& b);
Quantity operator*(double factor, const Quantity& a);
// The larger; unknown if either is.
Quantity larger(const Quantity& a, const Quantity& b);

// By a factor that a technology states; unknown if either is, but 0 stays 0.
Quantity times(const Quantity& a, const Price& factor, const std::string& name);

// amount * price. Nothing costs nothing: 0 of an unpriced resource is 0. `name` is the price's key, for the
// reason.
Quantity priced(double amount, const Price& price, const std::string& name);

}  // namespace hashiflex::core

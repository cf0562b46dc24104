// SPDX-License-Identifier: Apache-2.0
// Numbers as people read them, independent of locale and host.
#pragma once

#include <cstdint>
#include <string>

namespace hashiflex {

// 1217391 as "1,217,391".
std::string with_thousands(std::int64_t value);
// "1,217,391.25" with two decimals.
std::string with_decimals(double value, int decimals);
// Four significant digits, more before the point if there are any: "0.01234", "17.30", "1,217,391".
std::string readable(double value);

// The double nearest to `value` with 12 significant digits: hides the last bit, in which compilers may
// differ.
double rounded(double value);

}  // namespace hashiflex

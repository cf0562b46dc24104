// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/compare.h"

#include "modules/rtl/text.h"

namespace hashiflex::rtl {

std::string greater_than(const std::string& name, int bits, bool is_signed, std::int64_t constant) {
    const auto part = [&](int high, int low) {
        return name + (bits == 1 ? "" : high == low ? "[" + str(low) + "]" : "[" + str(high) + ":" + str(low) + "]");
    };
    const auto digit = [&](int i) { return ((constant >> i) & 1) != 0; };
    const int sign = is_signed ? bits - 1 : bits;
    std::string greater;  // in the positions so far, from the lowest
    for (int low = 0; low < sign;) {
        int high = low;
        while (high + 1 < sign && digit(high + 1) == digit(low)) ++high;
        if (digit(low))  // all ones, and greater below
            greater = greater.empty() ? "" : "(&" + part(high, low) + " && " + greater + ")";
        else  // any one
            greater = greater.empty() ? "|" + part(high, low) : "(|" + part(high, low) + " || " + greater + ")";
        low = high + 1;
    }
    if (!is_signed) return greater.empty() ? "1'b0" : "(" + greater + ")";
    const std::string negative = part(sign, sign);
    if (constant >= 0) return greater.empty() ? "1'b0" : "(!" + negative + " && " + greater + ")";
    return greater.empty() ? "!" + negative : "(!" + negative + " || " + greater + ")";
}

}  // namespace hashiflex::rtl

// SPDX-License-Identifier: Apache-2.0
#include "modules/core/accuracy/confusion.h"

namespace hashiflex::core {

std::uint64_t Confusion::labelled(int label) const {
    std::uint64_t sum = 0;
    for (int found = 0; found < classes(); ++found) sum += at(label, found);
    return sum;
}

std::uint64_t Confusion::found(int label) const {
    std::uint64_t sum = 0;
    for (int other = 0; other < classes(); ++other) sum += at(other, label);
    return sum;
}

}  // namespace hashiflex::core

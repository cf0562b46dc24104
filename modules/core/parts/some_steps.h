// SPDX-License-Identifier: Apache-2.0
// What matters at some steps of an image only: hardware that is idle at the others can serve something else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace hashiflex::core {

using SomeSteps = std::vector<std::optional<std::int64_t>>;  // [step]

inline bool agree(const SomeSteps& a, const SomeSteps& b) {
    for (std::size_t s = 0; s < a.size(); ++s)
        if (a[s] && b[s] && *a[s] != *b[s]) return false;
    return true;
}

inline void join(SomeSteps& all, const SomeSteps& more) {
    for (std::size_t s = 0; s < all.size(); ++s)
        if (more[s]) all[s] = more[s];
}

}  // namespace hashiflex::core

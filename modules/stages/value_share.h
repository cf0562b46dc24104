// SPDX-License-Identifier: Apache-2.0
// Of which images values are computed: timing never depends on them.
#pragma once

#include <cstdint>

namespace hashiflex {

// Every `of`-th image from `first` on; of 0: none. All others pass with beats whose data mean nothing.
struct ValueShare {
    std::uint64_t first = 0;
    std::uint64_t of = 1;

    bool has(std::uint64_t image) const { return of == 1 || (of != 0 && image % of == first); }
};

}  // namespace hashiflex

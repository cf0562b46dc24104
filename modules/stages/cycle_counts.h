// SPDX-License-Identifier: Apache-2.0
// What the cycles of a block were spent on.
#pragma once

#include <cstdint>

namespace hashiflex {

enum class CycleState { busy, starved, blocked };

// Each cycle is exactly one of the three; they sum to the total.
struct CycleCounts {
    std::uint64_t busy = 0;
    std::uint64_t starved = 0;
    std::uint64_t blocked = 0;

    void count(CycleState state, std::uint64_t cycles) {
        switch (state) {
            case CycleState::busy:
                busy += cycles;
                break;
            case CycleState::starved:
                starved += cycles;
                break;
            case CycleState::blocked:
                blocked += cycles;
                break;
        }
    }
};

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// Random integers by seed.
#pragma once

#include <cstdint>
#include <random>

namespace hashiflex::test {

// std::uniform_int_distribution differs between libraries; this does not.
class Random {
 public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    // Both ends included.
    int between(int lo, int hi) { return lo + static_cast<int>(engine_() % static_cast<std::uint64_t>(hi - lo + 1)); }
    bool chance(int percent) { return between(1, 100) <= percent; }

 private:
    std::mt19937_64 engine_;
};

}  // namespace hashiflex::test

// SPDX-License-Identifier: Apache-2.0
// Random source gaps and sink stalls: a function of seed and cycle, so that simulator and RTL get the same.
#pragma once

#include <cstdint>

namespace hashiflex::prove {

// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): number `index` of the sequence of `seed`.
inline std::uint64_t hash(std::uint64_t seed, std::uint64_t index) {
    std::uint64_t z = (seed + index + 1) * 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

// Open in some percent of the cycles, at random: source and sink each between 25 and 99 percent, by the seed.
class Stalls {
 public:
    explicit Stalls(std::uint64_t seed)
        : source_(hash(seed, 0)),
          sink_(hash(seed, 1)),
          source_percent_(25 + hash(seed, 2) % 75),
          sink_percent_(25 + hash(seed, 3) % 75) {}

    bool source_open(std::uint64_t cycle) const { return hash(source_, cycle) % 100 < source_percent_; }
    bool sink_ready(std::uint64_t cycle) const { return hash(sink_, cycle) % 100 < sink_percent_; }
    std::uint64_t source_percent() const { return source_percent_; }
    std::uint64_t sink_percent() const { return sink_percent_; }

 private:
    std::uint64_t source_, sink_;
    std::uint64_t source_percent_, sink_percent_;
};

}  // namespace hashiflex::prove

// SPDX-License-Identifier: Apache-2.0
// What somebody wants to see of a run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex {

using CycleWindow = std::pair<std::uint64_t, std::uint64_t>;  // first and last, both inside

constexpr std::uint64_t kTraceLimitBytes = 2'000'000'000;

// Signals by cycle. `*.fst`: FST, through GTKWave's converter; any other name: VCD.
struct WaveformRequest {
    std::string file;  // empty: none
    std::optional<CycleWindow> window;
    std::vector<std::string> stages;              // empty: all
    std::vector<std::string> data;                // stages whose output values are wanted, too
    std::uint64_t most_bytes = kTraceLimitBytes;  // of VCD text
};

// Slices and counters by image and row, for Perfetto.
struct TimelineRequest {
    std::string file;                   // empty: none
    std::optional<CycleWindow> window;  // in which every beat is shown
    std::uint64_t most_bytes = kTraceLimitBytes;
};

}  // namespace hashiflex

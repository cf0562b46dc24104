// SPDX-License-Identifier: Apache-2.0
// Simulates a point on SystemC, which elaborates once per process: by a process of its own.
#pragma once

#include "sim/sweep/row.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace hashiflex {

struct SystemcOptions {
    std::string design;  // file, relative to the working directory
    std::optional<std::uint64_t> images;
    bool accuracy = true;
};

// Runs `hashiflex run` with the point's overrides; it leaves report.json in `folder`. The process ends when the calling
// thread does. If a signal ended it, that is the error of the point. Throws std::runtime_error if it cannot be started,
// or somebody asked it to end.
PointResult simulate_systemc(const Settings& point, const SystemcOptions& options, const std::filesystem::path& folder);

// Whether a point's error says that a signal ended its process: another try may end otherwise.
bool was_killed(const std::string& error);

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// Loads a design and says meanwhile how far it is.
#pragma once

#include "sim/config/load.h"
#include "sim/config/load_watch.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace hashiflex {

// "adder graphs: 12 of 38 million weights, 31.6 %, 0:42 left", "weights, 0:12"; `seconds` since the step began.
std::string load_line(const std::string& activity, std::uint64_t done, std::uint64_t weights, double seconds);

// Whatever tells a LoadWatch how far it is.
void with_load_progress(bool quiet, const std::function<void(const LoadWatch&)>& work);

// On a terminal, unless `quiet`, with a line like that of a long run.
LoadedDesign load_with_progress(const std::filesystem::path& path, const std::vector<std::string>& sets, bool quiet);

}  // namespace hashiflex

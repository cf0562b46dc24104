// SPDX-License-Identifier: Apache-2.0
// How far the loading of a design is: a network of many millions of weights takes minutes.
#pragma once

#include "sim/config/load.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace hashiflex {

struct LoadStep {
    std::string activity;  // "adder graphs"
    std::uint64_t weights_done = 0;
    std::uint64_t weights = 0;  // 0: nobody knows how long this step is
};
// Called at the beginning of each step; where weights are counted, of each layer, and after each of its channels.
using LoadWatch = std::function<void(const LoadStep&)>;

LoadedNetwork load_network_of(const DesignFile& file, const LoadWatch& watch);
// The arrays alone: of the design if it names any, else of `network`, whose formats they may replace.
core::WeightSet load_weights_of(const DesignFile& file, NetworkFile& network, const LoadWatch& watch);
LoadedDesign load(const std::filesystem::path& path, const std::vector<std::string>& sets, const LoadWatch& watch);

}  // namespace hashiflex

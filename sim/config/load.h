// SPDX-License-Identifier: Apache-2.0
// From a design file to a resolved design: everything that a run needs, read and judged.
#pragma once

#include "modules/core/cost/technology.h"
#include "modules/core/design/design.h"
#include "modules/core/design/resolve.h"
#include "modules/core/network/operators.h"
#include "sim/config/design_file.h"
#include "sim/config/network_file.h"

#include <filesystem>
#include <string>
#include <vector>

namespace hashiflex {

struct LoadedDesign {
    DesignFile file;
    NetworkFile network;
    core::Technology technology;
    core::Design design;
};

// A network with its weights, as the design wants them: what designs that differ in hardware share.
struct LoadedNetwork {
    NetworkFile file;
    core::Network network;
};
LoadedNetwork load_network_of(const DesignFile& file);
core::Design resolve_design(const DesignFile& file, const LoadedNetwork& network, const core::ResolveParts& parts = {});
// core::choose_storage, whose errors name the place in the file.
void choose_storage(const DesignFile& file, const NetworkFile& network, const core::Technology& technology,
                    core::Design& design);

// `sets` are overrides of the design file, "clock.mhz=800". Throws ConfigError, and nothing else for bad
// input.
LoadedDesign load(const std::filesystem::path& path, const std::vector<std::string>& sets = {});

}  // namespace hashiflex

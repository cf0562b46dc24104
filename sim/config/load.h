// SPDX-License-Identifier: Apache-2.0
// From a design file to a resolved design: everything that a run needs, read and judged.
#pragma once

#include "modules/core/cost/technology.h"
#include "modules/core/design/design.h"
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

// `sets` are overrides of the design file, "clock.mhz=800". Throws ConfigError, and nothing else for bad
// input.
LoadedDesign load(const std::filesystem::path& path, const std::vector<std::string>& sets = {});

}  // namespace hashiflex

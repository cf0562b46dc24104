// SPDX-License-Identifier: Apache-2.0
// What a report says of a run that is neither in the design nor measured: names, hashes of all input files, labels.
#pragma once

#include "sim/config/design_file.h"
#include "sim/config/network_file.h"
#include "sim/report/run_info.h"
#include "sim/run/engine.h"
#include "sim/run/run_images.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// The hash of a file; a sweep remembers those that it has.
using HashOfFile = std::function<std::string(const std::filesystem::path&)>;

// What is asked of a design.
struct RunRequest {
    Engine engine = Engine::systemc;
    std::optional<std::uint64_t> images;  // none: as images_to_run() says
    std::vector<std::string> sets;        // overrides of the design file
};

// Reprogramming, and what has to be computed, are left to the caller.
RunInfo describe_run(const DesignFile& design, const NetworkFile& network, const RunImages& images,
                     const RunRequest& request, const HashOfFile& hash);

}  // namespace hashiflex

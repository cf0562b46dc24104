// SPDX-License-Identifier: Apache-2.0
// What a report says of a run that is neither in the design nor measured: names, hashes of all input files, labels.
#pragma once

#include "sim/config/design_file.h"
#include "sim/config/network_file.h"
#include "sim/report/run_info.h"
#include "sim/run/run_images.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace hashiflex {

// The hash of a file; a sweep remembers those that it has.
using HashOfFile = std::function<std::string(const std::filesystem::path&)>;

// `sets` are the overrides of the design file. Engine, number of images, reprogramming, and what has to be computed are
// left to the caller.
RunInfo describe_run(const DesignFile& design, const NetworkFile& network, const RunImages& images,
                     const std::vector<std::string>& sets, const HashOfFile& hash);

}  // namespace hashiflex

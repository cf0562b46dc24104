// SPDX-License-Identifier: Apache-2.0
// The key `weights` of network and design files: a file, weights that are made up, or integers made of float weights.
#pragma once

#include "modules/core/network/synthetic_weights.h"
#include "sim/config/quantize_keys.h"

#include <filesystem>
#include <optional>

namespace hashiflex {

// What the key sets. `file` is as written, and empty for the other two.
struct WeightsKey {
    std::filesystem::path& file;
    std::optional<core::SyntheticSpec>& synthetic;
    std::optional<QuantizeKeys>& quantize;
};

}  // namespace hashiflex

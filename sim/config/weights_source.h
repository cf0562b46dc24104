// SPDX-License-Identifier: Apache-2.0
// The key `weights` of network and design files: a file, or weights that are made up.
#pragma once

#include "modules/core/network/synthetic_weights.h"

#include <filesystem>
#include <optional>

namespace hashiflex {

// What the key sets. `file` is as written, and empty for synthetic weights.
struct WeightsKey {
    std::filesystem::path& file;
    std::optional<core::SyntheticSpec>& synthetic;
};

}  // namespace hashiflex

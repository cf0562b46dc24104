// SPDX-License-Identifier: Apache-2.0
// A technology file: prices and delays, each with its source.
#pragma once

#include "modules/core/cost/technology.h"
#include "sim/config/document.h"

#include <filesystem>

namespace hashiflex {

// Throws ConfigError.
core::Technology load_technology(const std::filesystem::path& path);
core::Technology read_technology(const Document& document);

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// A network file as quantization leaves it: formats, levels and terms as numbers, and the integers as its weights.
#pragma once

#include "sim/config/network_file.h"

#include <filesystem>
#include <string>

namespace hashiflex {

// The text of a file at `path` whose weights are at `weights`; `network` has been quantized. What stood in comments is
// gone.
std::string quantized_network_text(const NetworkFile& network, const std::filesystem::path& path,
                                   const std::filesystem::path& weights);

}  // namespace hashiflex

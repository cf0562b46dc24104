// SPDX-License-Identifier: Apache-2.0
// A look at the wire format before it is parsed: a file of a few bytes per node would become hundreds in memory.
#pragma once

#include <filesystem>

namespace hashiflex::importing {

// Throws ConfigError if a file is larger than protocol buffers may be (2 GiB), or has more than a million messages.
void require_reasonable(const std::filesystem::path& file);

}  // namespace hashiflex::importing

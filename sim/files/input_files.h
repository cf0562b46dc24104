// SPDX-License-Identifier: Apache-2.0
// The files that a command has read, so that none of its outputs takes the place of one.
#pragma once

#include <filesystem>

namespace hashiflex {

// Whoever reads a file of the user says so. Anything but a regular file is no matter: writing does not replace it.
void note_input(const std::filesystem::path& file);

// Throws std::invalid_argument if `output` is a file that was read, by whatever name.
void require_no_input(const std::filesystem::path& output);

// For programs that run several commands in one process: what the one has read, the other may write.
void forget_inputs();

}  // namespace hashiflex

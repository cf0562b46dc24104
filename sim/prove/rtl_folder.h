// SPDX-License-Identifier: Apache-2.0
// What `hashiflex rtl` leaves: sources, file list, test bench and vectors in one folder, all of it or nothing.
#pragma once

#include "modules/rtl/emit.h"
#include "sim/process/child.h"
#include "sim/prove/vectors.h"

#include <filesystem>
#include <string>

namespace hashiflex::prove {

// Throws std::invalid_argument if `folder` is the current one or holds anything that write_rtl_folder() has not
// written.
void require_ours(const std::filesystem::path& folder);

// The files of the emission, files.f (what a compiler is given, in order), vectors/, and hashiflex_rtl.txt, which says
// `title`, how to run the test bench, and every file. Replaces what this function has left there before.
Recorded write_rtl_folder(const rtl::Emission& emission, const Vectors& vectors, const std::string& title,
                          const std::filesystem::path& folder, const process::Watch& watch);

}  // namespace hashiflex::prove

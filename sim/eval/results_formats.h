// SPDX-License-Identifier: Apache-2.0
// The two formats of a ResultsFile.
#pragma once

#include "sim/eval/results_file.h"

#include <memory>
#include <string>

namespace hashiflex {

// Each row is on its way once it is added.
std::unique_ptr<ResultsFile> csv_results(const std::string& path, int classes);

std::unique_ptr<ResultsFile> npz_results(const std::string& path, int classes);
double npz_row_bytes(int classes);

}  // namespace hashiflex

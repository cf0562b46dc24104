// SPDX-License-Identifier: Apache-2.0
// A result as report.json (docs/report.md, docs/schema/report.schema.json).
#pragma once

#include "sim/report/run_result.h"

#include <string>

namespace hashiflex {

constexpr int kReportSchemaVersion = 1;

// Equal results give equal bytes; ends in a newline.
std::string to_json(const RunResult& result);

}  // namespace hashiflex

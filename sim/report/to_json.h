// SPDX-License-Identifier: Apache-2.0
// A result as report.json (docs/report.md, docs/schema/report.schema.json).
#pragma once

#include "sim/report/run_result.h"

#include <nlohmann/json.hpp>

#include <string>

namespace hashiflex {

inline constexpr int kReportSchemaVersion = 1;

nlohmann::ordered_json report_json(const RunResult& result);
// The same for who asks for the numbers of the chip only: the lists of stages, buffers and files, most of it, are
// empty.
nlohmann::ordered_json report_json_without_lists(const RunResult& result);
// Equal reports give equal bytes; ends in a newline.
std::string report_text(const nlohmann::ordered_json& report);
std::string to_json(const RunResult& result);

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// A report as one HTML file that needs nothing else: style, scripts and data are inside.
#pragma once

#include "sim/html/page_data.h"

#include <string>

namespace hashiflex {

// Equal arguments give equal bytes.
std::string report_page(const ReportInput& input, const Front& front, const PageOptions& options);

// The text of a file of web/, built into the program.
const char* web_text(const std::string& name);

}  // namespace hashiflex

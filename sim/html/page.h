// SPDX-License-Identifier: Apache-2.0
// A report as one HTML file that needs nothing else: style, scripts and data are inside.
#pragma once

#include "sim/html/page_data.h"

#include <string>

namespace hashiflex {

// Equal arguments give equal bytes.
std::string report_page(const ReportInput& input, const Front& front, const PageOptions& options);

}  // namespace hashiflex

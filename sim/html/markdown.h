// SPDX-License-Identifier: Apache-2.0
// A report as Markdown, for a comment on a pull request.
#pragma once

#include "sim/html/about.h"
#include "sim/html/front.h"

#include <string>

namespace hashiflex {

// Of one run the headline numbers; of several runs those of each, of a sweep those of the Pareto set; at most `rows`.
std::string report_markdown(const ReportInput& input, const Front& front, std::size_t rows = 30);

}  // namespace hashiflex

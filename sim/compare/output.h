// SPDX-License-Identifier: Apache-2.0
// A comparison for people, for CI systems, and for dashboards.
#pragma once

#include "sim/compare/compare.h"

#include <string>

namespace hashiflex {

// Tables of what differs; one sentence if nothing does.
std::string comparison_text(const Comparison& comparison);
// For a pull request comment.
std::string comparison_markdown(const Comparison& comparison);
// JUnit XML: one test case per design point. Keys that are new or gone are in the output of a case that passes, too.
std::string comparison_junit(const Comparison& comparison);
// [{"name", "unit", "value"}], the main numbers of every point of NEW, as benchmark dashboards read them; of a point
// with keys that are new or gone, how many.
std::string benchmark_json(const ResultPoints& now, const Comparison& comparison);

}  // namespace hashiflex

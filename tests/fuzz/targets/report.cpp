// SPDX-License-Identifier: Apache-2.0
// A report.json as a page and as Markdown.
#include "sim/html/markdown.h"
#include "sim/html/page.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {

void report(const std::string& bytes) {
    const ReportInput input = load_points(input_file("report.json", bytes));
    const Front front = front_of(input.points, "throughput.images_per_s", "area.total_um2");
    report_page(input, front, {});
    report_markdown(input, front);
}

}  // namespace hashiflex::fuzz

// SPDX-License-Identifier: Apache-2.0
// The rows of a sweep: read again by `sweep --resume`, `compare` and `report`.
#include "sim/sweep/journal.h"

#include "sim/compare/output.h"
#include "sim/html/markdown.h"
#include "sim/html/page.h"
#include "sim/sweep/row.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {
namespace {

void resume(const std::filesystem::path& file) {
    for (const auto& line : read_journal(file).lines)
        if (const auto row = parse_row(line)) csv_line({"npu.rows"}, *row);
}

void compare_with_itself(const std::filesystem::path& file) {
    const ResultPoints points = load_results(file);
    const Comparison itself = hashiflex::compare(points, points, {});
    comparison_junit(itself);
    benchmark_json(points, itself);
}

void write_page(const std::filesystem::path& file) {
    const ReportInput input = load_points(file);
    const Front front = front_of(input.points, "throughput.images_per_s", "area.total_um2");
    report_page(input, front, {});
    report_markdown(input, front);
    pareto_csv(input.points, front);
}

}  // namespace

void journal(const std::string& bytes) {
    const auto file = input_file("results.jsonl", bytes);
    resume(file);
    compare_with_itself(file);
    write_page(file);
}

}  // namespace hashiflex::fuzz

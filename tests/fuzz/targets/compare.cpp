// SPDX-License-Identifier: Apache-2.0
// A report.json against a good one, and against itself.
#include "sim/compare/compare.h"

#include "sim/compare/output.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {
namespace {

void write(const Comparison& comparison) {
    comparison_text(comparison);
    comparison_markdown(comparison);
    comparison_junit(comparison);
}

}  // namespace

void compare(const std::string& bytes) {
    static const ResultPoints good = load_results(repository_file("tests/baselines/digits/report.json"));
    const ResultPoints given = load_results(input_file("report.json", bytes));
    write(hashiflex::compare(good, given, {}));
    const Comparison itself = hashiflex::compare(given, given, {});
    write(itself);
    benchmark_json(given, itself);
}

}  // namespace hashiflex::fuzz

// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/compare_command.h"

#include "sim/cli/options.h"
#include "sim/compare/output.h"
#include "sim/files/output_file.h"
#include "sim/process/exit_code.h"

#include <cstdio>
#include <functional>

namespace hashiflex {
namespace {

Syntax compare_syntax() {
    Syntax syntax;
    syntax.command = "compare";
    syntax.summary =
        "Compares the numbers of NEW with those of BASE: each a report.json, a folder that holds one, a folder of "
        "such\n"
        "folders, or the folder of a sweep. What is simulated or counted (cycles, accuracy, adders) must be equal;\n"
        "a rule file says by how much modelled numbers (area, energy) may differ. A key that only one side has is "
        "listed\n"
        "as new or gone; the gate fails if an exact one is gone. Reports of different schema_version are refused.\n"
        "Exit code: 0 equal or within tolerance, 1 not, 2 bad input.";
    syntax.positionals = {"BASE", "NEW"};
    syntax.options = {text("rules", "FILE", "tolerances (YAML); without it nothing may differ"),
                      text("junit", "FILE", "write JUnit XML: a test case per design point"),
                      text("markdown", "FILE", "write Markdown, for a comment on a pull request"),
                      text("benchmark-json", "FILE", "write the main numbers of NEW as [{name, unit, value}]")};
    syntax.examples =
        "  hashiflex compare baseline/report.json out/report.json\n"
        "  hashiflex compare baselines out --rules tolerances.yaml --junit gate.xml --markdown gate.md\n";
    return syntax;
}

}  // namespace

int compare_command(const Arguments& arguments) {
    const auto options = parse(compare_syntax(), arguments);
    if (!options) return kDone;
    const auto text = [&](const char* name) { return options->text(name); };
    const auto write = [&](const char* option, const std::function<std::string()>& content) {
        if (options->has(option)) write_file_atomically(text(option), content());
    };
    const ResultPoints base = load_results(text("BASE"));
    const ResultPoints now = load_results(text("NEW"));
    const CompareRules rules = options->has("rules") ? load_rules(text("rules")) : CompareRules{};
    for (const char* option : {"junit", "markdown", "benchmark-json"})
        if (options->has(option)) require_creatable(text(option));
    const Comparison comparison = compare(base, now, rules);
    std::fputs(comparison_text(comparison).c_str(), stdout);
    write("junit", [&] { return comparison_junit(comparison); });
    write("markdown", [&] { return comparison_markdown(comparison); });
    write("benchmark-json", [&] { return benchmark_json(now, comparison); });
    return comparison.passed() ? kDone : kFailed;
}

}  // namespace hashiflex

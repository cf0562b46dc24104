// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/report_command.h"

#include "sim/cli/options.h"
#include "sim/config/error.h"
#include "sim/files/look.h"
#include "sim/files/output_file.h"
#include "sim/html/markdown.h"
#include "sim/html/page.h"
#include "sim/process/exit_code.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

Syntax report_syntax() {
    Syntax syntax;
    syntax.command = "report";
    syntax.summary =
        "Writes what was found as one HTML file that needs no network, or as Markdown for a comment on a pull\n"
        "request. RESULTS is a report.json, a folder that holds one, a folder of such folders, or the folder of a\n"
        "sweep. Of several points, the Pareto set and its hypervolume go to pareto.csv beside it.";
    syntax.positionals = {"RESULTS"};
    syntax.options = {
        text("out", "FILE", "default: report.html or report.md in RESULTS"),
        text("format", "NAME", "html or md", "html"),
        text("x", "METRIC", "first metric of the Pareto set", "throughput.images_per_s"),
        text("y", "METRIC", "second metric of the Pareto set", "area.total_um2"),
        text("details", "N", "points of a sweep whose stages are in the page: the Pareto set first", "200")};
    syntax.examples =
        "  hashiflex report out/digits\n"
        "  hashiflex report sweep --x accuracy.top1 --y energy.per_image_pj --out pareto.html\n"
        "  hashiflex report sweep --format md --out comment.md\n";
    return syntax;
}

std::string format_of(const std::string& name) {
    if (name != "html" && name != "md")
        throw config_error({"--format", "", "'" + name + "'", "html, md", nearest(name, {"html", "md"})});
    return name;
}

fs::path default_output(const fs::path& results, const std::string& format) {
    const fs::path folder = is_folder(results) ? results : results.parent_path();
    return folder / ("report." + format);
}

}  // namespace

int report_command(const Arguments& arguments) {
    const auto options = parse(report_syntax(), arguments);
    if (!options) return kDone;
    const auto text = [&](const char* name) { return options->text(name); };
    const std::string format = format_of(text("format"));
    const fs::path results = text("RESULTS");
    const PageOptions page{*options->count("details", 0)};
    const ReportInput input = load_points(results);
    const Front front = front_of(input.points, text("x"), text("y"));
    const fs::path out = options->has("out") ? fs::path(text("out")) : default_output(results, format);
    require_creatable(out.string());
    write_file_atomically(out.string(),
                          format == "md" ? report_markdown(input, front) : report_page(input, front, page));
    const bool beside = makes_file(out.string());  // nothing lies beside a pipe, and the page may be on standard output
    if (beside) fmt::print("{}\n", out.string());
    if (input.single_run) return kDone;
    const fs::path csv = (beside ? out : default_output(results, format)).parent_path() / "pareto.csv";
    write_file_atomically(csv.string(), pareto_csv(input.points, front));
    if (!beside) return kDone;
    fmt::print("{}: {} of {} points are in the Pareto set of {} and {}\n", csv.string(), front.members.size(),
               front.compared.size(), front.x.key, front.y.key);
    return kDone;
}

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/merge_command.h"

#include "sim/cli/options.h"
#include "sim/cli/usage_error.h"
#include "sim/process/exit_code.h"
#include "sim/sweep/merge.h"

#include <cstdio>

namespace hashiflex {
namespace {

Syntax merge_syntax() {
    Syntax syntax;
    syntax.command = "merge";
    syntax.summary =
        "Joins the folders that `hashiflex sweep --shard` left to what the whole sweep would have left, to the byte.\n"
        "The shards must be of one plan, and together have every point.";
    syntax.positionals = {"DIR..."};
    syntax.options = {text("out", "DIR", "a new or empty folder")};
    syntax.examples = "  hashiflex merge out/part1 out/part2 --out out/whole\n";
    return syntax;
}

}  // namespace

int merge_command(const Arguments& arguments) {
    const auto options = parse(merge_syntax(), arguments);
    if (!options) return kDone;
    if (!options->has("out")) throw UsageError("merge: --out DIR is missing");
    const auto& out = options->text("out");
    std::vector<std::filesystem::path> parts;
    for (const auto& part : options->texts("DIR...")) parts.emplace_back(part);
    const std::size_t points = merge_sweeps(parts, out);
    std::printf("%zu points in %s/results.csv\n", points, out.c_str());
    return kDone;
}

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/sweep_command.h"

#include "sim/cli/options.h"
#include "sim/cli/sweep_run.h"
#include "sim/cli/sweep_slurm.h"
#include "sim/cli/usage_error.h"
#include "sim/process/exit_code.h"
#include "sim/process/log.h"
#include "sim/sweep/row.h"

#include <cstdio>
#include <filesystem>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

Syntax sweep_syntax() {
    Syntax syntax;
    syntax.command = "sweep";
    syntax.summary =
        "Simulates every point of a design space and writes DIR/results.csv and DIR/results.jsonl, a row per point.\n"
        "SWEEP.yaml says which keys of which design take which values; with --axis a design file will do.\n"
        "A point that cannot be simulated is a row with its error. After Ctrl-C, or anything else, --resume goes on.\n"
        "Exit code: 0 done, 1 no point could be simulated or a file not be written, 2 bad input, 130 interrupted.";
    syntax.positionals = {"SWEEP.yaml"};
    syntax.options = {
        text("out", "DIR", "folder for the results: new, empty, or with --resume"),
        texts("axis", "PATH=VALUES", "one more axis: PATH=V,V,... or PATH=FROM..TO[:STEP][:log2]; may be repeated"),
        text("jobs,j", "N", "threads; default: one per processor"),
        flag("resume", "go on with what DIR holds"),
        text("shard", "I/N", "only every N-th point, from the I-th on (1 to N)"),
        text("engine", "NAME", "fast, or systemc: the reference, a process per point"),
        text("images", "N", "images per point"),
        flag("report", "write DIR/points/ID/report.json for every point"),
        flag("points", "print the points as a table and simulate nothing"),
        flag("quiet", "print warnings and errors only")};
    add_slurm_options(syntax.options);
    syntax.examples =
        "  hashiflex sweep configs/sweeps/digits.yaml --out out/sweep -j 2\n"
        "  hashiflex sweep configs/designs/digits.yaml --axis npu.rows=8,16,32 --axis clock.mhz=400..800:100 --out "
        "out/s\n"
        "  hashiflex sweep configs/sweeps/digits.yaml --out out/part1 --shard 1/2\n"
        "  hashiflex sweep configs/sweeps/digits.yaml --out out/sweep --slurm --chunks 4 --slurm-option time=10\n";
    return syntax;
}

void take_options(const Options& options, SweepFile& sweep) {
    if (const auto images = options.count("images", 1)) {
        constexpr std::uint64_t kMost = 1000000000;
        if (*images > kMost) throw UsageError("--images: allowed: at most " + std::to_string(kMost));
        sweep.images = static_cast<int>(*images);
    }
    sweep.engine = options.engine("engine").value_or(sweep.engine);
}

void print_points(const PlanFile& plan) {
    std::fputs(points_text(plan).c_str(), stdout);
}

}  // namespace

int sweep_command(const Arguments& arguments) {
    const auto options = parse(sweep_syntax(), arguments);
    if (!options) return kDone;
    const auto flag = [&](const char* name) { return options->flag(name); };
    if (flag("quiet")) log_warnings_only();
    const Shard shard = shard_of(*options);
    const bool slurm = wants_slurm(*options);
    const auto jobs = options->count("jobs", 1);
    SweepFile sweep = load_sweep(options->text("SWEEP.yaml"), options->texts("axis"));
    take_options(*options, sweep);
    const std::string out = options->text("out");
    if (out.empty() && !flag("points")) throw UsageError("sweep: --out DIR is missing");
    const fs::path folder = fs::absolute(out.empty() ? "." : out);
    const fs::path sweep_path = fs::absolute(options->text("SWEEP.yaml"));
    const PlannedSweep planned = plan_sweep(std::move(sweep), shard, flag("report"));
    if (flag("points")) {
        print_points(planned.plan);
        return kDone;
    }
    if (slurm) return give_to_slurm(*options, planned.plan, sweep_path, folder);
    return run_sweep(planned, {folder, flag("resume"), jobs, flag("quiet"), std::nullopt});
}

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// Everything that can be wrong with the plan is asked before the first point; what is wrong with a point is its row.
#include "sim/cli/sweep_command.h"

#include "sim/cli/options.h"
#include "sim/cli/progress.h"
#include "sim/cli/sweep_slurm.h"
#include "sim/cli/usage_error.h"
#include "sim/config/error.h"
#include "sim/files/output_file.h"
#include "sim/process/exit_code.h"
#include "sim/process/interrupt.h"
#include "sim/process/log.h"
#include "sim/report/to_json.h"
#include "sim/run/version.h"
#include "sim/sweep/design_keys.h"
#include "sim/sweep/fast_points.h"
#include "sim/sweep/plan_file.h"
#include "sim/sweep/sweep_folder.h"
#include "sim/sweep/systemc_point.h"
#include "sim/sweep/workers.h"

#include <fmt/format.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

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

Shard shard_option(const Options& options) {
    Shard shard;
    const std::string text = options.text("shard");
    if (text.empty()) return shard;
    const char* end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, shard.index);
    const bool slash = first.ec == std::errc() && first.ptr != end && *first.ptr == '/';
    const auto second = slash ? std::from_chars(first.ptr + 1, end, shard.of) : first;
    if (!slash || second.ec != std::errc() || second.ptr != end || shard.index < 1 || shard.index > shard.of)
        throw UsageError("--shard: found '" + text + "'; allowed: I/N with I from 1 to N");
    return shard;
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

void choose_engine(const PlanFile& plan, const Document& design, const fs::path& work, WorkerHooks& hooks) {
    std::optional<std::uint64_t> images;
    if (plan.images) images = static_cast<std::uint64_t>(*plan.images);
    if (plan.engine == Engine::systemc) {  // processes, which share nothing
        const SystemcOptions options{design.file, images, plan.accuracy};
        hooks.needs = [](std::size_t) { return std::vector<std::string>(); };
        hooks.simulate = [&plan, options, work](std::size_t i, const Made&) {
            return simulate_systemc(plan.points[i].settings, options, work / plan.points[i].id);
        };
        return;
    }
    const auto points =
        std::make_shared<FastPoints>(PointOptions{design, images, plan.accuracy, plan.reports, &interrupt_flag()});
    hooks.needs = [&plan, points](std::size_t i) { return points->needs(plan.points[i].settings); };
    hooks.simulate = [&plan, points](std::size_t i, const Made& made) {
        return (*points)(plan.points[i].settings, made);
    };
}

// Threads that still compute must not see the end of main.
[[noreturn]] void end_early(SweepFolder& folder, std::size_t points, const fs::path& out) {
    int code = kInterrupted;
    try {
        folder.write_tables();
        log_warning(fmt::format("interrupted: {} of {} points are in {}; --resume goes on", folder.done(), points,
                                (out / "results.csv").string()));
    } catch (const std::exception& error) {
        log_error(error.what());
        code = kFailed;
    }
    std::fflush(nullptr);
    std::_Exit(code);
}

int run(const PlanFile& plan, const Document& design, const fs::path& out, bool resume, unsigned threads, bool quiet) {
    std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is a write that fails
    install_interrupt_handlers();
    SweepFolder folder(out, plan, resume);
    std::vector<std::size_t> wanted;
    std::size_t points = 0;
    for (std::size_t i = 0; i < plan.points.size(); ++i) {
        if (!plan.shard.has(i)) continue;
        ++points;
        if (!folder.has(i)) wanted.push_back(i);
    }
    const std::size_t before = folder.done();
    ProgressMeter meter;
    WorkerHooks hooks;
    choose_engine(plan, design, out / "points", hooks);
    hooks.finished = [&](std::size_t point, const PointResult& result) {
        if (plan.reports && !result.report.is_null())
            write_file_atomically(folder.report_file(point).string(), report_text(result.report));
        folder.add(point, row_text(plan.points[point], point, result));
    };
    hooks.tick = [&] {
        if (!quiet) meter.update_points(folder.done(), before, points, folder.failed());
    };
    if (!run_points(wanted, threads, hooks, interrupt_flag())) end_early(folder, points, out);
    folder.write_tables();
    if (!plan.reports) fs::remove_all(out / "points");
    if (folder.failed() > 0)
        log_warning(
            fmt::format("{} of {} points failed; the first: {}", folder.failed(), points, folder.first_error()));
    if (folder.without_rate() > 0)
        log_warning(fmt::format("{} of {} points have no rate; the first: {}", folder.without_rate(), points,
                                folder.first_reason()));
    if (folder.targets_missed() > 0)
        log_warning(fmt::format("{} of {} points miss their target_cycles_per_image (column cycles.target_met)",
                                folder.targets_missed(), points));
    if (!quiet) std::printf("%zu points in %s\n", points, (out / "results.csv").string().c_str());
    return points > 0 && folder.failed() == points ? kFailed : kDone;
}

}  // namespace

int sweep_command(const Arguments& arguments) {
    const auto options = parse(sweep_syntax(), arguments);
    if (!options) return kDone;
    const auto flag = [&](const char* name) { return options->flag(name); };
    if (flag("quiet")) log_warnings_only();
    const Shard shard = shard_option(*options);
    const bool slurm = wants_slurm(*options);
    const auto jobs = options->count("jobs", 1);
    SweepFile sweep = load_sweep(options->text("SWEEP.yaml"), options->texts("axis"));
    take_options(*options, sweep);
    Document design = read_document(sweep.design);
    require_design_keys(sweep, design);
    Plan points = expand(sweep, design.root);
    const std::string out = options->text("out");
    if (out.empty() && !flag("points")) throw UsageError("sweep: --out DIR is missing");
    const fs::path folder = fs::absolute(out.empty() ? "." : out);
    const fs::path sweep_path = fs::absolute(options->text("SWEEP.yaml"));

    // From here on paths in messages are as the design file has them, wherever the program was started.
    fs::current_path(fs::absolute(sweep.design).parent_path());
    sweep.design = sweep.design.filename();
    design = read_document(sweep.design);
    PlanFile plan = identify(sweep, design, std::move(points), tool_version());
    plan.shard = shard;
    plan.reports = flag("report");
    if (flag("points")) {
        print_points(plan);
        return kDone;
    }
    if (slurm) return give_to_slurm(*options, plan, sweep_path, folder);
    const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
    const auto threads = static_cast<unsigned>(std::min<std::uint64_t>(jobs.value_or(processors), 1024));
    return run(plan, design, folder, flag("resume"), threads, flag("quiet"));
}

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// What is wrong with a point is its row.
#include "sim/cli/sweep_run.h"

#include "sim/cli/progress.h"
#include "sim/cli/usage_error.h"
#include "sim/files/output_file.h"
#include "sim/process/exit_code.h"
#include "sim/process/interrupt.h"
#include "sim/process/log.h"
#include "sim/report/to_json.h"
#include "sim/run/version.h"
#include "sim/sweep/design_keys.h"
#include "sim/sweep/fast_points.h"
#include "sim/sweep/quantizations.h"
#include "sim/sweep/sweep_folder.h"
#include "sim/sweep/systemc_point.h"
#include "sim/sweep/workers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

void choose_engine(const PlanFile& plan, const Document& design, const SweepRun& run, WorkerHooks& hooks) {
    std::optional<std::uint64_t> images;
    if (plan.images) images = static_cast<std::uint64_t>(*plan.images);
    if (plan.engine == Engine::systemc) {  // processes, which share nothing
        const fs::path work = run.out / "points";
        const SystemcOptions options{design.file, images, plan.accuracy};
        hooks.needs = [](std::size_t) { return std::vector<std::string>(); };
        hooks.simulate = [&plan, options, work](std::size_t i, const Made&) {
            return simulate_systemc(plan.points[i].settings, options, work / plan.points[i].id);
        };
        return;
    }
    const auto points = std::make_shared<FastPoints>(
        PointOptions{design, images, plan.accuracy, plan.reports, &interrupt_flag(), run.data});
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

unsigned threads_of(const SweepRun& run) {
    const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
    return static_cast<unsigned>(std::min<std::uint64_t>(run.jobs.value_or(processors), 1024));
}

}  // namespace

Shard shard_of(const Options& options) {
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

PlannedSweep plan_sweep(SweepFile sweep, const Shard& shard, bool reports) {
    Document design = read_document(sweep.design);
    require_design_keys(sweep, design);
    Plan points = expand(sweep, design.root);
    fs::current_path(fs::absolute(sweep.design).parent_path());
    sweep.design = sweep.design.filename();
    design = read_document(sweep.design);
    PlanFile plan = identify(sweep, design, std::move(points), tool_version());
    plan.shard = shard;
    plan.reports = reports;
    return {std::move(plan), std::move(design)};
}

int run_sweep(const PlannedSweep& sweep, const SweepRun& run) {
    const PlanFile& plan = sweep.plan;
    const fs::path& out = run.out;
    std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is a write that fails
    install_interrupt_handlers();
    SweepFolder folder(out, plan, run.resume);
    if (!run.quiet) std::fputs(quantizations_text(plan, sweep.design).c_str(), stdout);
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
    choose_engine(plan, sweep.design, run, hooks);
    hooks.finished = [&](std::size_t point, const PointResult& result) {
        if (plan.reports && !result.report.is_null())
            write_file_atomically(folder.report_file(point).string(), report_text(result.report));
        folder.add(point, row_text(plan.points[point], point, result));
    };
    hooks.tick = [&] {
        if (!run.quiet) meter.update_points(folder.done(), before, points, folder.failed());
    };
    if (!run_points(wanted, threads_of(run), hooks, interrupt_flag())) end_early(folder, points, out);
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
    if (!run.quiet) std::printf("%zu points in %s\n", points, (out / "results.csv").string().c_str());
    return points > 0 && folder.failed() == points ? kFailed : kDone;
}

}  // namespace hashiflex

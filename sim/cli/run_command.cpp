// SPDX-License-Identifier: Apache-2.0
// Everything that can go wrong is asked before the simulation; files are written after it.
#include "sim/cli/run_command.h"

#include "modules/core/timing/auto_depth.h"
#include "sim/chip/processes.h"
#include "sim/cli/clock_check.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/progress.h"
#include "sim/cli/run_images.h"
#include "sim/cli/run_options.h"
#include "sim/cli/sha256.h"
#include "sim/config/load.h"
#include "sim/fast/simulate_fast.h"
#include "sim/report/output_file.h"
#include "sim/report/run_result.h"
#include "sim/report/to_json.h"
#include "sim/report/to_text.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSeed = 1;
constexpr std::uint64_t kSyntheticImages = 32;

RunImages images_of(const LoadedDesign& loaded, const RunOptions& options) {
    const auto& shape = loaded.design.source.type.shape;
    if (loaded.network.test_set) return test_images(*loaded.network.test_set, shape);
    return synthetic_images(shape, std::min(options.images.value_or(kSyntheticImages), kSyntheticImages), kSeed);
}

std::vector<InputFileHash> hashes(const LoadedDesign& loaded) {
    std::vector<InputFileHash> inputs;
    const auto add = [&](const char* role, const fs::path& path) {
        inputs.push_back({role, path.filename().string(), sha256_of_file(path)});
    };
    add("design", loaded.file.path);
    add("network", loaded.network.path);
    add("weights", loaded.network.weights);
    if (loaded.network.formats) add("number formats", *loaded.network.formats);
    if (loaded.network.test_set) add("test set", loaded.network.test_set->file);
    add("technology", loaded.file.tech);
    return inputs;
}

// "tech=/home/me/unit.yaml" as "tech=unit.yaml".
std::vector<std::string> without_folders(std::vector<std::string> overrides) {
    for (auto& override : overrides) {
        const std::size_t value = override.find('=') + 1;
        const fs::path path = override.substr(value);
        if (path.is_absolute()) override.replace(value, std::string::npos, path.filename().string());
    }
    return overrides;
}

RunInfo info_of(const LoadedDesign& loaded, const RunOptions& options, const RunImages& images) {
    RunInfo info;
    info.design = loaded.file.name;
    info.engine = options.engine;
    info.images = options.images.value_or(images.images.size());
    info.image_source = images.source;
    info.seed = kSeed;
    info.tool_version = tool_version();
    info.inputs = hashes(loaded);
    info.overrides = without_folders(options.sets);
    info.reprogram_at = options.reprogram_at;
    if (loaded.network.reference) info.float_top1 = loaded.network.reference->float_top1;
    info.labels = images.labels;
    return info;
}

fs::path prepare_report(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) throw UsageError("--out: cannot make folder " + folder.string() + ": " + error.message());
    require_creatable((folder / "report.json").string());
    return folder / "report.json";
}

Measured measure(const LoadedDesign& loaded, const RunOptions& options, const RunImages& images, std::uint64_t count) {
    SimulateOptions simulation;
    simulation.images = count;
    simulation.reprogram_at = options.reprogram_at;
    simulation.trace_file = options.trace_file;
    simulation.trace_window = options.trace_window;
    simulation.stop = &interrupt_flag();
    simulation.keep_sums = 0;  // the report holds none
    if (options.timing_only) simulation.chip.values = {0, 0};
    ProgressMeter meter;
    if (!options.quiet) {
        simulation.progress = [&](const Progress& now) { meter.update(now.images_done, now.images, now.cycles); };
    }
    install_interrupt_handlers();
    if (options.engine == "fast") return simulate_fast(loaded.design, images.images, simulation, options.jobs);
    if (options.jobs == 1) return simulate(loaded.design, images.images, simulation);
    return simulate_in_processes(loaded.design, images.images, simulation, std::min(options.jobs, count));
}

int judge(const Measured& measured) {
    if (measured.deadlock) {
        spdlog::error("{}", *measured.deadlock);
        return kFailed;
    }
    if (!measured.interrupted) return kDone;
    spdlog::warn("interrupted: the report is partial");
    return kInterrupted;
}

}  // namespace

int run_command(const Arguments& arguments) {
    const auto options = run_options(arguments);
    if (!options) return kDone;
    if (options->quiet) spdlog::set_level(spdlog::level::warn);
    const LoadedDesign loaded = load(options->design, options->sets);
    if (options->reprogram_at && !loaded.design.npu) {
        throw UsageError("--reprogram-at: " + loaded.file.name + " has no NPU, so nothing can be reprogrammed");
    }
    check_clock(loaded);
    const RunImages images = images_of(loaded, *options);
    RunInfo info = info_of(loaded, *options, images);
    if (!options->trace_file.empty()) require_creatable(options->trace_file);
    const fs::path report = prepare_report(options->out);

    const Measured measured = measure(loaded, *options, images, info.images);
    if (options->trace_window && options->trace_window->first >= measured.total_cycles) {
        spdlog::warn("the trace is empty: the run ended after {} cycles, before its window", measured.total_cycles);
    }
    if (!measured.deadlock) info.limiting_buffer = core::limiting_buffer(loaded.design);
    const RunResult result = assemble(loaded.design, loaded.technology, measured, info);
    write_file_atomically(report.string(), to_json(result));
    if (!options->quiet) std::fputs(to_text(result).c_str(), stdout);
    return judge(measured);
}

}  // namespace hashiflex

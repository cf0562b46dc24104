// SPDX-License-Identifier: Apache-2.0
// Everything that can go wrong is asked before the simulation; files are written after it.
#include "sim/cli/run_command.h"

#include "sim/cli/load_progress.h"
#include "sim/cli/progress.h"
#include "sim/cli/run_options.h"
#include "sim/cli/usage_error.h"
#include "sim/config/load.h"
#include "sim/dump/dump_files.h"
#include "sim/eval/results_file.h"
#include "sim/files/output_file.h"
#include "sim/files/sha256.h"
#include "sim/images/labelled_array.h"
#include "sim/process/exit_code.h"
#include "sim/process/interrupt.h"
#include "sim/process/log.h"
#include "sim/report/run_result.h"
#include "sim/report/to_json.h"
#include "sim/report/to_text.h"
#include "sim/run/clock_check.h"
#include "sim/run/describe_run.h"
#include "sim/run/die_check.h"
#include "sim/run/measure.h"
#include "sim/run/run_images.h"
#include "sim/run/target_check.h"
#include "sim/trace/named_stages.h"
#include "sim/trace/trace_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

RunImages images_of(const LoadedDesign& loaded, const RunOptions& options) {
    const auto& shape = loaded.design.source.type.shape;
    if (!options.inputs.empty()) return given_images(options.inputs, shape, classes_of(loaded.network.spec));
    return images_of_network(loaded.network, shape,
                             std::min(options.images.value_or(kSyntheticImages), kSyntheticImages));
}

RunInfo info_of(const LoadedDesign& loaded, const RunOptions& options, const RunImages& images) {
    const RunRequest request{options.engine, options.images, options.sets};
    RunInfo info = describe_run(loaded.file, loaded.network, images, request, sha256_of_file);
    info.reprogram_at = options.reprogram_at;
    return info;
}

// Whether they can be written, and whether all stages that are named are there.
void check_traces(const core::Design& design, const TraceOptions& traces) {
    named_stages(design, traces.waveform.stages, "--trace-stages");
    named_stages(design, traces.waveform.data, "--trace-data");
    if (!traces.waveform.file.empty()) require_waveform(traces.waveform.file);
    if (!traces.timeline.file.empty()) require_creatable(traces.timeline.file);
}

void warn_of_empty_window(const char* option, const std::optional<CycleWindow>& window, std::uint64_t cycles) {
    if (window && window->first >= cycles)
        log_warning(fmt::format("nothing lies in {}: the run ended after {} cycles", option, cycles));
}

fs::path prepare_report(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) throw UsageError("--out: cannot make folder " + folder.string() + ": " + error.message());
    require_creatable((folder / "report.json").string());
    return folder / "report.json";
}

// A run without dumps has no recorder and no probes.
std::unique_ptr<TensorRecorder> make_recorder(const core::Design& design, const std::vector<int>& tensors,
                                              std::uint64_t images, const fs::path& folder) {
    if (tensors.empty()) return nullptr;
    for (const int tensor : tensors) require_creatable(dump_file(design, tensor, folder).string());
    return std::make_unique<TensorRecorder>(design, tensors, images);
}

Measured simulate_images(const LoadedDesign& loaded, const RunOptions& options, const RunImages& images,
                         std::uint64_t count, TensorRecorder* recorder) {
    SimulateOptions simulation;
    simulation.images = count;
    simulation.reprogram_at = options.reprogram_at;
    simulation.waveform = options.traces.waveform;
    simulation.timeline = options.traces.timeline;
    simulation.warn = log_warning;
    simulation.stop = &interrupt_flag();
    simulation.keep_sums = options.results.empty() ? 0 : images.images.size();  // the report holds none
    simulation.keep_images = options.timing_only ? 0 : images.images.size();
    if (options.timing_only) simulation.chip.values = {0, 0};
    if (recorder != nullptr)
        simulation.chip.connect = [recorder](auto& from, auto& to, const std::string& wire) {
            recorder->connect(from, to, wire);
        };
    if (recorder != nullptr)
        simulation.settled = [recorder](std::uint64_t done) { return recorder->whole_images() >= done; };
    ProgressMeter meter;
    if (!options.quiet) {
        simulation.progress = [&](const Progress& now) { meter.update(now.images_done, now.images, now.cycles); };
    }
    return measure(loaded.design, images.images, simulation, options.engine, options.jobs);
}

// Whether they can be written, and whether there is something to write.
void check_results(const LoadedDesign& loaded, const RunOptions& options, std::uint64_t images) {
    if (options.results.empty()) return;
    const auto head = class_head(loaded.design);
    if (!head) throw UsageError("--results: " + loaded.file.name + " has no classifier, so an image has no class");
    try {
        require_results(options.results, head->classes, images);
    } catch (const std::invalid_argument& error) {
        throw UsageError(std::string("--results: ") + error.what());
    }
}

// An image that comes again gives the same again.
void write_results(const std::string& path, const core::Design& design, const Measured& measured,
                   const std::vector<int>& labels, std::size_t set) {
    const ClassHead head = *class_head(design);
    std::vector<ImageClasses> classes;
    for (std::size_t i = 0; i < std::min(set, measured.images.size()); ++i) {
        classes.push_back(head(measured.images[i].sums));
        if (classes.back().found() != measured.images[i].top1)
            throw std::logic_error("the class of an image is not that of its sums");
    }
    const auto file = open_results(path, head.classes);
    for (std::uint64_t i = 0; i < measured.images_done(); ++i)
        file->add({i, labels.empty() ? kNoLabel : labels[i % set], classes[i % set]});
    file->commit();
}

int judge(const LoadedDesign& loaded, const RunResult& result, const Measured& measured, bool strict) {
    if (measured.deadlock) {
        log_error(*measured.deadlock);
        return kFailed;
    }
    const bool fast_enough = judge_target(loaded.design, result.cycles.per_image, strict);
    if (!measured.interrupted) return fast_enough ? kDone : kFailed;
    log_warning("interrupted: the report is partial");
    return kInterrupted;
}

}  // namespace

int run_command(const Arguments& arguments) {
    const auto options = run_options(arguments);
    if (!options) return kDone;
    if (options->quiet) log_warnings_only();
    const LoadedDesign loaded = load_with_progress(options->design, options->sets, options->quiet);
    if (options->reprogram_at && !loaded.design.npu) {
        throw UsageError("--reprogram-at: " + loaded.file.name + " has no NPU, so nothing can be reprogrammed");
    }
    if (options->timing_only && loaded.design.activity != core::Activity::assumed)
        throw UsageError("--timing-only computes no values, and energy.activity: full counts how they toggle");
    const std::vector<StageCost> costs = stage_costs(loaded.design, loaded.technology);
    check_clock(loaded, costs);
    require_die(loaded.file, loaded.design, loaded.technology, costs);
    const RunImages images = images_of(loaded, *options);
    require_other_images(images, loaded.network);
    RunInfo info = info_of(loaded, *options, images);
    const std::vector<int> dumped = dumped_tensors(loaded.design, options->dumps, info.images);
    const fs::path report = prepare_report(options->out);  // traces may lie in its folder
    check_traces(loaded.design, options->traces);
    check_results(loaded, *options, info.images);
    install_interrupt_handlers();
    const auto recorder = make_recorder(loaded.design, dumped, info.images, options->out);

    const Measured measured = simulate_images(loaded, *options, images, info.images, recorder.get());
    warn_of_empty_window("--trace-window", options->traces.waveform.window, measured.total_cycles);
    warn_of_empty_window("--timeline-window", options->traces.timeline.window, measured.total_cycles);
    info.limiting_buffer = limiting_buffer(loaded.design, measured);
    const RunResult result = assemble(loaded.design, loaded.technology, costs, measured, info);
    remove_dumps(options->out);
    write_file_atomically(report.string(), to_json(result));
    // Behind a deadlock the end of a tensor may be stuck although the result is out.
    if (recorder)
        write_dumps(loaded.design, *recorder, std::min<std::uint64_t>(measured.images_done(), recorder->whole_images()),
                    options->out);
    if (!options->results.empty())
        write_results(options->results, loaded.design, measured, images.labels, images.images.size());
    if (!options->quiet) std::fputs(to_text(result).c_str(), stdout);
    return judge(loaded, result, measured, options->strict);
}

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
#include "sim/fast/simulate_fast.h"

#include "modules/core/network/weight_image.h"
#include "modules/core/timing/fast_timing.h"
#include "sim/fast/fast_timeline.h"
#include "sim/fast/image_values.h"
#include "sim/fast/rate.h"
#include "sim/fast/reprogram_timing.h"

#include <algorithm>
#include <stdexcept>

namespace hashiflex {
namespace {

// SystemC looks for a deadlock in slices of so many cycles, and takes it for one after so long a silence.
constexpr core::Cycle kSlice = 4096;

core::Cycle longest_quiet(const core::Design& design, bool regular) {
    if (!regular) return kSlice / 2;
    int latency = 0;
    for (const auto& stage : design.stages) latency = std::max(latency, stage.latency);
    return latency + 4;
}

CycleCounts counts_of(const core::BlockCycles& cycles) {
    return {static_cast<std::uint64_t>(cycles.busy), static_cast<std::uint64_t>(cycles.starved),
            static_cast<std::uint64_t>(cycles.blocked)};
}

// Gaps of the source and stalls of the sink, by cycle; empty: there are none.
std::function<bool(core::Cycle)> by_cycle(const std::function<bool(std::uint64_t)>& pattern) {
    if (!pattern) return {};
    return [&pattern](core::Cycle t) { return pattern(static_cast<std::uint64_t>(t)); };
}

core::Timing time_of(const core::Design& design, const SimulateOptions& options, const WriterDesign& writer,
                     std::uint64_t images, bool skip, const std::atomic<bool>* stop) {
    core::TimingOptions timing;
    if (stop != nullptr) timing.stop = [stop] { return stop->load(); };
    timing.images = static_cast<std::int64_t>(images);
    timing.skip = skip;
    timing.find_rate = true;
    timing.source_open = by_cycle(options.chip.source_open);
    timing.sink_ready = by_cycle(options.chip.sink_ready);
    const bool regular = !timing.source_open && !timing.sink_ready;
    return core::time_images(design, timing, [&](const core::Timing& so_far) {
        const core::Cycle last = std::max(so_far.last_active, last_write(so_far, writer));
        return ((last + longest_quiet(design, regular)) / kSlice + 1) * kSlice;
    });
}

Measured to_measured(const core::Design& design, const core::Timing& timing, const WriterDesign& writer) {
    Measured measured;
    measured.total_cycles = static_cast<std::uint64_t>(timing.total);
    measured.source = counts_of(timing.cycles.source);
    measured.sink = counts_of(timing.cycles.sink);
    for (std::size_t s = 0; s < design.stages.size(); ++s) {
        measured.stages.push_back(counts_of(timing.cycles.stages[s]));
        measured.fifo_high_water.push_back(static_cast<std::uint64_t>(timing.fifo_high_water[s]));
        measured.input_high_water.emplace_back(timing.input_high_water[s].begin(), timing.input_high_water[s].end());
    }
    if (timing.done.size() > 0) measured.first_image_cycles = static_cast<std::uint64_t>(timing.done[0]) + 1;
    if (timing.rate)
        take_rate(measured, *timing.rate);
    else
        measured.cycles_per_image_reason = kStalls;
    if (timing.deadlock)
        measured.deadlock =
            core::deadlock_sentence(design, timing.stuck, std::max(timing.last_active, last_write(timing, writer)));
    if (writer.present) measured.reprogram = reprogramming(timing, writer);
    return measured;
}

void add_images(Measured& measured, const core::Timing& timing, const std::vector<ImageValues>& values,
                const SimulateOptions& options) {
    const auto done = static_cast<std::uint64_t>(timing.done.size());
    measured.images.resize(static_cast<std::size_t>(std::min(done, options.keep_images)));
    measured.left_out = done - measured.images.size();
    for (std::size_t i = 0; i < measured.images.size(); ++i) {
        const ImageValues& value = values[i % values.size()];
        if (i < options.keep_sums) measured.images[i].sums = value.sums;
        measured.images[i].top1 = value.top1;
        measured.images[i].done_cycle = static_cast<std::uint64_t>(timing.done[static_cast<std::int64_t>(i)]);
    }
}

// If one is asked for. In a deadlock the source goes on to offer images that never get through.
bool wrote_whole_timeline(const core::Design& design, const SimulateOptions& options, const WriterDesign& writer,
                          const Measured& measured) {
    if (options.timeline.file.empty()) return true;
    TimelineRun run;
    run.images = static_cast<std::int64_t>(measured.deadlock ? options.images : measured.images_done());
    run.cycles = static_cast<core::Cycle>(measured.total_cycles);
    run.options.source_open = by_cycle(options.chip.source_open);
    run.options.sink_ready = by_cycle(options.chip.sink_ready);
    run.writer = writer;
    run.stop = options.stop;
    return !write_timeline(design, options.timeline, run, options.warn);
}

}  // namespace

Measured simulate_fast(const core::Design& design, const ImageSet& images, const SimulateOptions& options,
                       std::uint64_t jobs, bool skip) {
    if (images.empty()) throw std::invalid_argument("there are no images to simulate");
    if (!options.waveform.file.empty() || options.chip.connect)
        throw std::invalid_argument("the recurrence engine has no wires to look at: waveforms need SystemC");
    if (options.chip.values.of > 1) throw std::invalid_argument("the recurrence engine computes all values or none");
    WriterDesign writer;
    if (options.reprogram_at) {
        const auto* classifier = std::get_if<core::Classifier>(&design.stages.back().op);
        if (classifier == nullptr) throw std::invalid_argument("a design without NPU cannot be reprogrammed");
        writer = {true, static_cast<std::int64_t>(*options.reprogram_at),
                  static_cast<std::int64_t>(core::pack_weights(*classifier).size()), design.npu->write_port_bytes};
    }
    core::Timing timing = time_of(design, options, writer, options.images, skip, options.stop);

    const bool with_values = options.chip.values.of != 0;
    std::vector<ImageValues> values(1);
    bool interrupted = timing.stopped;
    if (with_values) {
        const auto wanted = std::min(static_cast<std::uint64_t>(timing.done.size()), std::uint64_t{images.size()});
        values = evaluate_images(design, images, wanted, jobs, options.stop, [&](std::uint64_t computed) {
            if (options.progress)
                options.progress({computed < wanted ? computed : options.images, options.images,
                                  static_cast<std::uint64_t>(timing.total)});
        });
        if (values.size() < wanted) {
            interrupted = true;
            timing = time_of(design, options, writer, values.size(), skip, nullptr);
        }
    }
    Measured measured = to_measured(design, timing, writer);
    add_images(measured, timing, values, options);
    measured.values_computed = with_values;
    measured.interrupted = interrupted || !wrote_whole_timeline(design, options, writer, measured);
    return measured;
}

}  // namespace hashiflex

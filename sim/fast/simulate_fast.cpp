// SPDX-License-Identifier: Apache-2.0
#include "sim/fast/simulate_fast.h"

#include "modules/core/network/weight_image.h"
#include "modules/core/timing/fast_timing.h"
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

core::Timing time_of(const core::Design& design, const SimulateOptions& options, const WriterDesign& writer,
                     std::uint64_t images, bool skip) {
    core::TimingOptions timing;
    timing.images = static_cast<std::int64_t>(images);
    timing.skip = skip;
    timing.find_rate = true;
    if (options.chip.source_open)
        timing.source_open = [&](core::Cycle t) { return options.chip.source_open(static_cast<std::uint64_t>(t)); };
    if (options.chip.sink_ready)
        timing.sink_ready = [&](core::Cycle t) { return options.chip.sink_ready(static_cast<std::uint64_t>(t)); };
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
                std::uint64_t keep_sums) {
    measured.images.resize(static_cast<std::size_t>(timing.done.size()));
    for (std::size_t i = 0; i < measured.images.size(); ++i) {
        const ImageValues& value = values[i % values.size()];
        if (i < keep_sums) measured.images[i].sums = value.sums;
        measured.images[i].top1 = value.top1;
        measured.images[i].done_cycle = static_cast<std::uint64_t>(timing.done[static_cast<std::int64_t>(i)]);
    }
}

}  // namespace

Measured simulate_fast(const core::Design& design, const ImageSet& images, const SimulateOptions& options,
                       std::uint64_t jobs, bool skip) {
    if (images.empty()) throw std::invalid_argument("there are no images to simulate");
    if (!options.trace_file.empty() || options.chip.connect)
        throw std::invalid_argument("the recurrence engine has no wires to look at: waveforms need SystemC");
    if (options.chip.values.of > 1) throw std::invalid_argument("the recurrence engine computes all values or none");
    WriterDesign writer;
    if (options.reprogram_at) {
        const auto* classifier = std::get_if<core::Classifier>(&design.stages.back().op);
        if (classifier == nullptr) throw std::invalid_argument("a design without NPU cannot be reprogrammed");
        writer = {true, static_cast<std::int64_t>(*options.reprogram_at),
                  static_cast<std::int64_t>(core::pack_weights(*classifier).size()), design.npu->write_port_bytes};
    }
    core::Timing timing = time_of(design, options, writer, options.images, skip);

    const bool with_values = options.chip.values.of != 0;
    std::vector<ImageValues> values(1);
    bool interrupted = false;
    if (with_values) {
        const auto wanted = std::min(static_cast<std::uint64_t>(timing.done.size()), std::uint64_t{images.size()});
        values = evaluate_images(design, images, wanted, jobs, options.stop, [&](std::uint64_t computed) {
            if (options.progress)
                options.progress({computed < wanted ? computed : options.images, options.images,
                                  static_cast<std::uint64_t>(timing.total)});
        });
        interrupted = values.size() < wanted;
    }
    if (interrupted) timing = time_of(design, options, writer, values.size(), skip);
    Measured measured = to_measured(design, timing, writer);
    add_images(measured, timing, values, options.keep_sums);
    measured.values_computed = with_values;
    measured.interrupted = interrupted;
    return measured;
}

}  // namespace hashiflex

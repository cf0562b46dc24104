// SPDX-License-Identifier: Apache-2.0
#include "sim/fast/simulate_fast.h"

#include "modules/core/network/weight_image.h"
#include "modules/core/timing/fast_timing.h"
#include "sim/fast/image_values.h"
#include "sim/fast/reprogram_timing.h"

#include <algorithm>
#include <numeric>
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

std::string deadlock_of(const core::Design& design, const core::Timing& timing, const WriterDesign& writer) {
    if (timing.stuck.stage < 0)
        return "deadlock: nothing moves after cycle " +
               std::to_string(std::max(timing.last_active, last_write(timing, writer)));
    const core::StageDesign& stage = design.stages[static_cast<std::size_t>(timing.stuck.stage)];
    const core::InputBuffer& buffer = stage.inputs[static_cast<std::size_t>(timing.stuck.input)];
    return "deadlock: buffer '" + buffer.name + "' (depth " + std::to_string(buffer.depth) + ") is full, and stage '" +
           stage.name + "' waits for more beats before it can go on";
}

void take_cycles_per_image(Measured& measured, const core::Timing& timing, const WriterDesign& writer, bool regular) {
    if (const auto period = steady_period(timing, writer)) {
        const auto divisor = std::gcd(period->cycles, period->images);
        measured.cycles_per_image = Rational{period->cycles / divisor, period->images / divisor};
        return;
    }
    measured.cycles_per_image_reason =
        regular ? "no steady state within " + std::to_string(measured.images.size()) + " images; simulate more"
                : "source or sink stall at random: there is no steady state";
}

Measured to_measured(const core::Design& design, const core::Timing& timing, const WriterDesign& writer, bool regular,
                     const std::vector<ImageValues>& values) {
    Measured measured;
    measured.total_cycles = static_cast<std::uint64_t>(timing.total);
    measured.source = counts_of(timing.cycles.source);
    measured.sink = counts_of(timing.cycles.sink);
    for (std::size_t s = 0; s < design.stages.size(); ++s) {
        measured.stages.push_back(counts_of(timing.cycles.stages[s]));
        measured.fifo_high_water.push_back(static_cast<std::uint64_t>(timing.fifo_high_water[s]));
        measured.input_high_water.emplace_back(timing.input_high_water[s].begin(), timing.input_high_water[s].end());
    }
    for (std::int64_t i = 0; i < timing.done.size(); ++i) {
        const ImageValues& value = values[static_cast<std::size_t>(i) % values.size()];
        measured.images.push_back({value.sums, value.top1, static_cast<std::uint64_t>(timing.done[i])});
    }
    if (timing.done.size() > 0) measured.first_image_cycles = measured.images.front().done_cycle + 1;
    take_cycles_per_image(measured, timing, writer, regular);
    if (timing.deadlock) measured.deadlock = deadlock_of(design, timing, writer);
    if (writer.present) measured.reprogram = reprogramming(timing, writer);
    return measured;
}

}  // namespace

Measured simulate_fast(const core::Design& design, const ImageSet& images, const SimulateOptions& options, bool skip) {
    const ImageEvaluator evaluate(design);
    const auto value_of = [&](std::size_t image) { return evaluate(images[image]); };
    return simulate_fast(design, images.size(), value_of, options, skip);
}

Measured simulate_fast(const core::Design& design, std::size_t image_set, const ValueSource& value_of,
                       const SimulateOptions& options, bool skip) {
    if (image_set == 0) throw std::invalid_argument("there are no images to simulate");
    if (!options.trace_file.empty() || options.chip.connect)
        throw std::invalid_argument("the recurrence engine has no wires to look at: waveforms need SystemC");
    WriterDesign writer;
    if (options.reprogram_at) {
        const auto* classifier = std::get_if<core::Classifier>(&design.stages.back().op);
        if (classifier == nullptr) throw std::invalid_argument("a design without NPU cannot be reprogrammed");
        writer = {true, static_cast<std::int64_t>(*options.reprogram_at),
                  static_cast<std::int64_t>(core::pack_weights(*classifier).size()), design.npu->write_port_bytes};
    }
    const bool regular = !options.chip.source_open && !options.chip.sink_ready;
    core::Timing timing = time_of(design, options, writer, options.images, skip);

    // Values do not depend on time, and each image of the set is computed once.
    std::vector<ImageValues> values;
    const auto wanted = std::min(static_cast<std::uint64_t>(timing.done.size()), std::uint64_t{image_set});
    bool interrupted = false;
    while (values.size() < wanted && !interrupted) {
        values.push_back(value_of(values.size()));
        if (options.progress)
            options.progress({values.size() < wanted ? values.size() : options.images, options.images,
                              static_cast<std::uint64_t>(timing.total)});
        interrupted = values.size() < wanted && options.stop != nullptr && *options.stop;
    }
    if (interrupted) timing = time_of(design, options, writer, values.size(), skip);
    Measured measured = to_measured(design, timing, writer, regular, values);
    measured.interrupted = interrupted;
    return measured;
}

}  // namespace hashiflex

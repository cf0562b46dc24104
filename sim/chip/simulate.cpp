// SPDX-License-Identifier: Apache-2.0
#include "sim/chip/simulate.h"

#include "modules/core/network/weight_image.h"
#include "sim/chip/steady_state.h"
#include "sim/chip/timeline_probe.h"
#include "sim/chip/tracer.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace hashiflex {
namespace {

bool stop_requested(const SimulateOptions& options) {
    return options.stop != nullptr && *options.stop;
}

// Watches the sink: collects results, looks for the steady state, ends the run after the last image.
class Conductor final : public sc_core::sc_module {
 public:
    SC_HAS_PROCESS(Conductor);
    Conductor(const sc_core::sc_module_name& name, Chip& chip, const SimulateOptions& options,
              bool look_for_steady_state)
        : sc_module(name), chip_(chip), options_(options), look_(look_for_steady_state) {
        chip.sink().on_result = [this](host::Result&& result) { take(std::move(result)); };
        SC_METHOD(on_image);
        sensitive << chip.sink().done;
        dont_initialize();
    }

    bool finished() const {
        const std::uint64_t last = options_.last == nullptr ? options_.images : options_.last->load();
        return results_.size() >= std::min(options_.images, last);
    }
    std::uint64_t images_done() const { return results_.size(); }
    // Nothing is collected any more.
    std::vector<ImageResult> take_results() {
        over_ = true;
        return std::exchange(results_, {});
    }
    const SteadyState& steady_state() const { return steady_; }

 private:
    void take(host::Result&& result) {
        if (over_) return;
        if (results_.size() >= options_.keep_sums) result.values = {};
        results_.push_back({std::move(result.values), result.label, result.cycle});
    }
    void on_image() {
        if (over_) return;
        if (look_ && !steady_.cycles_per_image())
            steady_.observe(results_.size() - 1, results_.back().done_cycle, chip_.state(results_.size()));
        if (finished() || stop_requested(options_)) sc_core::sc_pause();
    }

    Chip& chip_;
    const SimulateOptions& options_;
    bool look_;
    bool over_ = false;
    std::vector<ImageResult> results_;
    SteadyState steady_;
};

// Keeps the source supplied until it is asked again, as one TLM write per image.
class Feeder {
 public:
    Feeder(host::PixelSource& source, const ImageSet& images, std::uint64_t count, std::size_t ahead)
        : source_(source), images_(images), count_(count), ahead_(ahead) {}

    void fill() {
        while (next_ < count_ && source_.waiting_images() < ahead_) write(images_[next_++ % images_.size()]);
    }

 private:
    void write(const std::vector<std::uint8_t>& image) {
        tlm::tlm_generic_payload payload;
        payload.set_command(tlm::TLM_WRITE_COMMAND);
        payload.set_address(0);
        payload.set_data_ptr(const_cast<std::uint8_t*>(image.data()));  // payloads are not const; a write only reads
        payload.set_data_length(static_cast<unsigned>(image.size()));
        payload.set_streaming_width(static_cast<unsigned>(image.size()));
        source_.images.get_base_interface().transport_dbg(payload);
        if (!payload.is_response_ok())
            throw std::invalid_argument("an image has " + std::to_string(image.size()) +
                                        " bytes; the input port answered " + payload.get_response_string());
    }

    host::PixelSource& source_;
    const ImageSet& images_;
    std::uint64_t count_;
    std::size_t ahead_;  // images that the source cannot use up in between
    std::uint64_t next_ = 0;
};

// The buffer that can never empty, once nothing moves any more.
std::string stuck_buffer(const Chip& chip) {
    for (const auto& stage : chip.stages())
        if (const core::InputBuffer* buffer = stage->stuck_buffer())
            return "deadlock: buffer '" + buffer->name + "' (depth " + std::to_string(buffer->depth) +
                   ") is full, and stage '" + stage->design().name + "' waits for more beats before it can go on";
    return "deadlock: nothing moves after cycle " + std::to_string(chip.last_active());
}

// Cycles in which nothing may move although all is well: work in flight in the deepest pipeline.
std::uint64_t longest_quiet(const core::Design& design) {
    int latency = 0;
    for (const auto& stage : design.stages) latency = std::max(latency, stage.latency);
    return static_cast<std::uint64_t>(latency) + 4;
}

Measured collect(const Chip& chip, Conductor& conductor) {
    Measured measured;
    measured.total_cycles = chip.cycles();
    measured.source = chip.source().counts();
    measured.sink = chip.sink().counts();
    for (const auto& stage : chip.stages()) {
        measured.stages.push_back(stage->counts());
        measured.fifo_high_water.push_back(stage->output().high_water());
        auto& inputs = measured.input_high_water.emplace_back();
        for (std::size_t k = 0; k < stage->design().inputs.size(); ++k)
            inputs.push_back(static_cast<std::uint64_t>(stage->input(k).high_water()));
    }
    measured.images = conductor.take_results();
    if (!measured.images.empty()) measured.first_image_cycles = measured.images.front().done_cycle + 1;
    measured.cycles_per_image = conductor.steady_state().cycles_per_image();
    return measured;
}

ReprogramMeasured collect_reprogramming(const Chip& chip, const Measured& measured) {
    const host::WeightWriter& writer = *chip.writer();
    ReprogramMeasured result;
    result.reached = writer.first_write().has_value();
    result.bytes = writer.written();
    result.write_cycles = writer.write_cycles();
    result.start_cycle = writer.first_write().value_or(0);
    result.completed = writer.committed().has_value();
    result.commit_cycle = writer.committed().value_or(0);
    result.first_image = chip.npu()->first_image_of_set();
    if (!result.completed) return result;
    for (std::size_t i = 1; i < measured.images.size(); ++i) {
        const std::uint64_t done = measured.images[i].done_cycle;
        const std::uint64_t before = measured.images[i - 1].done_cycle;
        if (done < result.start_cycle || before > result.commit_cycle) continue;
        result.worst_distance = std::max(result.worst_distance.value_or(0), done - before);
    }
    return result;
}

void settle(const Chip& chip, const SimulateOptions& options, std::uint64_t images, std::uint64_t quiet) {
    const sc_core::sc_time part = chip.clock().period() * 64;
    while (!options.settled(images) && chip.cycles() <= chip.last_active() + quiet) sc_start(part);
}

}  // namespace

Measured simulate(const core::Design& design, const ImageSet& images, const SimulateOptions& options) {
    if (images.empty()) throw std::invalid_argument("there are no images to simulate");
    ChipOptions chip_options = options.chip;
    if (options.reprogram_at) {
        const auto* classifier = std::get_if<core::Classifier>(&design.stages.back().op);
        if (classifier == nullptr) throw std::invalid_argument("a design without NPU cannot be reprogrammed");
        chip_options.reprogramming =
            Reprogramming{*options.reprogram_at, core::pack_weights(options.reprogram_with.value_or(*classifier))};
    }
    const bool regular = !chip_options.source_open && !chip_options.sink_ready;
    Chip chip("chip", design, std::move(chip_options));
    Conductor conductor("conductor", chip, options, regular);
    std::unique_ptr<Tracer> tracer;
    if (!options.waveform.file.empty())
        tracer = std::make_unique<Tracer>("tracer", chip, options.waveform, options.warn);
    std::unique_ptr<TimelineProbe> timeline;
    if (!options.timeline.file.empty())
        timeline = std::make_unique<TimelineProbe>("timeline", chip, options.timeline, options.warn);

    Measured stopped;
    constexpr int kSlice = 4096;  // cycles between looks at progress, interrupts and deadlocks
    constexpr int kFeedings = 8;  // in a slice: few images wait, and those are still in the cache
    const sc_core::sc_time part = chip.clock().period() * (kSlice / kFeedings);
    Feeder feeder(chip.source(), images, options.images,
                  static_cast<std::size_t>(kSlice / kFeedings / design.source.grid.beats()) + 3);
    const std::uint64_t quiet = regular ? longest_quiet(design) : kSlice / 2;
    while (!conductor.finished()) {
        for (int i = 0; i < kFeedings && !conductor.finished() && !stop_requested(options); ++i) {
            feeder.fill();
            sc_core::sc_start(part);
            if (tracer) tracer->rethrow_error();
            if (timeline) timeline->rethrow_error();
        }
        if (options.progress) options.progress({conductor.images_done(), options.images, chip.cycles()});
        if (conductor.finished()) break;
        if (stop_requested(options)) {
            stopped.interrupted = true;
            break;
        }
        if (chip.cycles() > chip.last_active() + quiet) {
            stopped.deadlock = stuck_buffer(chip);
            break;
        }
    }
    Measured measured = collect(chip, conductor);
    if (tracer) tracer->close(measured.first_image_cycles);
    if (timeline) timeline->close();
    measured.values_computed = options.chip.values.of != 0;
    measured.interrupted = stopped.interrupted;
    measured.deadlock = stopped.deadlock;
    if (!measured.cycles_per_image)
        measured.cycles_per_image_reason =
            regular ? "no steady state within " + std::to_string(measured.images.size()) + " images" : kStalls;
    if (chip.writer() != nullptr) measured.reprogram = collect_reprogramming(chip, measured);
    if (options.settled) settle(chip, options, measured.images.size(), quiet);
    return measured;
}

}  // namespace hashiflex

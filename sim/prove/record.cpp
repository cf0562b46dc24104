// SPDX-License-Identifier: Apache-2.0
#include "sim/prove/record.h"

#include "modules/core/network/weight_image.h"
#include "modules/npu/registers.h"
#include "modules/stream/probe.h"
#include "sim/process/shared_count.h"
#include "sim/prove/bus_tap.h"
#include "sim/prove/hex.h"
#include "sim/prove/stalls.h"
#include "sim/prove/transfer_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <sstream>

namespace hashiflex::prove {
namespace {

// Which values a wire carries.
struct Carried {
    std::size_t index = 0;
    std::size_t bits = 0;  // of a beat, class included
    int value_bits = 0;
    std::size_t class_at = 0;  // the wire where the class begins
};

std::size_t values_per_beat(const core::Design& design, int producer) {
    if (producer == core::kSource)
        return static_cast<std::size_t>(design.source.grid.lanes * design.source.type.shape.channels);
    const core::StageDesign& stage = design.stages[static_cast<std::size_t>(producer)];
    return static_cast<std::size_t>(stage.lanes() * stage.values_per_pixel());
}

int value_bits(const core::Design& design, int producer) {
    return producer == core::kSource ? design.source.type.bits
                                     : design.stages[static_cast<std::size_t>(producer)].out.bits;
}

// One hexadecimal number: write (1) or read (0), error, bytes (4 digits), address (8), the bytes as a little-endian
// number of the bus's width.
std::string bus_text(const BusAccess& access, int bus_bytes) {
    std::string data;
    for (auto byte = access.data.rbegin(); byte != access.data.rend(); ++byte) data += fmt::format("{:02x}", *byte);
    data.insert(0, 2 * static_cast<std::size_t>(bus_bytes) - data.size(), '0');
    return fmt::format("{}{}{:04x}{:08x}{}", access.write ? 1 : 0, access.error, access.data.size(), access.address,
                       data);
}

class Recorder {
 public:
    Recorder(const core::Design& design, const std::vector<rtl::Wire>& wires, const Stimulus& stimulus,
             const std::filesystem::path& log)
        : design_(design), wires_(wires), stimulus_(stimulus), log_(log) {
        if (const auto* classifier = std::get_if<core::Classifier>(&design.stages.back().op))
            set_bytes_ = core::weight_image_bytes(*classifier);
    }

    void join(tlm::tlm_initiator_socket<>& from, TargetSocket& to, const std::string& wire) {
        if (wire == "npu.bus") return tap(from, to);
        const Carried carried = carried_by(wire);
        probes_.push_back(std::make_unique<stream::Probe>(
            sc_core::sc_gen_unique_name("probe"),
            [this, carried](const tlm::tlm_generic_payload& payload) { write_beat(carried, payload); }));
        from.bind(probes_.back()->in);
        probes_.back()->out.bind(to);
    }
    void close() { log_.close(); }

 private:
    Carried carried_by(const std::string& wire) const {
        const auto found = std::find_if(wires_.begin(), wires_.end(), [&](const auto& w) { return w.stream == wire; });
        if (found == wires_.end()) throw std::logic_error("the RTL has no stream " + wire);
        int producer = static_cast<int>(design_.stages.size()) - 1;
        for (const auto& stage : design_.stages)
            for (const auto& input : stage.inputs)
                if (input.name == wire) producer = input.producer;
        Carried carried;
        carried.index = static_cast<std::size_t>(found - wires_.begin());
        carried.bits = static_cast<std::size_t>(found->bits);
        carried.value_bits = value_bits(design_, producer);
        carried.class_at = values_per_beat(design_, producer) * static_cast<std::size_t>(carried.value_bits);
        return carried;
    }

    void write_beat(const Carried& carried, const tlm::tlm_generic_payload& payload) {
        const stream::Beat& beat = stream::beat_of(payload);
        std::vector<std::int32_t> values(beat.count());
        beat.unpack(values.data());
        Wires wires(carried.bits);
        for (std::size_t i = 0; i < values.size(); ++i)
            wires.set(i * static_cast<std::size_t>(carried.value_bits), carried.value_bits, values[i]);
        const int label = beat.label;
        if (label >= 0) wires.set(carried.class_at, static_cast<int>(carried.bits - carried.class_at), label);
        log_.add({cycle(), carried.index, wires.hex()});
    }

    void tap(tlm::tlm_initiator_socket<>& from, TargetSocket& to) {
        tap_ = std::make_unique<BusTap>(
            "bus_tap", period_, [this](std::uint64_t cycle) { return question_at(cycle); },
            [this](const BusAccess& access) {
                log_.add({access.cycle + 1, wires_.size(), bus_text(access, bus_bytes(design_))});  // its answer
            });
        from.bind(tap_->in);
        tap_->out.bind(to);
    }

    // In one cycle of eight: any register, a word of the weights, or what must be refused.
    std::optional<BusQuestion> question_at(std::uint64_t cycle) const {
        const std::uint64_t random = hash(stimulus_.stalls.value_or(0) + 4, cycle);
        if (random % 8 != 0) return std::nullopt;
        constexpr BusQuestion kQuestions[] = {
            {false, npu::kCommit},      {false, npu::kStatus}, {false, npu::kImages}, {false, npu::kLabel},
            {false, npu::kSetBytes},    {true, npu::kStatus},  {true, npu::kCommit},  {false, npu::kStatus + 1},
            {false, npu::kRegisterEnd}, {false, npu::kWeights}};
        BusQuestion question = kQuestions[random / 8 % std::size(kQuestions)];
        // Any byte of the set, and a few beyond it.
        if (question.address == npu::kWeights) question.address += random / 1024 % (set_bytes_ + 4);
        return question;
    }

    std::uint64_t cycle() const { return sc_core::sc_time_stamp().value() / period_.value(); }

    const core::Design& design_;
    const std::vector<rtl::Wire>& wires_;
    const Stimulus& stimulus_;
    LogWriter log_;
    std::uint64_t set_bytes_ = 0;  // of the NPU's weights
    sc_core::sc_time period_ = clock_period(design_.clock);
    std::vector<std::unique_ptr<stream::Probe>> probes_;
    std::unique_ptr<BusTap> tap_;
};

core::Classifier reversed(core::Classifier classifier) {
    const auto inputs = static_cast<std::ptrdiff_t>(classifier.inputs());
    std::reverse(classifier.weights.begin(), classifier.weights.end());  // the inputs of each class too: back again
    for (auto row = classifier.weights.begin(); row != classifier.weights.end(); row += inputs)
        std::reverse(row, row + inputs);
    std::reverse(classifier.bias.begin(), classifier.bias.end());
    std::reverse(classifier.multiplier.begin(), classifier.multiplier.end());
    return classifier;
}

SimulateOptions simulate_options(const core::Design& design, const Stimulus& stimulus) {
    SimulateOptions options;
    options.images = stimulus.images;
    if (const auto* classifier = std::get_if<core::Classifier>(&design.stages.back().op)) {
        // Without a moment to reprogram the writer is there all the same, and waits for ever: the bus is read.
        const std::uint64_t never = stimulus.images;
        options.chip.reprogramming =
            Reprogramming{stimulus.reprogram_at.value_or(never), core::pack_weights(reversed(*classifier))};
    } else if (stimulus.reprogram_at) {
        throw std::invalid_argument("a design without NPU cannot be reprogrammed");
    }
    if (!stimulus.stalls) return options;
    const Stalls stalls(*stimulus.stalls);
    options.chip.source_open = [stalls](std::uint64_t cycle) { return stalls.source_open(cycle); };
    options.chip.sink_ready = [stalls](std::uint64_t cycle) { return stalls.sink_ready(cycle); };
    return options;
}

// What a child process tells of its simulation: cycles, first image with new weights or -1, deadlock.
std::string to_text(const Measured& measured) {
    const auto& reprogram = measured.reprogram;
    const std::int64_t first =
        reprogram && reprogram->first_image ? static_cast<std::int64_t>(*reprogram->first_image) : -1;
    return fmt::format("{} {} {}", measured.total_cycles, first, measured.deadlock.value_or(""));
}

Recorded from_text(const std::string& text) {
    std::istringstream in(text);
    Recorded recorded;
    std::int64_t first = -1;
    in >> recorded.cycles >> first >> std::ws;
    if (first >= 0) recorded.new_weights_from = static_cast<std::uint64_t>(first);
    std::getline(in, recorded.deadlock);
    return recorded;
}

}  // namespace

int bus_bytes(const core::Design& design) {
    constexpr int kNarrowest = 4;
    return std::max(kNarrowest, design.npu->write_port_bytes);
}

Recorded record(const core::Design& design, const ImageSet& images, const std::vector<rtl::Wire>& wires,
                const Stimulus& stimulus, const std::filesystem::path& log, const process::Watch& watch,
                const std::optional<Waveform>& waveform) {
    process::SharedCount images_done;
    const process::Activity simulating{"simulating in SystemC", [&] {
                                           return process::Part{images_done.value(), stimulus.images};
                                       }};
    const std::string answer = process::in_child(
        [&] {
            SimulateOptions options = simulate_options(design, stimulus);
            options.progress = [&](const Progress& now) { images_done.value() = now.images_done; };
            Recorder recorder(design, wires, stimulus, log);
            options.chip.connect = [&](auto& from, auto& to, const std::string& wire) {
                recorder.join(from, to, wire);
            };
            if (waveform) {
                options.waveform.file = waveform->file;
                options.waveform.window = waveform->window;
            }
            const Measured measured = simulate(design, images, options);
            recorder.close();
            return to_text(measured);
        },
        simulating, watch);
    return from_text(answer);
}

}  // namespace hashiflex::prove

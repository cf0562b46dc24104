// SPDX-License-Identifier: Apache-2.0
#include "sim/chip/tracer.h"

#include "sim/files/output_file.h"
#include "sim/trace/named_stages.h"

#include <algorithm>
#include <utility>

namespace hashiflex {
namespace {

constexpr int kStateBits = 2;
constexpr int kCountBits = 32;

bool all_ready(const std::vector<const stream::StreamIn*>& consumers) {
    return std::all_of(consumers.begin(), consumers.end(), [](const auto* input) { return input->ready(); });
}

std::uint64_t code(CycleState state) {
    return static_cast<std::uint64_t>(state);
}

// In two's complement.
std::uint64_t wires_of(std::int32_t value, int bits) {
    return static_cast<std::uint64_t>(value) & ((std::uint64_t{1} << bits) - 1);
}

}  // namespace

Tracer::Tracer(const sc_core::sc_module_name& name, const Chip& chip, const WaveformRequest& request, Warn warn)
    : sc_module(name),
      chip_(chip),
      request_(request),
      warn_(std::move(warn)),
      vcd_(request.file, chip.design().clock.mhz, request.window, request.most_bytes),
      view_({{"busy", "DarkGreen"}, {"starved", "DarkOrange3"}, {"blocked", "red3"}}) {
    const std::vector<bool> with_data = named_stages(chip.design(), request.data, "--trace-data");
    std::vector<bool> wanted = named_stages(chip.design(), request.stages, "--trace-stages");
    if (request.stages.empty()) wanted.assign(wanted.size(), true);
    vcd_.comment("state: 0 busy, 1 starved, 2 blocked");
    vcd_.open_scope("chip");
    vcd_.add_clock("clk");
    view_.add(vcd_.scope(), "clk", 1, Shown::bit);
    declare_host();
    vcd_.open_scope("stages");
    for (std::size_t s = 0; s < wanted.size(); ++s)
        if (wanted[s] || with_data[s]) stages_.push_back(declare_stage(s, with_data[s]));
    vcd_.close_scope();
    vcd_.close_scope();
    sample_registers();
    SC_METHOD(sample);
    sensitive << chip.clock().negedge_event();
    dont_initialize();
}

VcdWriter::Variable Tracer::add(const std::string& name, int bits, Shown shown) {
    view_.add(vcd_.scope(), name, bits, shown);
    return vcd_.add_vector(name, bits);
}

void Tracer::declare_host() {
    vcd_.open_scope("host");
    view_.open_group("host");
    vcd_.open_scope("source");
    source_state_ = add("state", kStateBits, Shown::state);
    source_valid_ = add("valid", 1, Shown::bit);
    source_ready_ = add("ready", 1, Shown::bit);
    vcd_.close_scope();
    vcd_.open_scope("sink");
    sink_state_ = add("state", kStateBits, Shown::state);
    vcd_.close_scope();
    vcd_.close_scope();
    source_consumers_ = consumers_of(core::kSource);
}

Tracer::StageTrace Tracer::declare_stage(std::size_t index, bool with_data) {
    StageTrace trace{};
    trace.stage = chip_.stages()[index].get();
    const core::StageDesign& design = trace.stage->design();
    vcd_.open_scope(design.name);
    view_.open_group(design.name);
    trace.state = add("state", kStateBits, Shown::state);
    trace.image = add("image", kCountBits, Shown::unsigned_number);
    trace.row = add("row", kCountBits, Shown::unsigned_number);
    trace.beat = add("beat", kCountBits, Shown::unsigned_number);
    trace.valid = add("valid", 1, Shown::bit);
    trace.ready = add("ready", 1, Shown::bit);
    trace.fifo_fill = add("fifo_fill", kCountBits, Shown::unsigned_number);
    for (std::size_t k = 0; k < design.inputs.size(); ++k)
        trace.input_fill.push_back(add(design.inputs.size() == 1 ? "in_fill" : "in" + std::to_string(k) + "_fill",
                                       kCountBits, Shown::unsigned_number));
    if (std::holds_alternative<core::Classifier>(design.op)) declare_npu();
    if (with_data) declare_data(trace);
    vcd_.close_scope();
    trace.consumers = consumers_of(static_cast<int>(index));
    return trace;
}

void Tracer::declare_data(StageTrace& trace) {
    const core::StageDesign& design = trace.stage->design();
    vcd_.open_scope("data");
    for (int pixel = 0; pixel < design.lanes(); ++pixel)
        for (int channel = 0; channel < design.values_per_pixel(); ++channel)
            trace.data.push_back(add("p" + std::to_string(pixel) + "_c" + std::to_string(channel), design.out.bits,
                                     design.out.is_signed ? Shown::signed_number : Shown::unsigned_number));
    vcd_.close_scope();
}

void Tracer::declare_npu() {
    npu_ = NpuTrace{add("weight_address", kCountBits, Shown::unsigned_number), add("set", 1, Shown::bit),
                    add("writing", 1, Shown::bit), add("write_address", kCountBits, Shown::unsigned_number)};
}

std::vector<const stream::StreamIn*> Tracer::consumers_of(int producer) const {
    std::vector<const stream::StreamIn*> consumers;
    for (const auto& stage : chip_.stages())
        for (std::size_t k = 0; k < stage->design().inputs.size(); ++k)
            if (stage->design().inputs[k].producer == producer) consumers.push_back(&stage->input(k));
    if (consumers.empty()) consumers.push_back(&chip_.sink().input());
    return consumers;
}

void Tracer::close(std::optional<std::uint64_t> first_image_cycles) {
    if (closed_) return;
    closed_ = true;
    // The kernel may have stopped right at an edge, before it was looked at.
    const bool edge_to_see = chip_.cycles() > sampled_ && !vcd_.full_at();
    if (edge_to_see) sample_activity();
    vcd_.close(edge_to_see);
    if (vcd_.full_at()) warn_of_limit();
    if (!makes_file(request_.file)) return;  // beside a pipe nobody looks for a view
    const std::uint64_t end = vcd_.full_at().value_or(chip_.cycles());
    const CycleWindow shown = request_.window.value_or(CycleWindow{0, first_image_cycles.value_or(end)});
    const std::uint64_t until = std::min(shown.second + 1, end);
    if (!view_.write_beside(request_.file, vcd_.start_of(std::min(shown.first, until)), vcd_.start_of(until)) && warn_)
        warn_("the view beside " + request_.file +
              " was saved by GTKWave and stays as it is; without it a new one is written");
}

void Tracer::warn_of_limit() const {
    if (!warn_) return;
    warn_("the waveform ends before cycle " + std::to_string(*vcd_.full_at()) + ": its limit of " +
          std::to_string(request_.most_bytes) +
          " bytes (--trace-limit) is reached; the simulation goes on, the report is whole");
}

void Tracer::sample() {
    error_.guard([this] { sample_edge(); });
}

// After edge t: what was done at it belongs to cycle t; the registers as they are now to cycle t + 1.
void Tracer::sample_edge() {
    if (closed_) return;
    sample_activity();
    sampled_ = chip_.cycles();
    vcd_.advance(sampled_);
    if (vcd_.full_at()) {
        close(std::nullopt);
        next_trigger(never_);
        return;
    }
    sample_registers();
}

void Tracer::sample_activity() {
    vcd_.set(source_state_, code(chip_.source().state()));
    vcd_.set(source_valid_, chip_.source().state() != CycleState::starved);
    vcd_.set(sink_state_, code(chip_.sink().state()));
    for (const StageTrace& trace : stages_) sample_stage(trace);
}

void Tracer::sample_stage(const StageTrace& trace) {
    const stages::PipelineStage& stage = *trace.stage;
    vcd_.set(trace.state, code(stage.state()));
    const stages::StepPosition step = stage.last_step();
    vcd_.set(trace.image, step.image);
    vcd_.set(trace.row, static_cast<std::uint64_t>(step.row));
    vcd_.set(trace.beat, static_cast<std::uint64_t>(step.beat));
    if (npu_ && &stage == chip_.npu()) vcd_.set(npu_->weight_address, step.step);
}

void Tracer::sample_registers() {
    vcd_.set(source_ready_, all_ready(source_consumers_));
    for (const StageTrace& trace : stages_) {
        const stages::PipelineStage& stage = *trace.stage;
        vcd_.set(trace.valid, stage.output().valid(stage.cycle()));
        vcd_.set(trace.ready, all_ready(trace.consumers));
        vcd_.set(trace.fifo_fill, stage.output().used());
        for (std::size_t k = 0; k < trace.input_fill.size(); ++k)
            vcd_.set(trace.input_fill[k], static_cast<std::uint64_t>(stage.input(k).held()));
        if (!trace.data.empty()) sample_data(trace);
    }
    if (!npu_) return;
    vcd_.set(npu_->set, chip_.npu()->set_in_use());
    const host::WeightWriter* writer = chip_.writer();
    vcd_.set(npu_->writing, writer != nullptr && writer->working());
    vcd_.set(npu_->write_address, writer == nullptr ? 0 : writer->written());
}

// The beat that is offered; lanes beyond the end of its row carry nothing.
void Tracer::sample_data(const StageTrace& trace) {
    const stages::PipelineStage& stage = *trace.stage;
    if (!stage.output().valid(stage.cycle())) return;
    const stream::Beat& beat = *stage.output().front();
    beat_values_.resize(beat.count());
    beat.unpack(beat_values_.data());
    for (std::size_t i = 0; i < trace.data.size(); ++i) {
        if (i < beat_values_.size())
            vcd_.set(trace.data[i], wires_of(beat_values_[i], stage.design().out.bits));
        else
            vcd_.set_unknown(trace.data[i]);
    }
}

}  // namespace hashiflex

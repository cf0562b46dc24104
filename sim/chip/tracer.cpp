// SPDX-License-Identifier: Apache-2.0
#include "sim/chip/tracer.h"

#include <algorithm>

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

}  // namespace

Tracer::Tracer(const sc_core::sc_module_name& name, const Chip& chip, const std::string& file,
               std::optional<std::pair<std::uint64_t, std::uint64_t>> window)
    : sc_module(name), chip_(chip), vcd_(file, chip.design().clock.mhz, window) {
    vcd_.comment("state: 0 busy, 1 starved, 2 blocked");
    declare_host();
    for (std::size_t s = 0; s < chip.stages().size(); ++s) stages_.push_back(declare_stage(s));
    sample_registers();
    SC_METHOD(sample);
    sensitive << chip.clock().negedge_event();
    dont_initialize();
}

void Tracer::declare_host() {
    vcd_.open_scope("source");
    source_state_ = vcd_.add_vector("state", kStateBits);
    source_valid_ = vcd_.add_vector("valid", 1);
    source_ready_ = vcd_.add_vector("ready", 1);
    vcd_.close_scope();
    vcd_.open_scope("sink");
    sink_state_ = vcd_.add_vector("state", kStateBits);
    vcd_.close_scope();
    source_consumers_ = consumers_of(core::kSource);
}

Tracer::StageTrace Tracer::declare_stage(std::size_t index) {
    const core::StageDesign& design = chip_.stages()[index]->design();
    StageTrace trace;
    vcd_.open_scope(design.name);
    trace.state = vcd_.add_vector("state", kStateBits);
    trace.image = vcd_.add_vector("image", kCountBits);
    trace.row = vcd_.add_vector("row", kCountBits);
    trace.beat = vcd_.add_vector("beat", kCountBits);
    trace.valid = vcd_.add_vector("valid", 1);
    trace.ready = vcd_.add_vector("ready", 1);
    trace.fifo_fill = vcd_.add_vector("fifo_fill", kCountBits);
    for (std::size_t k = 0; k < design.inputs.size(); ++k)
        trace.input_fill.push_back(
            vcd_.add_vector(design.inputs.size() == 1 ? "in_fill" : "in" + std::to_string(k) + "_fill", kCountBits));
    if (std::holds_alternative<core::Classifier>(design.op)) declare_npu();
    vcd_.close_scope();
    trace.consumers = consumers_of(static_cast<int>(index));
    return trace;
}

void Tracer::declare_npu() {
    npu_ = NpuTrace{vcd_.add_vector("weight_address", kCountBits), vcd_.add_vector("set", 1),
                    vcd_.add_vector("writing", 1), vcd_.add_vector("write_address", kCountBits)};
}

std::vector<const stream::StreamIn*> Tracer::consumers_of(int producer) const {
    std::vector<const stream::StreamIn*> consumers;
    for (const auto& stage : chip_.stages())
        for (std::size_t k = 0; k < stage->design().inputs.size(); ++k)
            if (stage->design().inputs[k].producer == producer) consumers.push_back(&stage->input(k));
    if (consumers.empty()) consumers.push_back(&chip_.sink().input());
    return consumers;
}

// After edge t: what was done at it belongs to cycle t; the registers as they are now to cycle t + 1.
void Tracer::sample() {
    if (closed_) return;
    vcd_.set(source_state_, code(chip_.source().state()));
    vcd_.set(source_valid_, chip_.source().state() != CycleState::starved);
    vcd_.set(sink_state_, code(chip_.sink().state()));
    for (std::size_t s = 0; s < stages_.size(); ++s) sample_stage(*chip_.stages()[s], stages_[s]);
    vcd_.advance(chip_.cycles());
    sample_registers();
}

void Tracer::sample_stage(const stages::PipelineStage& stage, const StageTrace& trace) {
    vcd_.set(trace.state, code(stage.state()));
    const stages::StepPosition step = stage.last_step();
    vcd_.set(trace.image, step.image);
    vcd_.set(trace.row, static_cast<std::uint64_t>(step.row));
    vcd_.set(trace.beat, static_cast<std::uint64_t>(step.beat));
    if (npu_ && &stage == chip_.npu()) vcd_.set(npu_->weight_address, step.step);
}

void Tracer::sample_registers() {
    vcd_.set(source_ready_, all_ready(source_consumers_));
    for (std::size_t s = 0; s < stages_.size(); ++s) {
        const stages::PipelineStage& stage = *chip_.stages()[s];
        const StageTrace& trace = stages_[s];
        vcd_.set(trace.valid, stage.output().valid(stage.cycle()));
        vcd_.set(trace.ready, all_ready(trace.consumers));
        vcd_.set(trace.fifo_fill, stage.output().used());
        for (std::size_t k = 0; k < trace.input_fill.size(); ++k)
            vcd_.set(trace.input_fill[k], static_cast<std::uint64_t>(stage.input(k).held()));
    }
    if (!npu_) return;
    vcd_.set(npu_->set, chip_.npu()->set_in_use());
    const host::WeightWriter* writer = chip_.writer();
    vcd_.set(npu_->writing, writer != nullptr && writer->working());
    vcd_.set(npu_->write_address, writer == nullptr ? 0 : writer->written());
}

}  // namespace hashiflex

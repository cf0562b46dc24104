// SPDX-License-Identifier: Apache-2.0
#include "sim/chip/chip.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace hashiflex {

sc_core::sc_time clock_period(const core::Clock& clock) {
    constexpr double kPicosecondsPerMicrosecond = 1e6;
    return {std::max(std::round(kPicosecondsPerMicrosecond / clock.mhz), 2.0), sc_core::SC_PS};
}

Chip::Chip(const sc_core::sc_module_name& name, const core::Design& design, ChipOptions options)
    : sc_module(name), design_(design), options_(std::move(options)), clock_("clk", clock_period(design.clock)) {
    source_ = std::make_unique<host::PixelSource>("host_source", design.source, options_.source_open, options_.values);
    source_->clk(clock_);
    make_stages();
    const core::StageDesign& last = design.stages.back();
    sink_ = std::make_unique<host::ResultSink>("host_sink", static_cast<std::size_t>(last.out.shape.elements()),
                                               static_cast<std::size_t>(last.grid.width * last.values_per_pixel()),
                                               last.values_per_pixel(), last.grid.beats(), options_.sink_ready,
                                               options_.values);
    sink_->clk(clock_);
    connect_streams();
    if (options_.reprogramming) make_writer();
    if (!options_.sleep) keep_awake();
}

void Chip::keep_awake() {
    source_->keep_awake();
    sink_->keep_awake();
    for (const auto& stage : stages_) stage->keep_awake();
    if (writer_) writer_->keep_awake();
}

void Chip::make_stages() {
    for (const core::StageDesign& stage : design_.stages) {
        const std::string name = "stage_" + stage.name;  // no module or signal of ours begins so
        if (std::holds_alternative<core::Classifier>(stage.op)) {
            auto npu = std::make_unique<npu::Npu>(name.c_str(), stage, options_.values);
            npu_ = npu.get();
            stages_.push_back(std::move(npu));
        } else {
            stages_.push_back(std::make_unique<stages::PipelineStage>(name.c_str(), stage, options_.values));
        }
        stages_.back()->clk(clock_);
    }
}

void Chip::connect(tlm::tlm_initiator_socket<>& from, TargetSocket& to, const std::string& wire) {
    if (options_.connect)
        options_.connect(from, to, wire);
    else
        from.bind(to);
}

void Chip::connect_streams() {
    for (const auto& stage : stages_) {
        const auto& inputs = stage->design().inputs;
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            const core::InputBuffer& buffer = inputs[k];
            auto& from = buffer.producer == core::kSource
                             ? source_->out(buffer.branch)
                             : stages_[static_cast<std::size_t>(buffer.producer)]->out(buffer.branch);
            connect(from, stage->in(k), buffer.name);
        }
    }
    connect(stages_.back()->out(0), sink_->in(), "sink");
}

void Chip::make_writer() {
    if (npu_ == nullptr) throw std::invalid_argument("a design without NPU cannot be reprogrammed");
    const std::uint64_t image = options_.reprogramming->at_image;
    writer_ = std::make_unique<host::WeightWriter>("host_writer", options_.reprogramming->weights,
                                                   design_.npu->write_port_bytes,
                                                   [npu = npu_, image] { return npu->images_started() > image; });
    writer_->clk(clock_);
    connect(writer_->bus, npu_->bus, "npu.bus");
}

std::uint64_t Chip::last_active() const {
    std::uint64_t last = std::max(source_->last_active(), sink_->last_active());
    for (const auto& stage : stages_) last = std::max(last, stage->last_active());
    return writer_ ? std::max(last, writer_->last_active()) : last;
}

std::vector<std::int64_t> Chip::state(std::uint64_t base) const {
    std::vector<std::int64_t> state;
    source_->append_state(base, state);
    for (const auto& stage : stages_) stage->append_state(base, state);
    state.push_back(sink_->input().waiting());  // it holds nothing else: an image has just ended
    if (writer_) state.push_back(writer_->committed() ? -1 : static_cast<std::int64_t>(writer_->written()));
    return state;
}

}  // namespace hashiflex

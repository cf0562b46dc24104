// SPDX-License-Identifier: Apache-2.0
#include "modules/stages/pipeline_stage.h"

#include <algorithm>

namespace hashiflex::stages {
namespace {

bool is_pool(const core::Operator& op) {
    return std::holds_alternative<core::Pool>(op) || std::holds_alternative<core::GlobalPool>(op);
}

}  // namespace

PipelineStage::PipelineStage(const sc_core::sc_module_name& name, const core::StageDesign& design, ValueShare values)
    : Clocked(name),
      design_(design),
      values_(values),
      out_("out", design.branches, design.fifo.depth, design.latency,
           static_cast<std::size_t>(design.out.shape.width) * static_cast<std::size_t>(design.out.shape.channels),
           design.values_per_pixel(), core::row_format(design.out)),
      last_beat_(design.grid.beats() - 1),
      accepting_is_busy_(is_pool(design.op)) {
    out_.owner = this;
    for (std::size_t k = 0; k < design.inputs.size(); ++k) {
        const std::string port = design.inputs.size() == 1 ? "in" : "in" + std::to_string(k);
        inputs_.push_back(std::make_unique<stream::StreamIn>(port, design.inputs[k].depth, design.in[k].shape.height));
        inputs_.back()->owner = this;
        waits_.push_back({inputs_.back().get(), &design.program.inputs[k]});
    }
    compute_with(design.op);
    next_step();
}

void PipelineStage::compute_with(const core::Operator& op) {
    if (values_.of != 0)
        kernel_ = std::make_unique<const core::RowKernel>(
            op, std::vector<core::RowType>(design_.in.begin(), design_.in.end()), core::row_format(design_.out));
}

void PipelineStage::tick() {
    out_.tick(cycle());
    for (const Input& input : waits_) input.stream->tick();
    if (!inputs_ready()) {
        now_ = CycleState::starved;
    } else if (emits_ && !out_.credit()) {
        now_ = CycleState::blocked;
    } else {
        take_step();
        now_ = CycleState::busy;
    }
}

void PipelineStage::take_step() {
    if (step_ == 0) begin_image();
    last_step_ = {image_, step_, y_, beat_};
    if (emits_) start_beat();
    for (Input& input : waits_) input.stream->release_until(input.image_start + input.schedule->released[step_]);
    if (++step_ == design_.program.emits.size()) {
        step_ = 0;
        beat_ = y_ = 0;
        ++image_;
        for (Input& input : waits_) input.image_start += input.schedule->beats;
    }
    next_step();
}

void PipelineStage::next_step() {
    emits_ = design_.program.emits[step_] != 0;
    for (Input& input : waits_) input.needed = input.image_start + input.schedule->needed[step_];
}

void PipelineStage::start_beat() {
    const core::BeatGrid& grid = design_.grid;
    if (column_ == 0) row_ = make_row(y_);
    const bool last = beat_ == last_beat_;
    out_.push(cycle(), image_, y_, column_, std::min(grid.lanes, grid.width - column_), row_,
              last && values_.has(image_) ? label_of_row() : -1);
    ++beat_;
    column_ += grid.lanes;
    if (column_ < grid.width) return;
    column_ = 0;
    ++y_;
}

// The first beat of every row that is needed has arrived by now, and a row's values come with its first beat.
stream::RowRef PipelineStage::make_row(int y) {
    stream::RowRef made = out_.rows().take();
    if (values_.has(image_)) compute_row(y, made.data());
    const bool last_row = y == design_.grid.rows - 1;
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
        const int height = design_.in[k].shape.height;
        const int next = last_row ? height : core::rows_needed(design_.op, y + 1).first;
        inputs_[k]->drop_rows_before(static_cast<std::int64_t>(image_) * height + std::clamp(next, 0, height));
    }
    return made;
}

void PipelineStage::compute_row(int y, std::uint8_t* out) {
    const core::RowSpan span = core::rows_needed(design_.op, y);
    views_.clear();
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
        const int height = design_.in[k].shape.height;
        const std::int64_t origin = static_cast<std::int64_t>(image_) * height;
        for (int row = span.first; row < span.first + span.count; ++row)
            views_.push_back(row < 0 || row >= height ? nullptr : inputs_[k]->row(origin + row));
    }
    (*kernel_)(views_, out);
}

int PipelineStage::label_of_row() {
    std::vector<std::int32_t> values(static_cast<std::size_t>(design_.out.shape.width * design_.out.shape.channels));
    core::unpack(row_.format(), row_.data(), values.size(), values.data());
    return label(values.data());
}

int PipelineStage::label(const std::int32_t* row) {
    const auto* argmax = std::get_if<core::Argmax>(&design_.op);
    return argmax == nullptr ? -1 : core::classify(row, argmax->classes, argmax->multiplier);
}

CycleState PipelineStage::commit(bool& active) {
    bool arrived = false;
    for (const Input& input : waits_) arrived |= input.stream->commit();
    const bool left = out_.commit();
    active = arrived || left || now_ == CycleState::busy;
    return accepting_is_busy_ && arrived ? CycleState::busy : now_;
}

const core::InputBuffer* PipelineStage::stuck_buffer() const {
    if (inputs_ready()) return nullptr;
    for (std::size_t k = 0; k < inputs_.size(); ++k)
        if (inputs_[k]->full()) return &design_.inputs[k];
    return nullptr;
}

void PipelineStage::append_state(std::uint64_t base, std::vector<std::int64_t>& state) const {
    state.push_back(static_cast<std::int64_t>(image_ - base));
    state.push_back(static_cast<std::int64_t>(step_));
    for (std::size_t k = 0; k < inputs_.size(); ++k)
        inputs_[k]->append_state(design_.program.inputs[k].beats, base, state);
    out_.append_state(cycle(), base, state);
}

}  // namespace hashiflex::stages

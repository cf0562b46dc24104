// SPDX-License-Identifier: Apache-2.0
// A stage of the pipeline: input buffers, a step program, never-stalled registers and an output FIFO.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/network/evaluate.h"
#include "modules/stages/clocked.h"
#include "modules/stages/value_share.h"
#include "modules/stream/stream_in.h"
#include "modules/stream/stream_out.h"

#include <systemc>
#include <tlm>

#include <memory>
#include <vector>

namespace hashiflex::stages {

// Where in the stream of images a step stands.
struct StepPosition {
    std::uint64_t image = 0;
    std::size_t step = 0;  // within the image
    int row = 0;           // of the output beat it starts, or that it works for
    int beat = 0;          // within the image
};

// What all kinds share. In a cycle the stage takes one step of its program, if the input beats it needs were there
// before the edge and, for a step that starts an output beat, a credit of the output FIFO.
class PipelineStage : public Clocked {
 public:
    // `design` must outlive the stage.
    PipelineStage(const sc_core::sc_module_name& name, const core::StageDesign& design, ValueShare values = {});

    tlm::tlm_target_socket<>& in(std::size_t input) { return inputs_[input]->socket; }
    tlm::tlm_initiator_socket<>& out(int branch) { return out_.socket(branch); }

    const core::StageDesign& design() const { return design_; }
    const stream::StreamIn& input(std::size_t k) const { return *inputs_[k]; }
    const stream::StreamOut& output() const { return out_; }
    const StepPosition& last_step() const { return last_step_; }
    std::uint64_t steps_taken() const { return image_ * design_.program.emits.size() + step_; }  // of all images
    // An input buffer that is full although the stage needs more beats to go on: it can never empty. Null: none.
    const core::InputBuffer* stuck_buffer() const;
    // For the search for a steady state: all that decides the future, relative to image `base`.
    virtual void append_state(std::uint64_t base, std::vector<std::int64_t>& state) const;

 protected:
    void tick() override;
    CycleState commit(bool& active) override;
    std::uint64_t next_change() const override { return out_.next_due(cycle()); }

    std::uint64_t image() const { return image_; }  // of the next step

    // At the first step of an image; the NPU switches its weights here.
    virtual void begin_image() {}
    // Rows are computed by this operator from now on; it must outlive the stage and not change until the next call.
    void compute_with(const core::Operator& op);
    // The class that goes with the last beat of an image, or -1.
    virtual int label(const std::int32_t* row);

 private:
    // The beats of one input of which the next step needs the first `needed`, counted since the start.
    struct Input {
        stream::StreamIn* stream;
        const core::InputSchedule* schedule;
        std::int64_t image_start = 0;  // beats of the images before
        std::int64_t needed = 0;
    };

    bool inputs_ready() const {
        for (const Input& input : waits_)
            if (input.stream->received() < input.needed) return false;
        return true;
    }
    void take_step();
    void next_step();
    void start_beat();
    stream::RowRef make_row(int y);
    void compute_row(int y, std::uint8_t* out);
    int label_of_row();

    const core::StageDesign& design_;
    ValueShare values_;
    std::unique_ptr<const core::RowKernel> kernel_;
    std::vector<std::unique_ptr<stream::StreamIn>> inputs_;
    std::vector<Input> waits_;
    stream::StreamOut out_;
    std::uint64_t image_ = 0;
    std::size_t step_ = 0;
    bool emits_ = false;  // does that step start an output beat?
    int beat_ = 0;        // output beats of this image started so far; the next is in row y_, from column_ on
    int y_ = 0;
    int column_ = 0;
    StepPosition last_step_;
    stream::RowRef row_;
    std::vector<core::RowView> views_;
    CycleState now_ = CycleState::starved;  // what tick() decided
    const int last_beat_;
    const bool accepting_is_busy_;  // pools work while they take beats in
};

}  // namespace hashiflex::stages

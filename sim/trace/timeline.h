// SPDX-License-Identifier: Apache-2.0
// A run as slices, counters and arrows: what is shown of it, whichever engine tells it.
#pragma once

#include "modules/core/design/design.h"
#include "sim/trace/act_plan.h"
#include "sim/trace/perfetto_file.h"
#include "sim/trace/trace_request.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// Blocks are numbered along the pipeline: the source, the stages, the sink.
//
// An engine tells everything in order of cycles. In one cycle, as far as it happens: the fills of all stages (in the
// window), the acts by block (before one that begins a row, the fills of its stage), what the weight writer does.
// Equal runs told like this give equal bytes. A cycle begins where it does in a waveform.
class Timeline {
 public:
    using Fills = std::vector<std::uint64_t>;  // beats before the edge: in the output FIFO, in each input buffer
    using Warn = std::function<void(const std::string&)>;

    Timeline(const core::Design& design, const TimelineRequest& request, bool reprograms, Warn warn);

    std::size_t blocks() const { return plans_.size(); }
    const ActPlan& plan(std::size_t block) const { return plans_[block]; }
    bool in_window(std::uint64_t cycle) const { return window_ && window_->first <= cycle && cycle <= window_->second; }

    void fills(std::uint64_t cycle, std::size_t stage, const Fills& fills);
    // The n-th act of the block since the start of the run.
    void act(std::uint64_t cycle, std::size_t block, std::int64_t n);
    void writing_begins(std::uint64_t cycle);
    void writing_ends(std::uint64_t cycle);
    void weights_switch(std::uint64_t cycle, std::uint64_t image);

    // No more is taken.
    bool full() const { return full_; }
    // `cycles`: how many there were. Throws if the file cannot be written.
    void close(std::uint64_t cycles);

 private:
    struct Counter {
        PerfettoFile::Track track;
        std::optional<std::uint64_t> value;  // written last
    };

    std::uint64_t start_of(std::uint64_t cycle) const;
    void look_at_limit(std::uint64_t cycle);

    const Warn warn_;
    const std::uint64_t most_bytes_;
    const std::optional<CycleWindow> window_;
    const double picoseconds_per_cycle_;
    PerfettoFile file_;
    bool full_ = false;
    std::vector<ActPlan> plans_;                  // by block
    std::vector<PerfettoFile::Track> tracks_;     // by block
    std::vector<std::vector<Counter>> counters_;  // by stage
    std::vector<std::uint64_t> row_names_;
    PerfettoFile::Track weights_ = 0;
};

}  // namespace hashiflex

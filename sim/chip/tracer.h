// SPDX-License-Identifier: Apache-2.0
// Samples a chip once a cycle and writes the waveform; exists only when one was asked for.
#pragma once

#include "sim/chip/chip.h"
#include "sim/chip/kept_error.h"
#include "sim/trace/gtkwave_view.h"
#include "sim/trace/trace_request.h"
#include "sim/trace/vcd_writer.h"

#include <systemc>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// In cycle t of the file: `valid` and `ready` as they were before edge t (a beat moves at it if both are 1), `state`,
// `image`, `row` and `beat` of what the stage did at edge t, and fills before it. State: 0 busy, 1 starved, 2 blocked.
class Tracer final : public sc_core::sc_module {
 public:
    using Warn = std::function<void(const std::string&)>;

    SC_HAS_PROCESS(Tracer);
    Tracer(const sc_core::sc_module_name& name, const Chip& chip, const WaveformRequest& request, Warn warn);
    // Completes the file, and writes GTKWave's view of it: of the window, or of the first image, as far as there are
    // any. Throws if they cannot be written.
    void close(std::optional<std::uint64_t> first_image_cycles);
    // What ended the simulation, if this did.
    void rethrow_error() { error_.rethrow(); }

 private:
    struct StageTrace {
        const stages::PipelineStage* stage;
        VcdWriter::Variable state, image, row, beat, valid, ready, fifo_fill;
        std::vector<VcdWriter::Variable> input_fill;
        std::vector<VcdWriter::Variable> data;  // [pixel of the beat][channel]
        std::vector<const stream::StreamIn*> consumers;
    };
    struct NpuTrace {
        VcdWriter::Variable weight_address, set, writing, write_address;
    };

    void declare_host();
    StageTrace declare_stage(std::size_t index, bool with_data);
    void declare_data(StageTrace& trace);
    void declare_npu();
    VcdWriter::Variable add(const std::string& name, int bits, Shown shown);
    std::vector<const stream::StreamIn*> consumers_of(int producer) const;
    void warn_of_limit() const;
    void sample();
    void sample_edge();
    void sample_activity();
    void sample_stage(const StageTrace& trace);
    void sample_registers();
    void sample_data(const StageTrace& trace);

    const Chip& chip_;
    const WaveformRequest request_;
    const Warn warn_;
    VcdWriter vcd_;
    GtkwaveView view_;
    KeptError error_;
    bool closed_ = false;
    std::uint64_t sampled_ = 0;  // cycles
    sc_core::sc_event never_;
    VcdWriter::Variable source_state_, source_valid_, source_ready_, sink_state_;
    std::vector<const stream::StreamIn*> source_consumers_;
    std::vector<StageTrace> stages_;
    std::optional<NpuTrace> npu_;
    std::vector<std::int32_t> beat_values_;  // of the beat that is looked at
};

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// Samples a chip once a cycle and writes the waveform; exists only when a trace was asked for.
#pragma once

#include "sim/chip/chip.h"
#include "sim/trace/vcd_writer.h"

#include <systemc>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex {

// In cycle t of the file: `valid` and `ready` as they were before edge t (a beat moves at it if both are 1), `state`,
// `image`, `row` and `beat` of what the stage did at edge t, and fills before it. State: 0 busy, 1 starved, 2 blocked.
class Tracer final : public sc_core::sc_module {
 public:
    SC_HAS_PROCESS(Tracer);
    Tracer(const sc_core::sc_module_name& name, const Chip& chip, const std::string& file,
           std::optional<std::pair<std::uint64_t, std::uint64_t>> window);
    // Writes what is still buffered; nothing is sampled any more. Throws if the file cannot be written.
    void close() {
        closed_ = true;
        vcd_.close();
    }

 private:
    struct StageTrace {
        VcdWriter::Variable state, image, row, beat, valid, ready, fifo_fill;
        std::vector<VcdWriter::Variable> input_fill;
        std::vector<const stream::StreamIn*> consumers;
    };
    struct NpuTrace {
        VcdWriter::Variable weight_address, set, writing, write_address;
    };

    void declare_host();
    StageTrace declare_stage(std::size_t index);
    void declare_npu();
    std::vector<const stream::StreamIn*> consumers_of(int producer) const;
    void sample();
    void sample_stage(const stages::PipelineStage& stage, const StageTrace& trace);
    void sample_registers();

    const Chip& chip_;
    VcdWriter vcd_;
    bool closed_ = false;
    VcdWriter::Variable source_state_, source_valid_, source_ready_, sink_state_;
    std::vector<const stream::StreamIn*> source_consumers_;
    std::vector<StageTrace> stages_;
    std::optional<NpuTrace> npu_;
};

}  // namespace hashiflex

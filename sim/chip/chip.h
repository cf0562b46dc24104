// SPDX-License-Identifier: Apache-2.0
// A design as SystemC modules joined by TLM-2.0 sockets.
#pragma once

#include "modules/core/design/design.h"
#include "modules/host/pixel_source.h"
#include "modules/host/result_sink.h"
#include "modules/host/weight_writer.h"
#include "modules/npu/npu.h"
#include "modules/stages/pipeline_stage.h"

#include <systemc>
#include <tlm>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// Writes a second weight set while images flow.
struct Reprogramming {
    std::uint64_t at_image = 0;         // the first write follows the edge at which this image enters the NPU
    std::vector<std::uint8_t> weights;  // as core::pack_weights lays them out
};

// Any target socket, bound or not.
using TargetSocket = tlm::tlm_initiator_socket<>::base_target_socket_type;

struct ChipOptions {
    std::optional<Reprogramming> reprogramming;
    std::function<bool(std::uint64_t)> source_open;  // by cycle; empty: always
    std::function<bool(std::uint64_t)> sink_ready;
    // Joins two sockets; `wire` is the name of the buffer it feeds, "sink" for the last, "npu.bus" for the weight
    // writer's. Empty: binds them directly.
    std::function<void(tlm::tlm_initiator_socket<>&, TargetSocket&, const std::string& wire)> connect;
    ValueShare values;
    bool sleep = true;  // Do blocks that have nothing to do sleep? It changes no result.
};

// To the picosecond of the SystemC time base; cycles, not time, are what the simulator counts.
sc_core::sc_time clock_period(const core::Clock& clock);

class Chip final : public sc_core::sc_module {
 public:
    // `design` must outlive the chip.
    Chip(const sc_core::sc_module_name& name, const core::Design& design, ChipOptions options = {});

    const core::Design& design() const { return design_; }
    host::PixelSource& source() { return *source_; }
    const host::PixelSource& source() const { return *source_; }
    host::ResultSink& sink() { return *sink_; }
    const host::ResultSink& sink() const { return *sink_; }
    const std::vector<std::unique_ptr<stages::PipelineStage>>& stages() const { return stages_; }
    npu::Npu* npu() { return npu_; }  // null: the classifier is hardwired
    const npu::Npu* npu() const { return npu_; }
    const host::WeightWriter* writer() const { return writer_.get(); }
    const sc_core::sc_clock& clock() const { return clock_; }

    std::uint64_t cycles() const { return sink_->cycle(); }
    std::uint64_t last_active() const;
    // All that decides the future, relative to image `base` and the present cycle: equal states have equal futures.
    std::vector<std::int64_t> state(std::uint64_t base) const;

 private:
    void make_stages();
    void connect(tlm::tlm_initiator_socket<>& from, TargetSocket& to, const std::string& wire);
    void connect_streams();
    void make_writer();
    void keep_awake();

    const core::Design& design_;
    ChipOptions options_;
    sc_core::sc_clock clock_;
    std::unique_ptr<host::PixelSource> source_;
    std::vector<std::unique_ptr<stages::PipelineStage>> stages_;
    std::unique_ptr<host::ResultSink> sink_;
    std::unique_ptr<host::WeightWriter> writer_;
    npu::Npu* npu_ = nullptr;
};

}  // namespace hashiflex

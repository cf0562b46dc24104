// SPDX-License-Identifier: Apache-2.0
// The resolved design: every lane, depth, latency and step known. Simulation, cost and RTL all start from here.
#pragma once

#include "modules/core/design/hardware.h"
#include "modules/core/design/step_program.h"
#include "modules/core/graph/graph_facts.h"
#include "modules/core/network/operators.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex::core {

class LaneMemo;

enum class BufferKind { line, skip, join, accumulator, feature };

// Producer of a stream: kSource, or an index into Design::stages.
constexpr int kSource = -1;

// What a buffer or FIFO is made of. Until choose_storage() (cost/storage_choice.h) has seen a technology, whatever a
// file leaves open is flops.
struct WordStorage {
    StorageChoice asked = StorageChoice::automatic;
    Storage kind = Storage::flops;
    std::string why;        // this kind and no other
    bool of_stage = false;  // asked of the stage, not of the design
    int banks = 0;          // of SRAM
};

// Joins are a few beats, and the port of the NPU reads parts of words.
inline bool may_be_sram(BufferKind kind) {
    return kind != BufferKind::join && kind != BufferKind::feature;
}

// The beats a stage holds of one input, in arrival order.
struct InputBuffer {
    std::string name;  // "STAGE.in", or "STAGE.in0", "STAGE.in1", ...
    BufferKind kind = BufferKind::line;
    int producer = kSource;
    int branch = 0;  // which of the producer's consumers this is
    bool automatic = true;
    int depth = 0;               // beats
    std::int64_t beat_bits = 0;  // wires of one beat
    WordStorage storage;
};

// Pipeline registers are never stalled: a step that emits needs used < depth, used counting FIFO and in flight.
struct OutputFifo {
    std::string name;  // "STAGE.out"
    bool automatic = true;
    int depth = 2;
    std::int64_t beat_bits = 0;
    WordStorage storage;
};

struct StageDesign {
    std::string name;
    Operator op;
    std::vector<TensorType> in;
    TensorType out;
    BeatGrid grid;  // of the output stream
    StepProgram program;
    AdderStyle adders;
    int latency = 0;           // registers between the start of a beat and the FIFO
    int classes_per_step = 0;  // of an argmax
    std::vector<InputBuffer> inputs;
    OutputFifo fifo;
    int branches = 1;                         // consumers of the output
    std::shared_ptr<const AdderGraph> graph;  // of one lane (global pool: of its multiplier); null: no adders
    std::shared_ptr<const GraphFacts> facts;  // of the graph, if there is one
    std::shared_ptr<LaneMemo> memo;           // cost/lane_cost.h: what has been computed of graph and facts

    int lanes() const { return grid.lanes; }
    // Values of one pixel of the stream: the channels; for the NPU, whose stream has a pixel per class, one.
    int values_per_pixel() const { return out.shape.width * out.shape.channels / grid.width; }
};

struct Source {
    TensorType type;
    PixelOffset offset;
    BeatGrid grid;
    int branches = 1;
};

struct Clock {
    double mhz = 1000.0;
    bool automatic = false;
    double margin_percent = 0;
    bool allow_above_max = false;
};

struct Design {
    std::string network;
    Source source;
    std::vector<StageDesign> stages;  // producers first; the last one feeds the result sink
    Clock clock;
    std::optional<int> target_cycles_per_image;
    bool clock_gating = false;
    Activity activity = Activity::assumed;
    std::optional<double> toggle_rate;  // see HardwareSpec
    std::optional<NpuSpec> npu;      // set if the last stage is the NPU
    std::vector<float> logit_scale;  // per class; empty: 1

    const BeatGrid& grid_of(int producer) const {
        return producer == kSource ? source.grid : stages[static_cast<std::size_t>(producer)].grid;
    }
    // max(input beats, steps) of a stage: the cycles per image it needs.
    int cycles_needed(const StageDesign& stage) const;
    // The largest of all stages and the input port: what `auto` buffers let the pipeline reach.
    int ideal_cycles_per_image(bool with_npu = true) const;
};

// As reports name it: conv, depthwise, linear, max_pool, avg_pool, global_avg_pool, global_max_pool, add, concat, npu,
// argmax.
std::string kind_name(const Operator& op);

}  // namespace hashiflex::core

// SPDX-License-Identifier: Apache-2.0
// An adder graph as a module: named nodes, pipeline registers, shift and clamp of each output.
#pragma once

#include "modules/core/design/hardware.h"
#include "modules/core/graph/adder_graph.h"
#include "modules/rtl/emit.h"

#include <optional>
#include <string>
#include <vector>

namespace hashiflex::rtl {

// What stands behind an accumulator: y = clamp(accumulator >> shift), `bits` wide.
struct Finish {
    int shift = 0;
    std::optional<core::Interval> clamp;
    int bits = 8;
};

struct GraphModule {
    std::string name;
    std::string title;  // of the file, a sentence
    const core::AdderGraph* graph = nullptr;
    int input_bits = 8;  // of each input on the port `taps`, input 0 lowest
    bool input_signed = false;
    std::vector<Finish> finish;  // one per output, or one for all
    core::AdderStyle adders;
    int registers = 0;   // on the way of every output: those behind levels_per_stage, 2 * levels_per_stage, ...
    bool gated = false;  // those of the k-th boundary load only when bit k of the port `go` is up

    const Finish& finish_of(std::size_t output) const { return finish.size() == 1 ? finish.front() : finish[output]; }
};

// The module and, for a large graph, the modules of parts of its outputs that it is made of: leaves first.
std::vector<File> graph_files(const GraphModule& module);

}  // namespace hashiflex::rtl

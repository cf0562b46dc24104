// SPDX-License-Identifier: Apache-2.0
// SystemVerilog of a resolved design: the same machine as the SystemC modules, cycle for cycle, and the input of
// synthesis. What every block does is docs/microarchitecture.md; ports, files and the test bench are docs/rtl.md.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/graph/cone.h"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace hashiflex::rtl {

// A design that cannot be written as SystemVerilog; the message names the block, what was found and what is allowed.
class CannotEmit : public std::invalid_argument {
 public:
    using std::invalid_argument::invalid_argument;
};

// `name` is relative to the output folder.
struct File {
    std::string name;
    std::string text;
};

// One branch of a stream. `stream` is the buffer it feeds ("b1_dw.in", "b3_add.in1"), "sink" for the last.
struct Wire {
    std::string stream;
    int bits = 0;  // data of one beat: lane 0 channel 0 lowest; on "sink" the class on top
};

struct Emission {
    std::vector<File> files;         // sources, memory images (*.hex), the test bench tb.sv
    std::vector<std::string> order;  // the .sv files that a compiler is given, packages and leaves first, tb.sv last
    std::vector<Wire> wires;         // the streams of the transfer log, by index
    std::string top;                 // module name of the chip (or stage); the test bench is `tb`
};

// Largest memory that is written as one inferred array.
constexpr std::int64_t kMostMemoryBits = std::int64_t{1} << 30;

// The whole chip. Throws CannotEmit.
// `prefix` goes before the names of the generated modules, so that several chips can be compiled together.
Emission emit_chip(const core::Design& design, const std::string& prefix = "");

// One stage alone, with a test bench that feeds each of its inputs and takes its output. Wires: the stage's inputs in
// order, then "sink". `channels`: only the adders of these output channels, the others are 0; for a convolution too
// large for a tool. Throws CannotEmit, also if the design has no such stage or the stage no such channels.
Emission emit_stage(const core::Design& design, const std::string& stage,
                    const std::optional<core::OutputRange>& channels = {});

// What of a design is written.
struct Scope {
    std::string stage;                          // "": the whole chip
    std::optional<core::OutputRange> channels;  // of the stage; none: all
};
Emission emit(const core::Design& design, const Scope& scope);

}  // namespace hashiflex::rtl

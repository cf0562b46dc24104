// SPDX-License-Identifier: Apache-2.0
// The module of one stage, in its own file, and the modules of its datapath.
#pragma once

#include "modules/core/design/design.h"
#include "modules/rtl/emit.h"

#include <string>
#include <vector>

namespace hashiflex::rtl {

// Where the emitter reads how many adder levels stand between two registers of a stage.
int levels_per_stage(const core::Design& design, const core::StageDesign& stage);

// Ports: clk, rst, in<k>_valid/_ready/_data for every input, out_valid/_ready with a bit per branch, out_data; the NPU
// has the bus too.
struct StageModule {
    std::string name;         // of the module
    std::vector<File> files;  // leaves first, the stage last; memory images before it
};

// `prefix` goes before the names of all generated modules.
StageModule emit_stage_module(const core::Design& design, const core::StageDesign& stage, const std::string& prefix);

// Bits of a beat that stage `index` takes at input k, and of one that it sends.
int input_bits(const core::StageDesign& stage, std::size_t k);
int output_bits(const core::StageDesign& stage);

int bus_bits(const core::Design& design);           // that one access can write
std::string bus_ports(const core::Design& design);  // the rest of a port list
bool is_npu(const core::StageDesign& stage);

}  // namespace hashiflex::rtl

// SPDX-License-Identifier: Apache-2.0
// A buffer of SRAM (modules/rtl/sv/hf_banks.sv): its banks, what chooses among them, and the registers that catch a
// beat on its way. Without the window registers behind it.
#pragma once

#include "modules/core/cost/counts.h"
#include "modules/core/cost/energy.h"

#include <cstddef>

namespace hashiflex::core {

// Its memories (core/parts/bank_parts.h), without what points to them.
Counts sram_buffer_counts(const StageDesign& stage, std::size_t k, const Design& design);
// Each beat is written once. A port reads only at steps that ask for it.
Events sram_buffer_events(const StageDesign& stage, std::size_t k, const Design& design);

// Multiplexers from a bank to whoever reads it.
int sram_read_levels(const StageDesign& stage, std::size_t k, const Design& design);

}  // namespace hashiflex::core

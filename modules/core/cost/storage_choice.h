// SPDX-License-Identifier: Apache-2.0
// What each buffer and FIFO is made of.
#pragma once

#include "modules/core/cost/technology.h"
#include "modules/core/design/design.h"

#include <string>

namespace hashiflex::core {

// Settles every WordStorage: what the file asks for, or with `auto` the kind with the least area times energy per
// image, leakage left out, window registers that a kind needs included. The data toggle word_toggle_rates() times a
// use, and an image takes the cycles that the slowest stage needs: no run, and no assumption about data, chooses
// hardware. On a tie, and where a price is unknown, latches; flops if the technology has no latches. SRAM only where it
// costs less than these. Throws InvalidInput where SRAM is asked for and no banking serves the reads.
void choose_storage(Design& design, const Technology& tech);

// "flops", "latches", "sram"
std::string storage_name(Storage kind);
// The same, with the banks of SRAM if there are several: "sram, 3 banks".
std::string storage_text(const WordStorage& storage);

}  // namespace hashiflex::core

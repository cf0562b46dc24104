// SPDX-License-Identifier: Apache-2.0
// What the steps of a stage read of an input's buffer, whatever holds it.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/parts/banks.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace hashiflex::core {

// Lanes of a beat that are read at the same places: a memory, or `count` banks of it.
struct MemoryReads {
    std::int64_t bits = 0;  // of a word
    PortReads ports;
};
// Of input k of any stage but the NPU, whose port reads parts of words.
std::vector<MemoryReads> memory_reads(const Design& design, const StageDesign& stage, std::size_t k);

// As fewest_banks().
std::optional<Banks> fewest_banks(const std::vector<MemoryReads>& memories, int depth);

}  // namespace hashiflex::core

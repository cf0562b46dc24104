// SPDX-License-Identifier: Apache-2.0
// How the NPU's weight sets lie in memories (sv/hf_npu_section.sv).
#pragma once

#include "modules/rtl/emit.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hashiflex::rtl {

// A section of a weight set: values [class][input] of `bits`. A word holds `rows` inputs of `columns` classes.
struct NpuSection {
    int inputs = 1;
    int classes = 1;
    int bits = 8;  // 2, 4 or 8
    int rows = 1;
    int columns = 1;
};

// Each column has a memory for every `bank_rows` rows. `part` weights in a row never lie in two words of a memory; a
// burst of more is cut in parts, and each part has a write port of its own at every memory.
struct NpuBanks {
    int bank_rows = 1;
    int part = 1;
};

// Most elements of a memory: what Verilator unrolls, and as wide as memory compilers go.
constexpr int kMostBankElements = 64;

// As few ports as can be for bursts of `burst_bytes`, then as few memories.
NpuBanks npu_banks(const NpuSection& section, int burst_bytes);

// The words of each memory: NAME_00000.hex, ..., those of the first column, then of the next. `value`(class, input)
// gives the bits in its lowest ones.
std::vector<File> npu_memory_files(const std::string& name, const NpuSection& section, const NpuBanks& banks,
                                   const std::function<std::uint32_t(int, int)>& value);

}  // namespace hashiflex::rtl

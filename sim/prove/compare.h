// SPDX-License-Identifier: Apache-2.0
// Two transfer logs of one machine: equal to the line, or where they first part.
#pragma once

#include "sim/prove/transfer_log.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex::prove {

// On one stream. What both have done alike is in `before`; then what each of them does from the difference on.
struct Mismatch {
    std::size_t stream = 0;  // as in the logs
    std::uint64_t cycle = 0;
    std::uint64_t number = 0;  // of the transfer on its stream, from 0
    std::vector<Transfer> before;
    std::vector<Transfer> simulator, rtl;
};

struct Comparison {
    std::uint64_t transfers = 0;  // alike
    std::uint64_t streams = 0;    // on which anything was alike
    std::optional<Mismatch> mismatch;
};

// The first difference is that of the earliest cycle, and in it of the first stream.
Comparison compare(const std::filesystem::path& simulator, const std::filesystem::path& rtl);

// How one wire's beat is made up, for people.
struct StreamShape {
    std::string name;
    int bits = 0;              // of one value; 0: no beats, but accesses of a bus
    int values_per_pixel = 1;  // channels
    int rows = 1, beats_per_row = 1, lanes = 1;
};

// A few lines: stream, cycle, place in image and beat, and the transfers around it on both sides.
std::string to_text(const Mismatch& mismatch, const StreamShape& shape);

}  // namespace hashiflex::prove

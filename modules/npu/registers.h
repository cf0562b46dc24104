// SPDX-License-Identifier: Apache-2.0
// The address map of the NPU (docs/microarchitecture.md). Registers are 32 bits, little-endian, word-aligned.
#pragma once

#include <cstdint>

namespace hashiflex::npu {

constexpr std::uint64_t kCommit =
    0x00;  // write 1: the set written last is used from the next image on; an error while one waits
constexpr std::uint64_t kStatus = 0x04;    // read: the kStatus... bits
constexpr std::uint64_t kImages = 0x08;    // read: images whose last result beat has left
constexpr std::uint64_t kLabel = 0x0c;     // read: class of the last of them
constexpr std::uint64_t kSetBytes = 0x10;  // read: bytes of one weight set
constexpr std::uint64_t kRegisterEnd = 0x14;

constexpr std::uint32_t kStatusBusy = 1;     // a multiply cycle happened at the last edge
constexpr std::uint32_t kStatusPending = 2;  // a commit waits for the next image
constexpr std::uint32_t kStatusSet = 4;      // which set is in use

// The weight set that is not in use, as core::pack_weights lays it out. Reads return what was written.
constexpr std::uint64_t kWeights = 0x1000'0000;

}  // namespace hashiflex::npu

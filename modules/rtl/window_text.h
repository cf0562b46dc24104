// SPDX-License-Identifier: Apache-2.0
// What lies between an input and the lanes, as text.
#pragma once

#include "modules/core/parts/window_hardware.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hashiflex::rtl {

// Declares the net window<k>: kernel rows x span pixels of the present step, padded.
std::string window_text(const core::StageDesign& stage, std::size_t k, const core::InputView& view);

// Pixels of nets, the first one lowest; neighbours are taken together.
struct Piece {
    std::string net;  // a literal, if index is negative
    std::int64_t index = -1;
};
std::string side_by_side(const std::vector<Piece>& pieces, std::int64_t bits);

// The memories of input k with window registers, and the nets words<k>_<m> that their ports read.
std::string window_memories(const core::StageDesign& stage, std::size_t k, const core::WindowHardware& hardware);
// The same of SRAM.
std::string window_banks(const core::StageDesign& stage, std::size_t k, const core::WindowHardware& hardware);
// Of what a memory's port gives, the pixel of a lane.
Piece read_pixel(std::size_t k, const core::WindowHardware& hardware, const core::PixelSource& source);

// The registers behind them.
std::string window_registers(const core::StageDesign& stage, std::size_t k, const core::WindowGeometry& geometry,
                             const core::WindowHardware& hardware);

}  // namespace hashiflex::rtl

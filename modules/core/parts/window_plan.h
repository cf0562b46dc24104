// SPDX-License-Identifier: Apache-2.0
// Window registers of an input: a register for each pixel that the window of a step sees, aligned and padded. The plan
// says where each gets its pixel when a step moves the window on, and when a beat that arrives brings it.
#pragma once

#include "modules/core/parts/some_steps.h"
#include "modules/core/parts/window_geometry.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hashiflex::core {

struct PixelSource {
    enum class From : char { any, pixel, port };  // any: the pixel does not matter, or arrives later
    From from = From::any;
    int index = 0;  // of the register; of the lane in a beat
    int port = 0;   // of that lane's memory

    bool operator==(const PixelSource& other) const {
        return from == other.from && index == other.index && port == other.port;
    }
};

// Lanes of a beat that are read at the same places: a memory. What is never read is in none.
struct LaneMemory {
    std::vector<int> lanes;
    std::vector<int> ports;  // that read each of them, at least one
    // [port][step] the beat that is read when the step fires, counted as the step's image does
    std::vector<std::vector<std::int64_t>> reads;
    std::vector<SomeSteps> asked;  // [port] the same, nothing where the port is idle
};

// Pixels that are brought by the same beats. [step] how many beats more than the step needs have arrived when it comes:
// while that is the present step, and at the edge at which the step fires. `never`: it is not to be taken.
struct Arrival {
    std::vector<std::int64_t> present;
    std::vector<std::int64_t> next;
};

struct WindowPlan {
    std::vector<int> rows;     // of the window that have registers,
    std::vector<int> columns;  // and columns; registers are counted row by row
    // Columns whose padding is behind the registers: while it is padding for the present step, a register holds a pixel
    // of a later one.
    std::vector<char> late;
    std::vector<LaneMemory> memories;
    std::vector<std::vector<PixelSource>> moves;  // of each register, the most frequent move first
    std::vector<int> move_of;                     // each step's
    std::vector<Arrival> arrivals;
    std::vector<int> arrival_of;  // each register's; -1: its pixel has always arrived before
    std::vector<std::int64_t> present_align,
        next_align;  // [step] lane of the window's first pixel in a beat that arrives
    std::int64_t never = 0;

    std::size_t registers() const { return rows.size() * columns.size(); }
};
WindowPlan window_plan(const WindowGeometry& geometry);

}  // namespace hashiflex::core

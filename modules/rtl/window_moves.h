// SPDX-License-Identifier: Apache-2.0
// Window registers of an input: which beats they stand for, and where each gets its beat when a step moves the window
// on. A beat that arrives later goes into its register by itself (hf_window_registers).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hashiflex::rtl {

// What the steps of an image see of an input. Beats are counted from the first of the image, `seen` from `place`.
struct WindowSteps {
    std::vector<std::int64_t> place;              // where the window of each step begins
    std::vector<std::vector<std::int64_t>> seen;  // the beats that it sees, without padding
    std::vector<std::int32_t> released;           // given up after it, as in core::InputSchedule
    std::int64_t beats = 1;                       // of an image
    int depth = 1;                                // of the ring
};

// A register, or a read port of the memory.
struct BeatSource {
    bool port = false;
    std::size_t index = 0;

    bool operator==(const BeatSource& other) const { return port == other.port && index == other.index; }
};

// All steps that move the window on by the same number of beats.
struct WindowMove {
    std::int64_t by = 0;
    std::vector<BeatSource> sources;  // of each register's beat
    std::vector<std::int64_t> reads;  // the beat that each port reads, counted from the old place, modulo the depth

    bool operator==(const WindowMove& other) const {
        return by == other.by && sources == other.sources && reads == other.reads;
    }
};

struct WindowMoves {
    std::vector<std::int64_t> registers;  // the beat that each stands for, counted from the place: those that steps see
    std::vector<WindowMove> moves;        // the most frequent first
    std::vector<int> move_of;             // each step's
    int ports = 1;

    bool operator==(const WindowMoves& other) const {
        return registers == other.registers && moves == other.moves && move_of == other.move_of && ports == other.ports;
    }
};
WindowMoves window_moves(const WindowSteps& steps);

}  // namespace hashiflex::rtl

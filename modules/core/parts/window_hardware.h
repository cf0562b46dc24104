// SPDX-License-Identifier: Apache-2.0
// What stands between an input of a stage and its lanes: a ring that is read where a beat lies, or memories with window
// registers behind them.
#pragma once

#include "modules/core/cost/word_array.h"
#include "modules/core/parts/banks.h"
#include "modules/core/parts/part.h"
#include "modules/core/parts/step_codes.h"
#include "modules/core/parts/window_geometry.h"
#include "modules/core/parts/window_parts.h"
#include "modules/core/parts/window_plan.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace hashiflex::core {

// The ring of an input whose steps see one beat each.
struct BeatRing {
    std::vector<int> lanes;  // of a beat, those that it holds
    WordArray words;
    StepConstant by;  // how far it goes on after a step, less than its depth
    Part ring;
};

// Does every step see the same lanes of one beat, and no padding? Then it is read where it lies.
bool sees_single_beats(const WindowGeometry& geometry);
// The lanes of such a beat that some kernel sees.
std::vector<int> single_beat_lanes(const WindowGeometry& geometry, const StageDesign& stage);
BeatRing single_beat_ring(const WindowGeometry& geometry, const StageDesign& stage, std::size_t k, StepCodes& codes,
                          const Design& design);
// Of a stage that sees all of a beat, another one each time.
BeatRing whole_beat_ring(const StageDesign& stage, const Design& design);

// A place in the memories of an input, for all ports that read there.
struct Cursor {
    std::int64_t first_place = 0;
    std::size_t move = 0;      // of WindowHardware::cursor_moves
    std::optional<Part> part;  // hf_cursor, of SRAM hf_bank_cursor; none: it stays where it is
};

struct HeldMemory {
    std::vector<int> lanes;            // of a beat
    std::vector<std::size_t> cursors;  // of each port
    StepFlags next_asks;               // of SRAM: the ports that the step after reads through
    WordArray words;
    Part part;
};

// Flags of the rows and columns of registers that do not lie outside the map.
struct PaddingHardware {
    StepFlags rows, columns;
    std::vector<bool> always_rows, always_columns;  // at all steps
    Part part;                                      // hf_window
};

// How many beats more than needed have arrived when one brings a register its pixel.
struct DueHardware {
    StepConstant present, next;
};

struct WindowHardware {
    WindowPlan plan;
    std::vector<HeldMemory> memories;
    std::optional<Banks> banks;    // if it is SRAM
    std::optional<Part> arrivals;  // hf_counter or hf_bank_cursor: where the beat that arrives goes; none: a single word
    std::vector<Cursor> cursors;
    std::vector<StepConstant> cursor_moves;
    StepConstant move;                     // of plan.moves
    std::optional<PaddingHardware> early;  // before the registers, of the next step
    std::optional<PaddingHardware> late;   // behind them, of the present one
    std::int64_t fill = 0;
    std::vector<DueHardware> dues;
    std::vector<std::int64_t> aligns;  // lanes of a beat that the window's first pixel may arrive in
    StepConstant align, align_next;    // of them
    int ahead_bits = 1;
    Part registers;
    Part logic;  // constants of steps out of their codes, what arrives when
};
WindowHardware window_hardware(const WindowGeometry& geometry, const StageDesign& stage, std::size_t k,
                               StepCodes& codes, const Design& design);

struct InputView {
    WindowGeometry geometry;
    std::variant<BeatRing, WindowHardware> hardware;
};
InputView input_view(const StageDesign& stage, std::size_t k, StepCodes& codes, const Design& design);

// Of a buffer as words: the memories that hold it. Without the NPU's feature buffer.
std::vector<WordArray> words_of(const InputView& view);
std::vector<Part> parts_of(const InputView& view);

}  // namespace hashiflex::core

// SPDX-License-Identifier: Apache-2.0
// Where the windows of a stage's steps lie on the map of an input.
#pragma once

#include "modules/core/design/design.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/table.h"
#include "modules/rtl/window_moves.h"

#include <cstddef>
#include <cstdint>

namespace hashiflex::rtl {

// Of conv and pool; 1 x 1 for all others.
core::Window window_of(const core::Operator& op);

// The lanes of a step see together `span` pixels of each row under the kernel, cut out of `reads` beats. Columns of
// the window count from the first that lane 0 sees, rows from the kernel's first.
class WindowGeometry {
 public:
    WindowGeometry(const core::Design& design, const core::StageDesign& stage, std::size_t k);

    const core::Window& window() const { return window_; }
    const core::BeatGrid& map() const { return map_; }
    const StepGrid& steps() const { return steps_; }
    int span() const { return span_; }
    int reads() const { return reads_; }

    // Number of the first beat that is read, as if the map went on in all directions; and the lane in it of the first
    // pixel.
    std::int64_t place(int row, int column) const;
    int align(int column) const;

    bool row_inside(int row, int i) const;
    bool column_inside(int column, int i) const;
    int lanes_in_use(int column) const;

    // What all steps see of the pixels that arrive in one lane of a beat.
    WindowSteps seen_of(int lane) const;

 private:
    int first_column(int column) const;

    const core::StageDesign& stage_;
    std::size_t k_;
    core::Window window_;
    core::BeatGrid map_;
    StepGrid steps_;
    int span_ = 1;
    int reads_ = 1;
};

}  // namespace hashiflex::rtl

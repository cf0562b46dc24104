// SPDX-License-Identifier: Apache-2.0
// Where the windows of a stage's steps lie on the map of an input.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/parts/step_table.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hashiflex::core {

// Of conv and pool; 1 x 1 for all others.
Window window_of(const Operator& op);

// What a step sees where its window has a pixel: nothing that matters, padding, or a pixel of the map.
enum class Sight : char { unused, outside, inside };

// A pixel of the stream. Beats are counted from the first of the image, as if the map went on in all directions.
struct StreamPixel {
    std::int64_t beat = 0;
    int lane = 0;
};

// The lanes of a step see together `span` pixels of each row under the kernel, cut out of `reads` beats. Columns of
// the window count from the first that lane 0 sees, rows from the kernel's first. Steps are in the order of the
// program.
class WindowGeometry {
 public:
    WindowGeometry(const Design& design, const StageDesign& stage, std::size_t k);

    const Window& window() const { return window_; }
    const BeatGrid& map() const { return map_; }
    const StepGrid& steps() const { return steps_; }
    const InputSchedule& schedule() const { return stage_.program.inputs[k_]; }
    int depth() const { return stage_.inputs[k_].depth; }
    int span() const { return span_; }
    int reads() const { return reads_; }

    // Number of the first beat that is read, and the lane in it of the first pixel.
    std::int64_t place(int row, int column) const;
    int align(int column) const;
    StreamPixel pixel(int row, int column, int window_row, int window_column) const;

    bool row_inside(int row, int window_row) const;
    bool column_inside(int column, int window_column) const;
    bool column_used(int column, int window_column) const;  // by a lane whose output pixel is in the row
    Sight sight(int row, int column, int window_row, int window_column) const;

    // Rows and columns of the window where some step sees a pixel; at least one of each.
    std::vector<int> rows_seen() const;
    std::vector<int> columns_seen() const;

 private:
    int first_column(int column) const;

    const StageDesign& stage_;
    std::size_t k_;
    Window window_;
    BeatGrid map_;
    StepGrid steps_;
    int span_ = 1;
    int reads_ = 1;
};

}  // namespace hashiflex::core

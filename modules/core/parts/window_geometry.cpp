// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/window_geometry.h"

#include <algorithm>
#include <vector>

namespace hashiflex::core {
namespace {

int floor_div(int a, int b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace

Window window_of(const Operator& op) {
    if (const auto* conv = std::get_if<Conv>(&op)) return conv->window;
    if (const auto* pool = std::get_if<Pool>(&op)) return pool->window;
    return {};
}

WindowGeometry::WindowGeometry(const Design& design, const StageDesign& stage, std::size_t k)
    : stage_(stage),
      k_(k),
      window_(window_of(stage.op)),
      map_(design.grid_of(stage.inputs[k].producer)),
      steps_(step_grid(stage)),
      span_((stage.lanes() - 1) * window_.stride_w + window_.kernel_w) {
    for (int c = 0; c < steps_.columns; ++c) reads_ = std::max(reads_, (align(c) + span_ - 1) / map_.lanes + 1);
}

int WindowGeometry::first_column(int column) const {
    return column * stage_.lanes() * window_.stride_w - window_.pad_left;
}

std::int64_t WindowGeometry::place(int row, int column) const {
    return std::int64_t{row * window_.stride_h - window_.pad_top} * map_.beats_per_row() +
           floor_div(first_column(column), map_.lanes);
}

int WindowGeometry::align(int column) const {
    return first_column(column) - floor_div(first_column(column), map_.lanes) * map_.lanes;
}

StreamPixel WindowGeometry::pixel(int row, int column, int window_row, int window_column) const {
    const int at = align(column) + window_column;
    return {place(row, column) + std::int64_t{window_row} * map_.beats_per_row() + at / map_.lanes, at % map_.lanes};
}

bool WindowGeometry::row_inside(int row, int window_row) const {
    const int y = row * window_.stride_h - window_.pad_top + window_row;
    return y >= 0 && y < map_.rows;
}

bool WindowGeometry::column_inside(int column, int window_column) const {
    const int x = first_column(column) + window_column;
    return x >= 0 && x < map_.width;
}

bool WindowGeometry::column_used(int column, int window_column) const {
    // The last lane that sees it may be one or more strides before; any will do that is in the row.
    for (int lane = std::min(window_column / window_.stride_w, stage_.grid.pixels_of(column) - 1); lane >= 0; --lane) {
        const int tap = window_column - lane * window_.stride_w;
        if (tap >= window_.kernel_w) return false;
        if (tap >= 0) return true;
    }
    return false;
}

Sight WindowGeometry::sight(int row, int column, int window_row, int window_column) const {
    if (!row_inside(row, window_row)) return Sight::outside;
    if (!column_used(column, window_column)) return Sight::unused;
    return column_inside(column, window_column) ? Sight::inside : Sight::outside;
}

std::vector<int> WindowGeometry::rows_seen() const {
    std::vector<int> seen;
    for (int i = 0; i < window_.kernel_h; ++i)
        for (int row = 0; row < steps_.rows; ++row)
            if (row_inside(row, i)) {
                seen.push_back(i);
                break;
            }
    return seen.empty() ? std::vector<int>{0} : seen;
}

std::vector<int> WindowGeometry::columns_seen() const {
    std::vector<int> seen;
    for (int i = 0; i < span_; ++i)
        for (int column = 0; column < steps_.columns; ++column)
            if (column_used(column, i) && column_inside(column, i)) {
                seen.push_back(i);
                break;
            }
    return seen.empty() ? std::vector<int>{0} : seen;
}

}  // namespace hashiflex::core

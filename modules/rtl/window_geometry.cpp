// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/window_geometry.h"

#include <algorithm>
#include <set>
#include <vector>

namespace hashiflex::rtl {
namespace {

int floor_div(int a, int b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace

core::Window window_of(const core::Operator& op) {
    if (const auto* conv = std::get_if<core::Conv>(&op)) return conv->window;
    if (const auto* pool = std::get_if<core::Pool>(&op)) return pool->window;
    return {};
}

WindowGeometry::WindowGeometry(const core::Design& design, const core::StageDesign& stage, std::size_t k)
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

bool WindowGeometry::row_inside(int row, int i) const {
    const int y = row * window_.stride_h - window_.pad_top + i;
    return y >= 0 && y < map_.rows;
}

bool WindowGeometry::column_inside(int column, int i) const {
    const int x = first_column(column) + i;
    return x >= 0 && x < map_.width;
}

int WindowGeometry::lanes_in_use(int column) const {
    return stage_.grid.pixels_of(column);
}

WindowSteps WindowGeometry::seen_of(int lane) const {
    std::vector<std::set<std::int64_t>> of_row;  // beats of a row that the steps of each column see
    for (int c = 0; c < steps_.columns; ++c) {
        of_row.emplace_back();
        for (int user = 0; user < lanes_in_use(c); ++user)
            for (int i = user * window_.stride_w; i < user * window_.stride_w + window_.kernel_w; ++i)
                if (column_inside(c, i) && (align(c) + i) % map_.lanes == lane)
                    of_row.back().insert((align(c) + i) / map_.lanes);
    }
    WindowSteps steps{{}, {}, stage_.program.inputs[k_].released, map_.beats(), stage_.inputs[k_].depth};
    for (int row = 0; row < steps_.rows; ++row)
        for (int c = 0; c < steps_.columns; ++c) {
            steps.place.push_back(place(row, c));
            steps.seen.emplace_back();
            for (int i = 0; i < window_.kernel_h; ++i)
                if (row_inside(row, i))
                    for (const std::int64_t beat : of_row[static_cast<std::size_t>(c)])
                        steps.seen.back().push_back(std::int64_t{i} * map_.beats_per_row() + beat);
        }
    return steps;
}

}  // namespace hashiflex::rtl

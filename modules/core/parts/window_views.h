// SPDX-License-Identifier: Apache-2.0
// The windows of all steps of an image, and which pixels the registers must hold for a later step.
#pragma once

#include "modules/core/parts/window_geometry.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace hashiflex::core {

// The window of every step, as far as it has registers. Step s + 1 of the last step is the first of the next image.
class WindowViews {
 public:
    WindowViews(const WindowGeometry& geometry, const std::vector<int>& rows, const std::vector<int>& columns);

    std::size_t steps() const { return place_.size(); }
    std::size_t registers() const { return rows_.size() * columns_.size(); }
    std::size_t next(std::size_t s) const { return s + 1 < steps() ? s + 1 : 0; }
    int lanes() const { return geometry_.map().lanes; }
    int depth() const { return geometry_.depth(); }
    int row(std::size_t p) const { return static_cast<int>(p / columns_.size()); }
    std::size_t column(std::size_t p) const { return p % columns_.size(); }
    std::size_t columns() const { return columns_.size(); }
    int align(std::size_t s) const { return align_[s]; }
    const InputSchedule& schedule() const { return geometry_.schedule(); }

    Sight sight(std::size_t s, std::size_t p) const { return sights_[s * registers() + p]; }
    StreamPixel pixel(std::size_t s, std::size_t p) const;
    // The pixel that register p must hold after step s, counted as the image of s does.
    StreamPixel next_pixel(std::size_t s, std::size_t p) const;

    // The register in whose place step s has that pixel, one that the step sees if there is any.
    std::optional<std::size_t> find(std::size_t s, StreamPixel pixel) const;
    // Can the pixel have arrived when step s fires? The ring holds no more beats.
    bool can_be_there(std::size_t s, StreamPixel pixel) const { return pixel.beat < given_up(s) + depth(); }
    // Before the step.
    std::int64_t given_up(std::size_t s) const { return s == 0 ? 0 : schedule().released[s - 1]; }

 private:
    const WindowGeometry& geometry_;
    std::vector<int> rows_;
    std::vector<int> columns_;
    std::vector<int> index_of_column_;  // of the window: where its registers are; -1
    std::vector<std::int64_t> place_;
    std::vector<int> align_;
    std::vector<Sight> sights_;
};

// A register's pixel matters to a step that sees it, and to all before it in which it has been on its way from register
// to register.
struct Awaited {
    std::vector<std::vector<char>> pixels;  // [step][register]
    std::vector<std::vector<char>> read;    // [step][register]: after the step it is read, though a register has it
    std::vector<char> late;                 // [column] a pixel is awaited where the step sees padding
};
Awaited awaited_pixels(const WindowViews& views);

// Of the register that has the pixel which register p holds after step s, if it comes from there.
std::optional<std::size_t> comes_from(const WindowViews& views, const Awaited& awaited, std::size_t s, std::size_t p);

}  // namespace hashiflex::core

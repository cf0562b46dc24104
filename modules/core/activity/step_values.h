// SPDX-License-Identifier: Apache-2.0
// What the lanes of a stage see, step by step.
#pragma once

#include "modules/core/design/step_program.h"
#include "modules/core/network/evaluate.h"

#include <cstdint>
#include <vector>

namespace hashiflex::core {

// A tensor of an image, and of the one before it.
struct MapPair {
    const PackedMap* now = nullptr;
    const PackedMap* before = nullptr;
    Shape shape;
};

// Which output pixel a lane works at in each step of a row. A lane without a pixel in the last beat of a row keeps the
// one before: nothing of it is counted to toggle there.
class LaneSteps {
 public:
    explicit LaneSteps(const BeatGrid& grid);

    std::size_t lanes() const { return lanes_; }
    const std::vector<int>& columns() const { return columns_; }  // [beat of the row][lane]

 private:
    std::size_t lanes_;
    std::vector<int> columns_;
};

// The taps of output rows first .. last - 1 of a windowed stage, behind those of the step before them.
//   whole lanes      a tap is [kernel row][kernel column][channel]; places are [step][lane]
//   single channels  a tap is [kernel row][kernel column];          places are [step][lane][channel]
template <class Word>
class StepValues {
 public:
    enum class Of { lanes, channels };

    StepValues(const Window& window, const Shape& in, int out_rows, const LaneSteps& steps, Of of,
               std::int32_t padding);

    void load(const MapPair& map, int first, int last);

    std::size_t taps() const;
    std::size_t lag() const;
    std::size_t places() const { return places_; }  // of the rows loaded, and the step before
    const Word* tap(std::size_t t) const { return values_.data() + t * places_; }

 private:
    void load_row(const PackedMap& map, int row, std::size_t from, std::size_t to);
    const std::int32_t* unpacked_line(const PackedMap& map, int y);
    void load_planes(const PackedMap& map, int y, std::size_t first_tap, std::size_t from, std::size_t to);
    void load_pixels(const PackedMap& map, int y, std::size_t first_tap, std::size_t from, std::size_t to);

    Window window_;
    Shape in_;
    int out_rows_;
    const LaneSteps& steps_;
    Of of_;
    std::int32_t padding_;
    std::size_t places_ = 0;
    std::vector<Word> values_;  // [tap][place]
    std::vector<std::int32_t> line_;
    std::vector<Word> planes_;
};

extern template class StepValues<std::uint32_t>;
extern template class StepValues<std::uint64_t>;

}  // namespace hashiflex::core

// SPDX-License-Identifier: Apache-2.0
// What a block of the chip does for one image, act by act: steps of a stage, beats of the source and the sink.
#pragma once

#include "modules/core/design/design.h"

#include <cstdint>
#include <vector>

namespace hashiflex {

class ActPlan {
 public:
    struct Act {
        std::int32_t row = 0;   // of the output
        std::int32_t beat = 0;  // of the output: the one it starts, or that it works for
        bool starts_beat = true;
        bool begins_row = false;
        bool ends_row = false;
    };

    // One beat an act.
    static ActPlan of_beats(const core::BeatGrid& grid);
    static ActPlan of_steps(const core::StageDesign& stage);

    std::int64_t acts() const { return static_cast<std::int64_t>(acts_.size()); }  // per image
    std::int32_t rows() const { return rows_; }
    // Of a whole run.
    const Act& act(std::int64_t n) const { return acts_[static_cast<std::size_t>(n % acts())]; }
    std::int64_t image_of(std::int64_t n) const { return n / acts(); }
    bool begins_image(std::int64_t n) const { return n % acts() == 0; }
    bool ends_image(std::int64_t n) const { return n % acts() == acts() - 1; }
    // The first act from the n-th on that begins or ends a row.
    std::int64_t next_edge(std::int64_t n) const;

 private:
    explicit ActPlan(std::vector<Act> acts);

    std::vector<Act> acts_;
    std::vector<std::int32_t> edges_;  // acts of an image that begin or end a row
    std::int32_t rows_ = 0;
};

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// Toggles of a stage while it computes an image: zero delay, on the sequence of steps that fire. A net has one value a
// step; toggles are Hamming distances between consecutive steps of a lane. An image begins from the last step of the
// one before it.
#pragma once

#include "modules/core/activity/graph_toggles.h"
#include "modules/core/activity/step_values.h"
#include "modules/core/activity/tally.h"
#include "modules/core/design/design.h"

#include <memory>
#include <vector>

namespace hashiflex::core {

// Every tensor of an image: the source's, then those of the stages.
struct ImageMaps {
    PackedMap source;
    std::vector<PackedMap> stages;

    const PackedMap& of(int producer) const {
        return producer == kSource ? source : stages[static_cast<std::size_t>(producer)];
    }
};

// Where they were counted.
struct StageParts {
    Toggles lanes;    // adders, registers between them, clamps, and the multiplexers that select taps
    Toggles windows;  // registers of the pixels under the windows
    Toggles words;    // buffers and FIFO

    Toggles all() const;
};

// Safe to share among threads. `design` must outlive it.
class StageToggles {
 public:
    StageToggles(const Design& design, std::size_t stage);

    StageParts operator()(const ImageMaps& now, const ImageMaps& before) const;

 private:
    template <class Word>
    void count_lanes(const std::vector<MapPair>& inputs, StageParts& parts) const;

    const Design& design_;
    const StageDesign& stage_;
    LaneSteps steps_;
    std::unique_ptr<const GraphToggles> graph_;  // null: none that is counted
};

// Of the port: its registers, and the subtraction of the offset.
Toggles source_toggles(const Design& design, const ImageMaps& now, const ImageMaps& before);

}  // namespace hashiflex::core

// SPDX-License-Identifier: Apache-2.0
// From pixels to what the first layer was trained on: uint8 -> offset and unit of the chip's input, and the rest in the
// weights and bias of whatever reads it.
#pragma once

#include "modules/core/network/spec.h"
#include "sim/import/layers.h"

#include <optional>
#include <string>
#include <vector>

namespace hashiflex::importing {

// What the user says of the images that the network was trained on. x = (pixel * (hi - lo) / 255 + lo - mean) / std.
struct Preprocessing {
    std::vector<double> mean, deviation;             // empty: not said; one, or one for each channel
    std::optional<std::pair<double, double>> range;  // of a pixel before mean and deviation: 0 .. 255 if not said
    bool bgr = false;                                // the network's first channel is blue; images are RGB
    bool is_said() const { return !mean.empty() || !deviation.empty() || range.has_value(); }
};

// Puts an affine behind the input: what was said, else nothing if the graph scales its input itself, else
// (pixel - 127) / 127.5, with a sentence in `notes`. Throws std::invalid_argument: not as many values as channels.
void insert_preprocessing(LayerGraph& layers, const Preprocessing& said, std::vector<std::string>& notes);

// Chooses offset and frac, and folds what is left of the affines at the input forward.
void fold_input_scale(LayerGraph& layers, core::InputSpec& input, std::vector<std::string>& notes);

// Images have red first, the network wants blue first. Throws std::invalid_argument unless there are three channels.
void exchange_colors(LayerGraph& layers, core::InputSpec& input);

std::string offset_text(const core::PixelOffset& offset);  // "127", "[124, 116, 104]"

}  // namespace hashiflex::importing

// SPDX-License-Identifier: Apache-2.0
// What a design, and the float model that its weights were made of, say of images; without time.
#pragma once

#include "modules/core/design/design.h"
#include "modules/core/quantize/float_network.h"
#include "sim/eval/class_head.h"
#include "sim/fast/image_loop.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace hashiflex {

// Of an image, by the float model.
struct FloatClasses {
    std::vector<int> best;  // likewise
    double divergence = 0;  // of the chip's softmax from the float model's, in nats
};

struct EvaluatedImage {
    ImageClasses chip;
    std::optional<FloatClasses> model;
};

// Of the first `count` images; fewer, from the first on, if the loop is stopped. `model` may be null. The results do
// not depend on the number of threads. Throws std::invalid_argument if the design has no classifier.
std::vector<EvaluatedImage> evaluate_classes(const core::Design& design, const core::FloatNetwork* model,
                                             const std::vector<std::vector<std::uint8_t>>& images, std::uint64_t count,
                                             const ImageLoop& loop);

}  // namespace hashiflex

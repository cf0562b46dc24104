// SPDX-License-Identifier: Apache-2.0
#include "sim/finetune/image_features.h"

#include "sim/fast/image_values.h"

#include <stdexcept>
#include <variant>

namespace hashiflex {

core::Design front_of(const core::Design& design) {
    if (!design.npu) throw std::invalid_argument("the design has no NPU: its last layer cannot be trained anew");
    core::Design front = design;
    front.stages.pop_back();
    front.npu.reset();
    return front;
}

core::LabelledFeatures image_features(const core::Design& front, const RunImages& images, std::uint64_t jobs,
                                      const std::atomic<bool>* stop,
                                      const std::function<void(std::uint64_t)>& computed) {
    const auto values = evaluate_images(front, images.images, images.images.size(), jobs, stop, computed);
    core::LabelledFeatures features;
    features.inputs = static_cast<std::size_t>(front.stages.back().out.shape.elements());
    features.labels.assign(images.labels.begin(), images.labels.begin() + static_cast<std::ptrdiff_t>(values.size()));
    features.values.reserve(values.size() * features.inputs);
    for (const ImageValues& image : values)
        features.values.insert(features.values.end(), image.sums.begin(), image.sums.end());
    return features;
}

}  // namespace hashiflex

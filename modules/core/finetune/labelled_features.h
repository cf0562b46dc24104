// SPDX-License-Identifier: Apache-2.0
// What the hardwired layers make of labelled images: the inputs of the classifier.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hashiflex::core {

struct LabelledFeatures {
    std::size_t inputs = 0;            // of the classifier
    std::vector<std::int32_t> values;  // [images][inputs], HWC
    std::vector<int> labels;           // [images]

    std::size_t images() const { return labels.size(); }
    const std::int32_t* image(std::size_t i) const { return values.data() + i * inputs; }
};

}  // namespace hashiflex::core

// SPDX-License-Identifier: Apache-2.0
#include "sim/import/tensor.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace hashiflex::importing {

std::int64_t elements_of(const std::vector<std::int64_t>& shape) {
    constexpr std::int64_t kMost = std::int64_t{1} << 40;
    std::int64_t elements = 1;
    bool empty = false;
    for (const std::int64_t extent : shape) {
        if (extent < 0) throw std::invalid_argument("the shape " + shape_text(shape) + " has a negative extent");
        empty |= extent == 0;
        if (extent > kMost / elements)
            throw std::invalid_argument("the shape " + shape_text(shape) + " has more than 2^40 elements");
        if (extent > 0) elements *= extent;
    }
    return empty ? 0 : elements;
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
    constexpr std::size_t kMostShown = 12;
    std::string text;
    for (std::size_t i = 0; i < std::min(shape.size(), kMostShown); ++i)
        text += (text.empty() ? "" : ", ") + std::to_string(shape[i]);
    return "[" + text + (shape.size() > kMostShown ? ", ...]" : "]");
}

Tensor integer_tensor(std::vector<std::int64_t> values) {
    Tensor tensor;
    tensor.shape = {static_cast<std::int64_t>(values.size())};
    tensor.element = Element::int64;
    tensor.integers = std::move(values);
    return tensor;
}

Tensor real_tensor(std::vector<std::int64_t> shape, std::vector<float> values) {
    Tensor tensor;
    tensor.shape = std::move(shape);
    tensor.reals = std::move(values);
    return tensor;
}

}  // namespace hashiflex::importing

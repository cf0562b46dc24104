// SPDX-License-Identifier: Apache-2.0
// A constant of a graph: an initializer, or what could be computed from some.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hashiflex::importing {

// In the order of ONNX's own numbers is no use to us: only what is read.
enum class Element { real, int8, uint8, int16, uint16, int32, uint32, int64, boolean };

// Row-major. Reals of any width are kept as 32-bit floats.
struct Tensor {
    std::vector<std::int64_t> shape;  // empty: a scalar
    Element element = Element::real;
    std::vector<float> reals;            // if element is real
    std::vector<std::int64_t> integers;  // else

    bool is_real() const { return element == Element::real; }
    std::size_t size() const { return is_real() ? reals.size() : integers.size(); }
    double at(std::size_t i) const { return is_real() ? double{reals[i]} : static_cast<double>(integers[i]); }
};

// Elements of a shape. Throws std::invalid_argument on a negative extent or more than 2^40 elements.
std::int64_t elements_of(const std::vector<std::int64_t>& shape);
std::string shape_text(const std::vector<std::int64_t>& shape);  // "[1, 3, 224, 224]"

Tensor integer_tensor(std::vector<std::int64_t> values);  // rank 1
Tensor real_tensor(std::vector<std::int64_t> shape, std::vector<float> values);

}  // namespace hashiflex::importing

// SPDX-License-Identifier: Apache-2.0
// Tensors of the reference, element by element.
#pragma once

#include "tests/support/onnx_reference.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace hashiflex::test::reference {

using T = ReferenceTensor;
using Ints = std::vector<std::int64_t>;

std::int64_t count(const Ints& shape);

// The index tuple of element i, and back.
Ints index_of(std::int64_t i, const Ints& shape);
std::int64_t position(const Ints& index, const Ints& shape);
double& at(T& tensor, const Ints& index);
double at(const T& tensor, const Ints& index);

// A tensor of the value at each index.
T made(const Ints& shape, const std::function<double(const Ints&)>& value);
T mapped(const T& a, const std::function<double(double)>& f);
T broadcast(const T& a, const T& b, const std::function<double(double, double)>& f);
T with_shape(T tensor, Ints shape);

// Axis -1 is the last one.
std::int64_t wrapped(std::int64_t axis, std::size_t rank);
Ints joined(const Ints& a, const Ints& b);
T constant_of(const onnx::TensorProto& proto);

}  // namespace hashiflex::test::reference

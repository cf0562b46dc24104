// SPDX-License-Identifier: Apache-2.0
// Operators on constants: what exporters leave in a graph to compute shapes, and to reorder or scale weights.
#pragma once

#include "sim/import/graph.h"

#include <optional>
#include <vector>

namespace hashiflex::importing {

// The outputs of a node all of whose inputs are constants (null: left out); empty: this operator is not computed.
// Throws Unsupported if its constants do not fit together, or the result would be very large.
std::optional<Tensor> fold(const Node& node, const std::vector<const Tensor*>& inputs);

// Whether fold() knows the operator.
bool can_fold(const Node& node);

// Axis -rank .. rank-1 as 0 .. rank-1. Throws Unsupported.
std::size_t axis_of(std::int64_t axis, std::size_t rank);

// The axes of Squeeze, Unsqueeze, ReduceMean and the like: an attribute, in later opsets the second input.
std::optional<std::vector<std::int64_t>> axes_of(const Node& node, const Tensor* input);

// Integers of rank 0 or 1. Throws Unsupported naming `what`.
std::vector<std::int64_t> integers_of(const Tensor& tensor, const std::string& what);

Tensor transposed(const Tensor& tensor, const std::vector<std::int64_t>& order);

}  // namespace hashiflex::importing

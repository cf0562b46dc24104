// SPDX-License-Identifier: Apache-2.0
// Constants that are cut, joined, reshaped and reordered.
#pragma once

#include "sim/import/graph.h"

#include <vector>

namespace hashiflex::importing {

using Constants = std::vector<const Tensor*>;

Tensor fold_shape(const Node& node, const Constants& inputs);
Tensor fold_gather(const Node& node, const Constants& inputs);
Tensor fold_slice(const Node& node, const Constants& inputs);
Tensor fold_squeeze(const Node& node, const Constants& inputs);
Tensor fold_unsqueeze(const Node& node, const Constants& inputs);
Tensor fold_concat(const Node& node, const Constants& inputs);
Tensor fold_reshape(const Node& node, const Constants& inputs);
Tensor fold_flatten(const Node& node, const Constants& inputs);
Tensor fold_transpose(const Node& node, const Constants& inputs);
Tensor fold_constant_of_shape(const Node& node, const Constants& inputs);

// The `Shape` of anything, with its attributes start and end.
Tensor shape_slice(const Node& node, const std::vector<std::int64_t>& shape);

// What Reshape makes of `elements` elements: 0 keeps the extent of `from`, -1 is what is left. Throws Unsupported.
std::vector<std::int64_t> reshaped(const std::vector<std::int64_t>& wanted, const std::vector<std::int64_t>& from,
                                   bool zero_is_zero);

// What Slice, Gather and Split keep of an axis. Throw Unsupported.
struct KeptAlong {
    std::size_t axis = 0;
    std::vector<std::size_t> positions;
};
std::vector<KeptAlong> slices_of(const Node& node, const Constants& inputs, const std::vector<std::int64_t>& shape);
KeptAlong gathered_of(const Node& node, const Tensor& indices, const std::vector<std::int64_t>& shape);

// Squeeze and Unsqueeze of a shape. Throw Unsupported.
std::vector<bool> squeezed_axes(const std::optional<std::vector<std::int64_t>>& axes,
                                const std::vector<std::int64_t>& shape);
std::vector<bool> unsqueezed_axes(const std::vector<std::int64_t>& axes, std::size_t rank);

}  // namespace hashiflex::importing

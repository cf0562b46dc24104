// SPDX-License-Identifier: Apache-2.0
// Arithmetic of constants, with ONNX's broadcasting.
#pragma once

#include "sim/import/fold_shapes.h"

namespace hashiflex::importing {

Tensor fold_cast(const Node& node, const Constants& inputs);
Tensor fold_add(const Node& node, const Constants& inputs);
Tensor fold_sub(const Node& node, const Constants& inputs);
Tensor fold_mul(const Node& node, const Constants& inputs);
Tensor fold_div(const Node& node, const Constants& inputs);
Tensor fold_max(const Node& node, const Constants& inputs);
Tensor fold_min(const Node& node, const Constants& inputs);
Tensor fold_pow(const Node& node, const Constants& inputs);
Tensor fold_abs(const Node& node, const Constants& inputs);
Tensor fold_exp(const Node& node, const Constants& inputs);
Tensor fold_neg(const Node& node, const Constants& inputs);
Tensor fold_sqrt(const Node& node, const Constants& inputs);
Tensor fold_reciprocal(const Node& node, const Constants& inputs);
Tensor fold_floor(const Node& node, const Constants& inputs);
Tensor fold_ceil(const Node& node, const Constants& inputs);
Tensor fold_reduce_prod(const Node& node, const Constants& inputs);
Tensor fold_reduce_mean(const Node& node, const Constants& inputs);
Tensor fold_reduce_sum(const Node& node, const Constants& inputs);
Tensor fold_reduce_l2(const Node& node, const Constants& inputs);
Tensor fold_expand(const Node& node, const Constants& inputs);

// The shape that two broadcast to. Throws Unsupported.
std::vector<std::int64_t> broadcast(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b);

}  // namespace hashiflex::importing

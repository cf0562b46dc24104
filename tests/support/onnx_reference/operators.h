// SPDX-License-Identifier: Apache-2.0
// What each operator computes, from its specification.
#pragma once

#include "tests/support/onnx_reference/node.h"

namespace hashiflex::test::reference {

// windows.cpp
T conv(const Node& node);
T pool(const Node& node, bool is_max);

// arithmetic.cpp
T reduced(const T& x, const Ints& axes, bool keep, bool is_max);
Ints spatial_axes(const T& x);
T matmul(const T& a, const T& b);
T gemm(const Node& node);
T batch_norm(const Node& node);
T clip(const Node& node);
T dequantized(const Node& node);

// layouts.cpp
T transposed(const T& x, const Ints& perm);
T perm_of(const Node& node);
T reshape(const Node& node);
T flatten(const Node& node);
T squeeze(const Node& node);
T unsqueeze(const Node& node);
T pad(const Node& node);
T concat(const Node& node);
T slice(const Node& node);
T gather(const Node& node);
T split_part(const Node& node, int part);
T space_to_depth(const Node& node);

}  // namespace hashiflex::test::reference

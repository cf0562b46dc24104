// SPDX-License-Identifier: Apache-2.0
// What each operator of ONNX becomes.
#pragma once

#include "sim/import/lowering_context.h"

#include <string>

namespace hashiflex::importing {

// Gives the node's first output; others are not read, or it throws.
using Lower = Value (*)(Lowering& context, const Node& node);

// Null: not supported.
Lower lowering_of(const Node& node);
// Why, and what would help, for operators that are not in the table.
Unsupported unsupported_operator(const Lowering& context, const Node& node);
// Its output has the shape of its first input: what is behind it can be judged all the same.
bool keeps_shape(const Node& node);

// lower_conv.cpp
Value lower_conv(Lowering& context, const Node& node);
// lower_matrix.cpp
Value lower_gemm(Lowering& context, const Node& node);
Value lower_matmul(Lowering& context, const Node& node);
// lower_pool.cpp
Value lower_max_pool(Lowering& context, const Node& node);
Value lower_average_pool(Lowering& context, const Node& node);
Value lower_global_max_pool(Lowering& context, const Node& node);
Value lower_global_average_pool(Lowering& context, const Node& node);
Value lower_reduce_mean(Lowering& context, const Node& node);
Value lower_reduce_sum(Lowering& context, const Node& node);
Value lower_reduce_max(Lowering& context, const Node& node);
// lower_elementwise.cpp
Value lower_add(Lowering& context, const Node& node);
Value lower_sub(Lowering& context, const Node& node);
Value lower_mul(Lowering& context, const Node& node);
Value lower_div(Lowering& context, const Node& node);
Value lower_sum(Lowering& context, const Node& node);
Value lower_mean(Lowering& context, const Node& node);
Value lower_neg(Lowering& context, const Node& node);
Value lower_batch_norm(Lowering& context, const Node& node);
// lower_activation.cpp
Value lower_relu(Lowering& context, const Node& node);
Value lower_clip(Lowering& context, const Node& node);
Value lower_max(Lowering& context, const Node& node);
Value lower_min(Lowering& context, const Node& node);
Value lower_leaky_relu(Lowering& context, const Node& node);
Value lower_prelu(Lowering& context, const Node& node);
// lower_view.cpp
Value lower_identity(Lowering& context, const Node& node);
Value lower_cast(Lowering& context, const Node& node);
Value lower_dropout(Lowering& context, const Node& node);
Value lower_constant(Lowering& context, const Node& node);
Value lower_shape(Lowering& context, const Node& node);
Value lower_reshape(Lowering& context, const Node& node);
Value lower_flatten(Lowering& context, const Node& node);
Value lower_squeeze(Lowering& context, const Node& node);
Value lower_unsqueeze(Lowering& context, const Node& node);
Value lower_transpose(Lowering& context, const Node& node);
// lower_join.cpp
Value lower_pad(Lowering& context, const Node& node);
Value lower_concat(Lowering& context, const Node& node);
// lower_select.cpp
Value lower_slice(Lowering& context, const Node& node);
Value lower_gather(Lowering& context, const Node& node);
Value lower_split(Lowering& context, const Node& node);
Value lower_space_to_depth(Lowering& context, const Node& node);
// lower_output.cpp
Value lower_softmax(Lowering& context, const Node& node);
Value lower_arg_max(Lowering& context, const Node& node);
Value lower_top_k(Lowering& context, const Node& node);
Value lower_sigmoid(Lowering& context, const Node& node);
// lower_quantized.cpp
Value lower_quantize(Lowering& context, const Node& node);
Value lower_dequantize(Lowering& context, const Node& node);
Value lower_qonnx_quant(Lowering& context, const Node& node);

}  // namespace hashiflex::importing

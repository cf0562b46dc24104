// SPDX-License-Identifier: Apache-2.0
#include "sim/import/fold.h"

#include "sim/import/fold_arithmetic.h"
#include "sim/import/fold_quantized.h"
#include "sim/import/fold_shapes.h"
#include "sim/import/unsupported.h"

#include <map>

namespace hashiflex::importing {
namespace {

using Folder = Tensor (*)(const Node&, const std::vector<const Tensor*>&);

Tensor identity(const Node&, const std::vector<const Tensor*>& inputs) {
    return *inputs.front();
}

// ONNX's own operators that are computed where all inputs are constants.
const std::map<std::string, Folder>& folders() {
    static const std::map<std::string, Folder> table{
        {"Identity", identity},
        {"Dropout", identity},
        {"Cast", fold_cast},
        {"Shape", fold_shape},
        {"Gather", fold_gather},
        {"Slice", fold_slice},
        {"Squeeze", fold_squeeze},
        {"Unsqueeze", fold_unsqueeze},
        {"Concat", fold_concat},
        {"Reshape", fold_reshape},
        {"Flatten", fold_flatten},
        {"Transpose", fold_transpose},
        {"ConstantOfShape", fold_constant_of_shape},
        {"Add", fold_add},
        {"Sub", fold_sub},
        {"Mul", fold_mul},
        {"Div", fold_div},
        {"Max", fold_max},
        {"Min", fold_min},
        {"Pow", fold_pow},
        {"Abs", fold_abs},
        {"Exp", fold_exp},
        {"Neg", fold_neg},
        {"Sqrt", fold_sqrt},
        {"Reciprocal", fold_reciprocal},
        {"Floor", fold_floor},
        {"Ceil", fold_ceil},
        {"ReduceProd", fold_reduce_prod},
        {"ReduceMean", fold_reduce_mean},
        {"ReduceSum", fold_reduce_sum},
        {"ReduceL2", fold_reduce_l2},
        {"Expand", fold_expand},
        {"QuantizeLinear", fold_quantize},
        {"DequantizeLinear", fold_dequantize},
    };
    return table;
}

}  // namespace

std::optional<Tensor> fold(const Node& node, const std::vector<const Tensor*>& inputs) {
    if (is_qonnx_quant(node)) return fold_qonnx_quant(node, inputs);
    const auto folder = folders().find(node.op);
    if (!node.domain.empty() || folder == folders().end() || inputs.empty() || inputs.front() == nullptr)
        return std::nullopt;
    return folder->second(node, inputs);
}

bool can_fold(const Node& node) {
    return is_qonnx_quant(node) || (node.domain.empty() && folders().count(node.op) > 0);
}

std::size_t axis_of(std::int64_t axis, std::size_t rank) {
    const auto signed_rank = static_cast<std::int64_t>(rank);
    if (axis < -signed_rank || axis >= signed_rank)
        throw Unsupported("its axis is " + std::to_string(axis) + ", its input has " + std::to_string(rank) + " axes");
    return static_cast<std::size_t>(axis < 0 ? axis + signed_rank : axis);
}

std::optional<std::vector<std::int64_t>> axes_of(const Node& node, const Tensor* input) {
    if (input != nullptr) return integers_of(*input, "axes");
    if (node.has_input(1)) throw Unsupported("its axes are computed, not a constant");
    if (node.has("axes")) return node.integers("axes", {});
    return std::nullopt;
}

std::vector<std::int64_t> integers_of(const Tensor& tensor, const std::string& what) {
    if (tensor.is_real() || tensor.shape.size() > 1)
        throw Unsupported("its " + what + " are no list of integers but a tensor " + shape_text(tensor.shape));
    return tensor.integers;
}

}  // namespace hashiflex::importing

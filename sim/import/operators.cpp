// SPDX-License-Identifier: Apache-2.0
#include "sim/import/operators.h"

#include "sim/import/fold_quantized.h"

#include <algorithm>
#include <map>
#include <set>

namespace hashiflex::importing {
namespace {

// docs/import.md has a row for each.
const std::map<std::string, Lower>& table() {
    static const std::map<std::string, Lower> table{
        {"Conv", lower_conv},
        {"Gemm", lower_gemm},
        {"MatMul", lower_matmul},
        {"MaxPool", lower_max_pool},
        {"AveragePool", lower_average_pool},
        {"GlobalMaxPool", lower_global_max_pool},
        {"GlobalAveragePool", lower_global_average_pool},
        {"ReduceMean", lower_reduce_mean},
        {"ReduceSum", lower_reduce_sum},
        {"ReduceMax", lower_reduce_max},
        {"Add", lower_add},
        {"Sub", lower_sub},
        {"Mul", lower_mul},
        {"Div", lower_div},
        {"Sum", lower_sum},
        {"Mean", lower_mean},
        {"Neg", lower_neg},
        {"BatchNormalization", lower_batch_norm},
        {"Relu", lower_relu},
        {"LeakyRelu", lower_leaky_relu},
        {"PRelu", lower_prelu},
        {"Clip", lower_clip},
        {"Max", lower_max},
        {"Min", lower_min},
        {"Identity", lower_identity},
        {"Cast", lower_cast},
        {"Dropout", lower_dropout},
        {"Constant", lower_constant},
        {"Shape", lower_shape},
        {"Reshape", lower_reshape},
        {"Flatten", lower_flatten},
        {"Squeeze", lower_squeeze},
        {"Unsqueeze", lower_unsqueeze},
        {"Transpose", lower_transpose},
        {"Pad", lower_pad},
        {"Concat", lower_concat},
        {"Slice", lower_slice},
        {"Gather", lower_gather},
        {"Split", lower_split},
        {"SpaceToDepth", lower_space_to_depth},
        {"Softmax", lower_softmax},
        {"LogSoftmax", lower_softmax},
        {"ArgMax", lower_arg_max},
        {"Hardmax", lower_softmax},
        {"TopK", lower_top_k},
        {"Sigmoid", lower_sigmoid},
        {"Tanh", lower_sigmoid},
        {"QuantizeLinear", lower_quantize},
        {"DequantizeLinear", lower_dequantize},
    };
    return table;
}

const std::set<std::string>& shape_keepers() {
    static const std::set<std::string> keepers{"Elu",
                                               "Selu",
                                               "Celu",
                                               "Gelu",
                                               "HardSigmoid",
                                               "HardSwish",
                                               "Mish",
                                               "Softplus",
                                               "Softsign",
                                               "ThresholdedRelu",
                                               "Swish",
                                               "Erf",
                                               "Exp",
                                               "Log",
                                               "Abs",
                                               "Pow",
                                               "Sqrt",
                                               "Floor",
                                               "Ceil",
                                               "Round",
                                               "LRN",
                                               "Reciprocal",
                                               "InstanceNormalization",
                                               "LayerNormalization",
                                               "GroupNormalization",
                                               "LpNormalization",
                                               "MeanVarianceNormalization",
                                               "Where"};
    return keepers;
}

// What the message says beside "not supported".
const std::map<std::string, std::string>& hints() {
    const std::string retrain = "train the network with Relu or Relu6 instead";
    const std::string integers =
        "import the float model and quantize it here, or export with QuantizeLinear and "
        "DequantizeLinear pairs";
    const std::string earlier = "choose an output before it with --output";
    const std::string branch = "export the model for inference, with control flow resolved";
    static const std::map<std::string, std::string> hints{
        {"Elu", retrain},
        {"Selu", retrain},
        {"Celu", retrain},
        {"Gelu", retrain},
        {"HardSigmoid", retrain},
        {"HardSwish", retrain},
        {"Mish", retrain},
        {"Softplus", retrain},
        {"Softsign", retrain},
        {"ThresholdedRelu", retrain},
        {"Swish", retrain},
        {"LRN", "train the network with BatchNormalization instead"},
        {"InstanceNormalization", "train the network with BatchNormalization instead"},
        {"LayerNormalization", "train the network with BatchNormalization instead"},
        {"GroupNormalization", "train the network with BatchNormalization instead"},
        {"ConvTranspose", "the chip makes maps smaller, not larger"},
        {"Resize", "the chip makes maps smaller, not larger; scale images before they are given to it"},
        {"Upsample", "the chip makes maps smaller, not larger; scale images before they are given to it"},
        {"If", branch},
        {"Loop", branch},
        {"Scan", branch},
        {"QLinearConv", integers},
        {"QLinearMatMul", integers},
        {"ConvInteger", integers},
        {"MatMulInteger", integers},
        {"DynamicQuantizeLinear", integers},
        {"QLinearAdd", integers},
        {"BipolarQuant", integers},
        {"Trunc", integers},
        {"NonMaxSuppression", earlier},
        {"ZipMap", earlier},
        {"ArrayFeatureExtractor", earlier},
        {"LabelEncoder", earlier},
        {"CategoryMapper", earlier},
        {"ReduceL2", earlier},
        {"LpNormalization", earlier},
    };
    return hints;
}

}  // namespace

Lower lowering_of(const Node& node) {
    if (is_qonnx_quant(node)) return lower_qonnx_quant;
    const auto entry = table().find(node.op);
    return node.domain.empty() && entry != table().end() ? entry->second : nullptr;
}

bool keeps_shape(const Node& node) {
    return shape_keepers().count(node.op) > 0;
}

Unsupported unsupported_operator(const Lowering& context, const Node& node) {
    const auto& functions = context.graph.functions;
    if (std::find(functions.begin(), functions.end(), node.op) != functions.end())
        return Unsupported("the file defines this operator itself, as a function",
                           "onnx.inliner puts the function's nodes in its place");
    const auto hint = hints().find(node.op);
    const std::string help = hint == hints().end() ? "" : hint->second;
    if (!node.domain.empty() && help.empty()) return Unsupported("the chip has nothing for operators of this domain");
    return Unsupported("the chip has nothing for this operator", help);
}

}  // namespace hashiflex::importing

// SPDX-License-Identifier: Apache-2.0
#include "tests/support/onnx_reference.h"

#include "tests/support/onnx_reference/operators.h"

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>

namespace hashiflex::test {
namespace reference {
namespace {

T evaluated(const Node& node) {
    using F = T (*)(const Node&);
    static const std::map<std::string, F> table{
        {"Conv", conv},
        {"MaxPool", [](const Node& n) { return pool(n, true); }},
        {"AveragePool", [](const Node& n) { return pool(n, false); }},
        {"GlobalMaxPool", [](const Node& n) { return reduced(n.in(0), spatial_axes(n.in(0)), true, true); }},
        {"GlobalAveragePool", [](const Node& n) { return reduced(n.in(0), spatial_axes(n.in(0)), true, false); }},
        {"ReduceMean",
         [](const Node& n) { return reduced(n.in(0), axes_of(n), n.integer("keepdims", 1) != 0, false); }},
        {"ReduceMax", [](const Node& n) { return reduced(n.in(0), axes_of(n), n.integer("keepdims", 1) != 0, true); }},
        {"ReduceSum",
         [](const Node& n) {
             T mean = reduced(n.in(0), axes_of(n), n.integer("keepdims", 1) != 0, false);
             const double terms = static_cast<double>(count(n.in(0).shape)) / static_cast<double>(count(mean.shape));
             return mapped(mean, [=](double x) { return x * terms; });
         }},
        {"SpaceToDepth", space_to_depth},
        {"LeakyRelu",
         [](const Node& n) {
             const double slope = n.real("alpha", 0.01F);
             return mapped(n.in(0), [=](double x) { return x < 0 ? x * slope : x; });
         }},
        {"PRelu",
         [](const Node& n) {
             return broadcast(n.in(0), n.in(1), [](double x, double slope) { return x < 0 ? x * slope : x; });
         }},
        {"Gemm", gemm},
        {"MatMul", [](const Node& n) { return matmul(n.in(0), n.in(1)); }},
        {"BatchNormalization", batch_norm},
        {"Relu", [](const Node& n) { return mapped(n.in(0), [](double x) { return std::max(x, 0.0); }); }},
        {"Neg", [](const Node& n) { return mapped(n.in(0), [](double x) { return -x; }); }},
        {"Clip", clip},
        {"Max",
         [](const Node& n) { return broadcast(n.in(0), n.in(1), [](double a, double b) { return std::max(a, b); }); }},
        {"Min",
         [](const Node& n) { return broadcast(n.in(0), n.in(1), [](double a, double b) { return std::min(a, b); }); }},
        {"Add", [](const Node& n) { return broadcast(n.in(0), n.in(1), std::plus<>()); }},
        {"Sub", [](const Node& n) { return broadcast(n.in(0), n.in(1), std::minus<>()); }},
        {"Mul", [](const Node& n) { return broadcast(n.in(0), n.in(1), std::multiplies<>()); }},
        {"Div", [](const Node& n) { return broadcast(n.in(0), n.in(1), std::divides<>()); }},
        {"Sum",
         [](const Node& n) {
             T sum = n.in(0);
             for (int i = 1; i < n.inputs(); ++i) sum = broadcast(sum, n.in(i), std::plus<>());
             return sum;
         }},
        {"Mean",
         [](const Node& n) {
             const double inputs = n.inputs();
             return mapped(broadcast(n.in(0), n.in(1), std::plus<>()), [=](double x) { return x / inputs; });
         }},
        {"Reshape", reshape},
        {"Flatten", flatten},
        {"Squeeze", squeeze},
        {"Unsqueeze", unsqueeze},
        {"Transpose", perm_of},
        {"Pad", pad},
        {"Concat", concat},
        {"Slice", slice},
        {"Gather", gather},
        {"Shape",
         [](const Node& n) {
             const Ints& shape = n.in(0).shape;
             return T{{static_cast<std::int64_t>(shape.size())}, {shape.begin(), shape.end()}};
         }},
        {"Constant", [](const Node& n) { return constant_of(n.find("value")->t()); }},
        {"Identity", [](const Node& n) { return n.in(0); }},
        {"Dropout", [](const Node& n) { return n.in(0); }},
        {"Cast", [](const Node& n) { return n.in(0); }},
        // Of outputs: the logits are what is compared.
        {"Softmax", [](const Node& n) { return n.in(0); }},
        {"LogSoftmax", [](const Node& n) { return n.in(0); }},
        {"ArgMax", [](const Node& n) { return n.in(0); }},
        {"TopK", [](const Node& n) { return n.in(0); }},
        {"Tanh", [](const Node& n) { return n.in(0); }},
        {"DequantizeLinear", dequantized},
    };
    const auto entry = table.find(node.op());
    if (entry == table.end()) throw std::runtime_error("reference: no operator " + node.op());
    return entry->second(node);
}

}  // namespace
}  // namespace reference

ReferenceTensor evaluate_onnx(const onnx::ModelProto& model, const ReferenceTensor& input) {
    std::map<std::string, ReferenceTensor> tensors;
    for (const auto& constant : model.graph().initializer())
        tensors[constant.name()] = reference::constant_of(constant);
    tensors[model.graph().input(0).name()] = input;
    for (const auto& node : model.graph().node()) {
        const reference::Node read(node, tensors);
        if (read.op() != "Split") tensors[node.output(0)] = reference::evaluated(read);
        for (int i = 0; read.op() == "Split" && i < node.output_size(); ++i)
            tensors[node.output(i)] = reference::split_part(read, i);
    }
    return tensors.at(model.graph().output(0).name());
}

}  // namespace hashiflex::test

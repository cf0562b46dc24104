// SPDX-License-Identifier: Apache-2.0
// ONNX files made by hand: what exporters write, a line a node.
#pragma once

#include "sim/import/onnx_messages.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hashiflex::test {

using OnnxValue = std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>>;
using OnnxAttributes = std::vector<std::pair<std::string, OnnxValue>>;
using OnnxShape = std::vector<std::int64_t>;

// Tensors are known by name. Random weights are the same in every run.
class OnnxModel {
 public:
    explicit OnnxModel(std::int64_t opset = 13);

    // -1: an extent without a value. The first one is the image.
    std::string input(const std::string& name, const OnnxShape& shape, int type = onnx::TensorProto::FLOAT);
    std::string node(const std::string& op, const std::vector<std::string>& inputs,
                     const OnnxAttributes& attributes = {});
    std::string random(const OnnxShape& shape, double lo = -0.5, double hi = 0.5);
    std::string reals(const OnnxShape& shape, const std::vector<float>& values);
    std::string integers(const std::vector<std::int64_t>& values);
    std::string integer(std::int64_t value);  // a scalar
    // All that BatchNormalization takes beside its input: scale, bias, mean, variance.
    std::vector<std::string> statistics(std::int64_t channels);
    void output(const std::string& name);

    onnx::ModelProto& model() { return model_; }
    const onnx::ModelProto& model() const { return model_; }
    onnx::NodeProto& last_node() { return *model_.mutable_graph()->mutable_node()->rbegin(); }
    onnx::TensorProto& last_constant() { return *model_.mutable_graph()->mutable_initializer()->rbegin(); }
    std::string bytes() const { return model_.SerializeAsString(); }

 private:
    std::string fresh() { return "t" + std::to_string(++tensors_); }
    onnx::TensorProto& add_constant(const OnnxShape& shape, int type);

    onnx::ModelProto model_;
    int tensors_ = 0;
    std::uint32_t random_state_ = 1;
};

// `first` and then the others.
std::vector<std::string> with(const std::string& first, std::vector<std::string> others);

}  // namespace hashiflex::test

// SPDX-License-Identifier: Apache-2.0
#include "tests/support/onnx_model.h"

namespace hashiflex::test {
namespace {

void set(onnx::AttributeProto& attribute, const OnnxValue& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        attribute.set_type(onnx::AttributeProto::INT);
        attribute.set_i(*integer);
    } else if (const auto* real = std::get_if<double>(&value)) {
        attribute.set_type(onnx::AttributeProto::FLOAT);
        attribute.set_f(static_cast<float>(*real));
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        attribute.set_type(onnx::AttributeProto::STRING);
        attribute.set_s(*text);
    } else {
        attribute.set_type(onnx::AttributeProto::INTS);
        for (const std::int64_t item : std::get<std::vector<std::int64_t>>(value)) attribute.add_ints(item);
    }
}

void declare(onnx::ValueInfoProto& info, const std::string& name, const OnnxShape& shape, int type) {
    info.set_name(name);
    auto& tensor = *info.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(type);
    for (const std::int64_t extent : shape) {
        auto& dim = *tensor.mutable_shape()->add_dim();
        if (extent >= 0) dim.set_dim_value(extent);
    }
}

}  // namespace

OnnxModel::OnnxModel(std::int64_t opset) {
    model_.set_ir_version(8);
    auto& import = *model_.add_opset_import();
    import.set_domain("");
    import.set_version(opset);
    model_.mutable_graph()->set_name("by hand");
}

std::string OnnxModel::input(const std::string& name, const OnnxShape& shape, int type) {
    declare(*model_.mutable_graph()->add_input(), name, shape, type);
    return name;
}

std::string OnnxModel::node(const std::string& op, const std::vector<std::string>& inputs,
                            const OnnxAttributes& attributes) {
    auto& node = *model_.mutable_graph()->add_node();
    node.set_op_type(op);
    node.set_name(op + "_" + std::to_string(model_.graph().node_size() - 1));
    for (const auto& input : inputs) node.add_input(input);
    const std::string output = fresh();
    node.add_output(output);
    for (const auto& [key, value] : attributes) {
        auto& attribute = *node.add_attribute();
        attribute.set_name(key);
        set(attribute, value);
    }
    return output;
}

onnx::TensorProto& OnnxModel::add_constant(const OnnxShape& shape, int type) {
    auto& tensor = *model_.mutable_graph()->add_initializer();
    tensor.set_name(fresh());
    tensor.set_data_type(type);
    for (const std::int64_t extent : shape) tensor.add_dims(extent);
    return tensor;
}

std::string OnnxModel::random(const OnnxShape& shape, double lo, double hi) {
    std::int64_t count = 1;
    for (const std::int64_t extent : shape) count *= extent;
    std::vector<float> values;
    for (std::int64_t i = 0; i < count; ++i) {
        random_state_ = random_state_ * 1664525U + 1013904223U;  // Numerical Recipes
        values.push_back(static_cast<float>(lo + (hi - lo) * (random_state_ >> 8) / double{1 << 24}));
    }
    return reals(shape, values);
}

std::string OnnxModel::reals(const OnnxShape& shape, const std::vector<float>& values) {
    auto& tensor = add_constant(shape, onnx::TensorProto::FLOAT);
    tensor.set_raw_data(std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)));
    return tensor.name();
}

std::string OnnxModel::integers(const std::vector<std::int64_t>& values) {
    auto& tensor = add_constant({static_cast<std::int64_t>(values.size())}, onnx::TensorProto::INT64);
    for (const std::int64_t value : values) tensor.add_int64_data(value);
    return tensor.name();
}

std::string OnnxModel::integer(std::int64_t value) {
    const std::string name = integers({value});
    last_constant().clear_dims();
    return name;
}

std::vector<std::string> OnnxModel::statistics(std::int64_t channels) {
    return {random({channels}, 0.5, 1.5), random({channels}), random({channels}), random({channels}, 0.3, 1.3)};
}

void OnnxModel::output(const std::string& name) {
    declare(*model_.mutable_graph()->add_output(), name, {}, onnx::TensorProto::FLOAT);
    model_.mutable_graph()->mutable_output()->rbegin()->mutable_type()->mutable_tensor_type()->clear_shape();
}

std::vector<std::string> with(const std::string& first, std::vector<std::string> others) {
    others.insert(others.begin(), first);
    return others;
}

}  // namespace hashiflex::test

// SPDX-License-Identifier: Apache-2.0
#include "sim/import/onnx_file.h"

#include "sim/config/error.h"
#include "sim/files/input_files.h"
#include "sim/files/look.h"
#include "sim/import/node_order.h"
#include "sim/import/onnx_tensor.h"
#include "sim/import/wire_scan.h"

#include <fstream>
#include <google/protobuf/stubs/logging.h>
#include <set>
#include <stdexcept>

namespace hashiflex::importing {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kOldestOpset = 7, kNewestOpset = 21;

Attribute attribute_of(const onnx::AttributeProto& message, const fs::path& folder) {
    Attribute attribute;
    using Kind = Attribute::Kind;
    // Files of before IR 2 do not say the type.
    const bool untyped = message.type() == onnx::AttributeProto::UNDEFINED;
    if (message.type() == onnx::AttributeProto::INT || (untyped && message.has_i())) {
        attribute.kind = Kind::integer;
        attribute.integer = message.i();
    } else if (message.type() == onnx::AttributeProto::FLOAT || (untyped && message.has_f())) {
        attribute.kind = Kind::real;
        attribute.real = message.f();
    } else if (message.type() == onnx::AttributeProto::STRING || (untyped && message.has_s())) {
        attribute.kind = Kind::text;
        attribute.text = message.s();
    } else if (message.type() == onnx::AttributeProto::INTS || (untyped && message.ints_size() > 0)) {
        attribute.kind = Kind::integers;
        attribute.integers.assign(message.ints().begin(), message.ints().end());
    } else if (message.type() == onnx::AttributeProto::FLOATS || (untyped && message.floats_size() > 0)) {
        attribute.kind = Kind::reals;
        attribute.reals.assign(message.floats().begin(), message.floats().end());
    } else if (message.type() == onnx::AttributeProto::TENSOR || (untyped && message.has_t())) {
        attribute.kind = Kind::tensor;
        try {
            attribute.tensor = tensor_of(message.t(), folder);
        } catch (const std::invalid_argument& error) {
            attribute.unreadable = error.what();
        }
    }
    return attribute;
}

// "ai.onnx" is the long name of the empty one.
std::string domain_of(const std::string& domain) {
    return domain == "ai.onnx" ? "" : domain;
}

Node node_of(const onnx::NodeProto& message, std::size_t index, const fs::path& folder) {
    Node node;
    node.name = message.name();
    node.op = message.op_type();
    node.domain = domain_of(message.domain());
    node.index = index;
    node.inputs.assign(message.input().begin(), message.input().end());
    node.outputs.assign(message.output().begin(), message.output().end());
    for (const auto& attribute : message.attribute())
        node.attributes[attribute.name()] = attribute_of(attribute, folder);
    return node;
}

Declared declared_of(const onnx::ValueInfoProto& message) {
    Declared declared;
    declared.name = message.name();
    if (!message.type().has_tensor_type()) return declared;
    const auto& type = message.type().tensor_type();
    declared.element = element_of(type.elem_type());
    declared.has_shape = type.has_shape();
    for (const auto& extent : type.shape().dim()) {
        const bool known = extent.has_dim_value() && extent.dim_value() > 0;
        declared.shape.push_back(known ? std::make_optional<std::int64_t>(extent.dim_value()) : std::nullopt);
        declared.names.push_back(extent.has_dim_param() ? extent.dim_param() : "");
    }
    return declared;
}

std::int64_t default_opset(const onnx::ModelProto& model, const std::string& where) {
    std::optional<std::int64_t> opset;
    for (const auto& import : model.opset_import())
        if (domain_of(import.domain()).empty()) opset = import.version();
    if (!opset && model.opset_import_size() == 0) opset = 1;  // IR 1 and 2
    if (!opset) throw ConfigError(where + ": it does not say which opset of ONNX its nodes are of");
    if (*opset < kOldestOpset || *opset > kNewestOpset)
        throw ConfigError(where + ": found opset " + std::to_string(*opset) +
                          "; allowed: " + std::to_string(kOldestOpset) + " to " + std::to_string(kNewestOpset) +
                          "; onnx.version_converter changes it, or export the model with another opset_version");
    return *opset;
}

void read_constants(onnx::GraphProto& graph, const fs::path& folder, const std::string& where, Graph& read) {
    for (auto& message : *graph.mutable_initializer()) {
        if (read.constants.count(message.name()) + read.unreadable.count(message.name()) > 0)
            throw ConfigError(where + ": two initializers have the name '" + shortened(message.name(), 200) + "'");
        try {
            read.constants[message.name()] = tensor_of(message, folder);
        } catch (const std::invalid_argument& error) {
            read.constants.erase(message.name());
            read.unreadable[message.name()] = error.what();
        }
        message.Clear();  // of large models, two copies are enough
    }
    for (const auto& message : graph.sparse_initializer())
        read.unreadable[message.values().name()] = "it is sparse, which is not read";
}

void read_declarations(const onnx::GraphProto& graph, Graph& read) {
    for (const auto& input : graph.input())  // old exporters list initializers, too
        if (read.constants.count(input.name()) + read.unreadable.count(input.name()) == 0)
            read.inputs.push_back(declared_of(input));
    for (const auto& output : graph.output()) read.outputs.push_back(declared_of(output));
}

onnx::ModelProto parse(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!is_file(file) || !stream) throw ConfigError(file.string() + ": there is no such file, or it cannot be read");
    note_input(file);
    require_reasonable(file);
    const google::protobuf::LogSilencer silence;  // the error is ours to tell
    onnx::ModelProto model;
    if (!model.ParseFromIstream(&stream))
        throw ConfigError(file.string() + ": no ONNX file, or not all of one: its protocol buffers cannot be read");
    if (!model.has_graph()) throw ConfigError(file.string() + ": no ONNX file: it has no graph");
    return model;
}

}  // namespace

Graph read_onnx(const fs::path& file) {
    onnx::ModelProto model = parse(file);
    const std::string where = file.string();
    Graph read;
    read.name = model.graph().name();
    read.producer = model.producer_name() + (model.producer_version().empty() ? "" : " " + model.producer_version());
    read.ir_version = model.ir_version();
    read.opset = default_opset(model, where);
    read_constants(*model.mutable_graph(), file.parent_path(), where, read);
    read_declarations(model.graph(), read);
    for (const auto& function : model.functions()) read.functions.push_back(function.name());
    std::size_t index = 0;
    for (const auto& node : model.graph().node()) read.nodes.push_back(node_of(node, index++, file.parent_path()));
    try {
        put_in_order(read);
    } catch (const std::invalid_argument& error) {
        throw ConfigError(where + ": " + error.what());
    }
    return read;
}

}  // namespace hashiflex::importing

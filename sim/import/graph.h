// SPDX-License-Identifier: Apache-2.0
// An ONNX graph as plain data: what a file says, before anything is understood. Knows no protocol buffers.
#pragma once

#include "sim/import/tensor.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex::importing {

struct Attribute {
    enum class Kind { integer, real, text, tensor, integers, reals, other } kind = Kind::other;
    std::int64_t integer = 0;
    float real = 0;
    std::string text;
    Tensor tensor;
    std::vector<std::int64_t> integers;
    std::vector<float> reals;
    std::string unreadable;  // why a tensor could not be read
};

struct Node {
    std::string name;  // as in the file; may be empty
    std::string op;
    std::string domain;                        // empty: ONNX's own
    std::vector<std::string> inputs, outputs;  // an empty name: left out
    std::map<std::string, Attribute> attributes;
    std::size_t index = 0;  // in the file

    // Throw Unsupported if the attribute is of another kind.
    std::int64_t integer(const std::string& key, std::int64_t otherwise) const;
    float real(const std::string& key, float otherwise) const;
    std::string text(const std::string& key, const std::string& otherwise) const;
    std::vector<std::int64_t> integers(const std::string& key, std::vector<std::int64_t> otherwise) const;
    bool has(const std::string& key) const { return attributes.count(key) > 0; }
    bool has_input(std::size_t i) const { return i < inputs.size() && !inputs[i].empty(); }
    bool has_output(std::size_t i) const { return i < outputs.size() && !outputs[i].empty(); }

    std::string label() const;  // "node 'conv1' (Conv)", "node 3, without a name (Conv)"
};

// A declared input or output. Extents that are unknown or have names are empty.
struct Declared {
    std::string name;
    bool has_shape = false;
    std::vector<std::optional<std::int64_t>> shape;
    std::vector<std::string> names;  // of extents, for messages; empty where there is none
    std::optional<Element> element;  // empty: no number
};

struct Graph {
    std::string name;
    std::string producer;  // "pytorch 1.13.1"
    std::int64_t ir_version = 0;
    std::int64_t opset = 0;
    std::vector<Node> nodes;  // producers before consumers
    std::map<std::string, Tensor> constants;
    std::map<std::string, std::string> unreadable;  // constants of types that are not understood: why
    std::vector<Declared> inputs;                   // without those that are constants
    std::vector<Declared> outputs;
    std::vector<std::string> functions;  // operators that the file defines itself
};

}  // namespace hashiflex::importing

// SPDX-License-Identifier: Apache-2.0
// A node of the graph with its tensors.
#pragma once

#include "tests/support/onnx_reference/tensor.h"

#include <map>
#include <string>

namespace hashiflex::test::reference {

class Node {
 public:
    Node(const onnx::NodeProto& node, std::map<std::string, T>& tensors) : node_(node), tensors_(tensors) {}

    const std::string& op() const { return node_.op_type(); }
    bool has(int i) const { return i < node_.input_size() && !node_.input(i).empty(); }
    const T& in(int i) const { return tensors_.at(node_.input(i)); }
    int inputs() const { return node_.input_size(); }
    Ints list(int i) const { return {in(i).values.begin(), in(i).values.end()}; }
    const onnx::AttributeProto* find(const char* key) const {
        for (const auto& attribute : node_.attribute())
            if (attribute.name() == key) return &attribute;
        return nullptr;
    }
    std::int64_t integer(const char* key, std::int64_t otherwise) const {
        return find(key) ? find(key)->i() : otherwise;
    }
    double real(const char* key, double otherwise) const { return find(key) ? double{find(key)->f()} : otherwise; }
    std::string text(const char* key, const char* otherwise) const { return find(key) ? find(key)->s() : otherwise; }
    Ints integers(const char* key, Ints otherwise) const {
        if (find(key) == nullptr) return otherwise;
        return {find(key)->ints().begin(), find(key)->ints().end()};
    }

 private:
    const onnx::NodeProto& node_;
    std::map<std::string, T>& tensors_;
};

// An attribute, in later opsets the second input.
inline Ints axes_of(const Node& node) {
    return node.has(1) ? node.list(1) : node.integers("axes", {});
}

}  // namespace hashiflex::test::reference

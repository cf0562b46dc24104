// SPDX-License-Identifier: Apache-2.0
// What the lowering of an operator sees and may do.
#pragma once

#include "sim/import/lowering.h"

#include <map>
#include <memory>
#include <optional>
#include <variant>

namespace hashiflex::importing {

// A tensor that depends on the image.
struct Activation {
    int layer = 0;
    View view;
    std::string left_out;       // behind the layer stands an operator that only an output may have: its node
    bool is_quantized = false;  // integers, of which DequantizeLinear makes reals again
};
using Constant = std::shared_ptr<const Tensor>;
struct Unknown {};  // behind something that is not supported
using Value = std::variant<Unknown, Constant, Activation>;

class Lowering {
 public:
    explicit Lowering(Graph of) : graph(std::move(of)) {}

    Graph graph;
    LayerGraph layers;
    Roles roles;
    std::vector<std::string> notes;
    std::map<std::string, Value> values;
    Problems problems;
    std::set<std::string> formats_dropped;  // nodes whose quantization is no format of the chip

    // Of the node that is lowered:
    const Node* node = nullptr;

    // Says what is wrong, so that more can be found; the lowering may go on.
    void report(const Unsupported& error);

    // Input i as it must be; throw Unsupported, or BehindUnknown.
    const Activation& activation(std::size_t i);   // its channels are one axis
    const Activation& shown(std::size_t i) const;  // by an operator that changes no value: it may be of the output
    const Tensor& constant(std::size_t i, const std::string& what) const;
    const Tensor* optional_constant(std::size_t i, const std::string& what) const;  // null: left out
    bool is_constant(std::size_t i) const;

    // A layer named after the node.
    int add(LayerOperator op, std::vector<int> inputs, const core::Shape& out);
    // The same tensor under another view.
    Activation seen(const Activation& of, View view) const {
        return {of.layer, with_parts_joined(std::move(view)), of.left_out, of.is_quantized};
    }
    // A batch axis as the input has it: its atoms.
    static std::vector<Atom> batch_of(const Activation& of) {
        return of.view.axes.empty() ? std::vector<Atom>{} : of.view.axes.front();
    }

    const Value& value(std::size_t i) const;
};

// Not to be reported: what is before it was.
struct BehindUnknown {};

// An NCHW map, or NCW: roles of its axes are as they must be. The spatial axes, 1 or 2.
std::size_t demand_map(Lowering& context, const Activation& input);

}  // namespace hashiflex::importing

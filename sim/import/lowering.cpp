// SPDX-License-Identifier: Apache-2.0
#include "sim/import/lowering.h"

#include "sim/config/error.h"
#include "sim/import/finish_input.h"
#include "sim/import/fold.h"
#include "sim/import/lowering_context.h"
#include "sim/import/node_order.h"
#include "sim/import/operators.h"
#include "sim/import/take.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace hashiflex::importing {
namespace {

constexpr int kMostLayers = 20000;

std::string quoted_tensor(const std::string& name) {
    return "'" + shortened(name, 200) + "'";
}

void take_constants(Lowering& context) {
    for (auto& [name, tensor] : context.graph.constants)
        context.values[name] = std::make_shared<const Tensor>(std::move(tensor));
    context.graph.constants.clear();
}

bool reads(const Graph& graph, const std::string& name) {
    return std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
        return std::find(node.inputs.begin(), node.inputs.end(), name) != node.inputs.end();
    });
}

// The one input that is an image.
void take_input(Lowering& context) {
    Layer input;
    input.name = "input";
    context.layers.add(std::move(input));
    std::vector<const Declared*> images;
    for (const auto& declared : context.graph.inputs)
        if (reads(context.graph, declared.name)) images.push_back(&declared);
    for (std::size_t i = 1; i < images.size(); ++i)
        context.problems.push_back({"input " + quoted_tensor(images[i]->name),
                                    "the network reads a second input; the chip has one",
                                    "make it a constant of the model"});
    if (images.empty()) {
        context.problems.push_back({"the graph", "no node on the way to the output reads an input", ""});
        return;
    }
    try {
        context.values[images[0]->name] = Activation{0, context.roles.input_view(*images[0]), ""};
    } catch (const Unsupported& error) {
        context.problems.push_back(problem_at("input " + quoted_tensor(images[0]->name), error));
    }
}

std::optional<Tensor> folded(Lowering& context, const Node& node) {
    std::vector<const Tensor*> constants;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        if (!node.has_input(i)) {
            constants.push_back(nullptr);
            continue;
        }
        if (!context.is_constant(i)) return std::nullopt;
        constants.push_back(&context.constant(i, "input"));
    }
    return fold(node, constants);
}

Value lowered(Lowering& context, const Node& node) {
    if (lowering_of(node) == nullptr && !can_fold(node)) {  // whatever is before it
        context.report(unsupported_operator(context, node));
        if (node.inputs.empty() || !keeps_shape(node) || context.is_constant(0)) return Unknown{};
        return context.shown(0);
    }
    if (auto constant = folded(context, node)) return std::make_shared<const Tensor>(std::move(*constant));
    if (const Lower lower = lowering_of(node)) return lower(context, node);
    throw unsupported_operator(context, node);
}

void lower_node(Lowering& context, const Node& node) {
    context.node = &node;
    for (const auto& output : node.outputs) context.values[output] = Unknown{};
    try {
        Value value = lowered(context, node);
        if (node.has_output(0)) context.values[node.outputs[0]] = std::move(value);
    } catch (const BehindUnknown&) {
    } catch (const Unsupported& error) {
        context.report(error);
    } catch (const std::invalid_argument& error) {  // shapes that are none
        context.report(Unsupported(error.what()));
    }
}

void note_left_out(Lowering& context, const Activation& output) {
    if (output.left_out.empty()) return;
    context.notes.push_back(output.left_out +
                            " is left out: the chip gives the class with the largest logit, which it does not change");
}

void note_formats(Lowering& context) {
    if (context.formats_dropped.empty()) return;
    context.notes.push_back(
        std::to_string(context.formats_dropped.size()) +
        " quantizers have scales that are no powers of two, or a zero point: the formats behind them "
        "are chosen anew; the first is " +
        *context.formats_dropped.begin());
}

}  // namespace

// Once, where both of two axes have it.
void Lowering::report(const Unsupported& error) {
    const Problem problem = problem_at(node->label(), error);
    if (problems.empty() || problems.back().place != problem.place || problems.back().why != problem.why)
        problems.push_back(problem);
}

const Value& Lowering::value(std::size_t i) const {
    static const Value unknown = Unknown{};
    if (!node->has_input(i)) throw Unsupported("its input " + std::to_string(i) + " is missing");
    const auto unreadable = graph.unreadable.find(node->inputs[i]);
    if (unreadable != graph.unreadable.end())
        throw Unsupported("its input " + quoted_tensor(node->inputs[i]) + " cannot be used: " + unreadable->second);
    const auto found = values.find(node->inputs[i]);
    if (found != values.end()) return found->second;
    const bool is_input = std::any_of(graph.inputs.begin(), graph.inputs.end(),
                                      [&](const Declared& input) { return input.name == node->inputs[i]; });
    if (!is_input) throw Unsupported("nothing gives its input " + quoted_tensor(node->inputs[i]));
    return unknown;  // a graph input that is reported already
}

const Activation& Lowering::shown(std::size_t i) const {
    const Value& input = value(i);
    if (std::holds_alternative<Unknown>(input)) throw BehindUnknown{};
    const auto* activation = std::get_if<Activation>(&input);
    if (activation == nullptr)
        throw Unsupported("its input " + quoted_tensor(node->inputs[i]) + " is a constant, where it must be a map");
    return *activation;
}

const Activation& Lowering::activation(std::size_t i) {
    const Activation& input = shown(i);
    if (!input.left_out.empty()) {
        report(Unsupported("it reads what " + input.left_out + " gives, which only the output may be",
                           "train the network with Relu or Relu6, or choose an output with --output"));
        std::get<Activation>(values[node->inputs[i]]).left_out.clear();  // to find more
    }
    if (input.is_quantized)
        throw Unsupported(
            "it reads the integers of " + quoted_tensor(node->inputs[i]) + "; the chip's own come from its formats",
            "export quantizers as pairs, QuantizeLinear and DequantizeLinear");
    if (cuts_channels(roles, input.view)) values[node->inputs[i]] = with_whole_channels(*this, input);
    return input;
}

bool Lowering::is_constant(std::size_t i) const {
    const Value& input = value(i);
    if (std::holds_alternative<Unknown>(input)) throw BehindUnknown{};
    return std::holds_alternative<Constant>(input);
}

const Tensor& Lowering::constant(std::size_t i, const std::string& what) const {
    if (!is_constant(i))
        throw Unsupported("its " + what + ", " + quoted_tensor(node->inputs[i]) + ", are computed from the image",
                          "only constants can be hardwired");
    return *std::get<Constant>(value(i));
}

const Tensor* Lowering::optional_constant(std::size_t i, const std::string& what) const {
    return node->has_input(i) ? &constant(i, what) : nullptr;
}

int Lowering::add(LayerOperator op, std::vector<int> inputs, const core::Shape& out) {
    if (layers.size() > kMostLayers)
        throw Unsupported("it is behind more than " + std::to_string(kMostLayers) + " layers");
    Layer layer;
    layer.op = std::move(op);
    layer.inputs = std::move(inputs);
    layer.out = out;
    layer.name = node->name;
    layer.origin = {node->label()};
    return layers.add(std::move(layer));
}

std::size_t demand_map(Lowering& context, const Activation& input) {
    const std::size_t rank = input.view.rank();
    if (rank != 3 && rank != 4)
        throw Unsupported("its input has " + std::to_string(rank) + " axes, " + shape_text(input.view.shape()) +
                          "; only windows over two axes, or one, are supported");
    context.roles.demand(input.view, 0, Role::batch);
    context.roles.demand(input.view, 1, Role::channels);
    if (rank == 4) context.roles.demand(input.view, 2, Role::height);
    context.roles.demand(input.view, rank - 1, Role::width);
    return rank - 2;
}

Lowered lower(Graph graph, const std::string& output, Problems& problems) {
    Lowering context(std::move(graph));
    keep_what_feeds(context.graph, output);
    take_constants(context);
    take_input(context);
    for (const Node& node : context.graph.nodes) lower_node(context, node);
    Lowered result;
    const Value& last = context.values[output];
    if (const auto* activation = std::get_if<Activation>(&last)) {
        context.layers.set_output(activation->layer);
        result.output = activation->view;
        note_left_out(context, *activation);
        result.has_classes = !activation->left_out.empty();
        note_formats(context);
        finish_input(context);
    } else if (context.problems.empty()) {
        context.problems.push_back({"output " + quoted_tensor(output), "it does not depend on the image", ""});
    }
    problems.insert(problems.end(), context.problems.begin(), context.problems.end());
    result.layers = std::move(context.layers);
    result.notes = std::move(context.notes);
    return result;
}

}  // namespace hashiflex::importing

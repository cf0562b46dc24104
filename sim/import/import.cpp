// SPDX-License-Identifier: Apache-2.0
#include "sim/import/import.h"

#include "sim/config/error.h"
#include "sim/import/head.h"
#include "sim/import/lowering.h"
#include "sim/import/names.h"
#include "sim/import/onnx_file.h"
#include "sim/import/simplify.h"

#include <algorithm>
#include <cmath>

namespace hashiflex::importing {
namespace {

constexpr std::size_t kLongestTensorName = 200;

// One error for all that is not supported.
[[noreturn]] void refuse(const std::string& where, const Problems& problems) {
    std::string text = where + ": found " + std::to_string(problems.size()) +
                       (problems.size() == 1 ? " thing that cannot be imported" : " things that cannot be imported") +
                       "; nothing was written";
    for (const Problem& problem : problems)
        text += "\n  " + problem.place + ": " + problem.why + (problem.help.empty() ? "" : "; " + problem.help);
    throw ConfigError(text);
}

std::vector<std::string> names_of(const std::vector<Declared>& outputs) {
    std::vector<std::string> names;
    for (const auto& output : outputs) names.push_back(shortened(output.name, kLongestTensorName));
    return names;
}

bool gives(const Graph& graph, const std::string& tensor) {
    return std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
        return std::find(node.outputs.begin(), node.outputs.end(), tensor) != node.outputs.end();
    });
}

std::string chosen_output(const Graph& graph, const std::string& wanted, const std::string& where) {
    const auto names = names_of(graph.outputs);
    if (!wanted.empty()) {
        if (gives(graph, wanted)) return wanted;
        throw config_error({where, "--output", "'" + shortened(wanted, kLongestTensorName) + "', which no node gives",
                            "an output of the graph (" + joined(names) + "), or any other tensor",
                            nearest(wanted, names)});
    }
    if (graph.outputs.empty()) throw ConfigError(where + ": the graph has no output");
    if (graph.outputs.size() > 1)
        throw ConfigError(where + ": the graph has " + std::to_string(names.size()) + " outputs: " + joined(names) +
                          "; choose one with --output");
    return graph.outputs.front().name;
}

// Folding may overflow, too.
void judge_weights(const LayerGraph& layers, Problems& problems) {
    for (const int number : layers.in_order()) {
        const auto* conv = std::get_if<ConvLayer>(&layers.at(number).op);
        if (conv == nullptr) continue;
        const auto finite = [](auto value) { return std::isfinite(static_cast<float>(value)); };
        if (!std::all_of(conv->weights.begin(), conv->weights.end(), finite) ||
            !std::all_of(conv->bias.begin(), conv->bias.end(), finite))
            problems.push_back({layers.at(number).origin.front(),
                                "its weights overflow when what is before and behind it is folded into them", ""});
    }
}

}  // namespace

Imported import_onnx(const std::filesystem::path& file, const ImportOptions& options) {
    const std::string where = file.string();
    Graph graph = read_onnx(file);
    Imported imported;
    imported.producer = graph.producer;
    const std::string output = chosen_output(graph, options.output, where);
    Problems problems;
    Lowered lowered = lower(std::move(graph), output, problems);
    if (!problems.empty()) refuse(where, problems);
    imported.notes = std::move(lowered.notes);

    LayerGraph& layers = lowered.layers;
    core::InputSpec input;
    if (layers.output() == 0) throw ConfigError(where + ": the output is the input: there is no layer between them");
    insert_preprocessing(layers, options.preprocessing, imported.notes);
    simplify(layers);
    fold_input_scale(layers, input, imported.notes);
    if (options.preprocessing.bgr) exchange_colors(layers, input);
    make_stages(layers, problems, imported.notes);
    move_average_before_last(layers);
    if (lowered.has_classes) append_classifier(layers, imported.notes);
    judge_weights(layers, problems);
    if (!problems.empty()) refuse(where, problems);
    imported.model = float_model(layers, network_name(file.stem().string()), input);
    return imported;
}

}  // namespace hashiflex::importing

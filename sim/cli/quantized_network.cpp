// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/quantized_network.h"

#include "modules/core/quantize/formats.h"
#include "sim/sweep/value.h"

#include <type_traits>
#include <variant>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

Node scalar(const std::string& text) {
    Node node;
    node.kind = Node::Kind::scalar;
    node.text = text;
    return node;
}

void set(Node& map, const std::string& key, Node value) {
    if (Node* known = map.find(key))
        *known = std::move(value);
    else
        map.entries.add({key, std::move(value)});
}

Node format_node(const core::OutputSpec& output) {
    Node node;
    node.kind = Node::Kind::map;
    set(node, "bits", scalar(std::to_string(output.bits)));
    set(node, "signed", scalar(output.is_signed ? "true" : "false"));
    set(node, "frac", scalar(std::to_string(output.frac)));
    return node;
}

void put_numbers(const core::LayerKind& kind, Node& layer) {
    if (const core::OutputSpec* output = core::output_of(kind)) set(layer, "output", format_node(*output));
    std::visit(
        [&](const auto& spec) {
            using Kind = std::decay_t<decltype(spec)>;
            if constexpr (std::is_same_v<Kind, core::ConvSpec> || std::is_same_v<Kind, core::DepthwiseSpec> ||
                          std::is_same_v<Kind, core::LinearSpec>) {
                set(layer, "levels", scalar(std::to_string(spec.levels)));
                set(layer, "terms", scalar(std::to_string(spec.terms)));
            } else if constexpr (std::is_same_v<Kind, core::ClassifierSpec>) {
                set(layer, "weight_bits", scalar(std::to_string(spec.weight_bits)));
            }
        },
        kind);
}

// As a file in `folder` names it.
std::string seen_from(const fs::path& folder, const fs::path& file) {
    return fs::absolute(file).lexically_normal().lexically_relative(fs::absolute(folder).lexically_normal()).string();
}

}  // namespace

std::string quantized_network_text(const NetworkFile& network, const fs::path& path, const fs::path& weights) {
    const fs::path folder = fs::absolute(path).parent_path();
    Node root = network.document.root;
    set(root, "weights", scalar(seen_from(folder, weights)));
    if (network.test_set) set(*root.find("test_set"), "file", scalar(seen_from(folder, network.test_set->file)));
    Node& layers = *root.find("layers");
    for (std::size_t i = 0; i < layers.items.size(); ++i) put_numbers(network.spec.layers[i].kind, layers.items[i]);
    std::string text = "# Made by hashiflex quantize: " + network.quantization->method + ", integers " +
                       network.quantization->digest + "\n";
    for (const Entry& entry : root.entries)
        if (entry.key != "layers") text += entry.key + ": " + text_of(entry.value) + "\n";
    text += "layers:\n";
    for (const Node& layer : layers.items) text += "  - " + text_of(layer) + "\n";
    return text;
}

}  // namespace hashiflex

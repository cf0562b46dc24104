// SPDX-License-Identifier: Apache-2.0
// Tells the sources of weights apart.
#include "sim/config/weights_file.h"

#include "modules/core/quantize/formats.h"
#include "sim/config/describe_weights.h"
#include "sim/config/error.h"
#include "sim/config/file_path.h"
#include "sim/config/npz.h"
#include "sim/config/po2_codes.h"
#include "sim/config/po2_structure.h"
#include "sim/config/reader.h"
#include "sim/quantize/calibration.h"
#include "sim/quantize/quantized_weights.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace hashiflex {
namespace {

const Node* quantize_in(const Document& document) {
    const Node* weights = document.root.find("weights");
    return weights == nullptr ? nullptr : weights->find("quantize");
}

// Layers of `quantize` are those of the network that have weights.
void check_layers(const NetworkFile& network) {
    const Node* layers = network.quantize_node.find("layers");
    if (layers == nullptr) return;
    std::vector<std::string> names;
    for (const auto& layer : network.spec.layers)
        if (core::output_of(layer.kind) != nullptr) names.push_back(layer.name);
    for (const Entry& entry : layers->entries)
        if (std::find(names.begin(), names.end(), entry.key) == names.end())
            throw config_error({entry.value.where(), "weights.quantize.layers." + entry.key,
                                "unknown layer '" + entry.key + "'", "layers of the network that state an output",
                                nearest(entry.key, names)});
}

void take_quantize(Node node, NetworkFile& network) {
    network.quantize_node = std::move(node);
    const Place place{network.quantize_node, "weights.quantize"};
    network.quantize.emplace();
    read(place, *network.quantize, Mapping{});
    const Node* model = network.quantize_node.find("model");
    if (model == nullptr)
        throw config_error({network.quantize_node.where(), "weights.quantize.model", "no such key",
                            "a .npz file of float weights, here or in the network file", ""});
    network.weights = network.quantize->model;
    if (!is_file(network.weights))
        throw rejected({*model, "weights.quantize.model"}, "a file that exists; there is no " + model->text);
    const auto calibrate = calibration_file(network.quantize->calibrate).file;
    if (!network.quantize->calibrate.empty() && !is_file(calibrate))
        throw rejected({*network.quantize_node.find("calibrate"), "weights.quantize.calibrate"},
                       "a file that exists; there is no " + calibrate.string());
    check_layers(network);
}

// Whoever gives integers has decided on formats.
void refuse_automatic_formats(const NetworkFile& network) {
    if (network.quantize) return;
    for (std::size_t i = 0; i < network.spec.layers.size(); ++i) {
        const core::OutputSpec* output = core::output_of(network.spec.layers[i].kind);
        if (output == nullptr || !output->automatic) continue;
        const std::string path = item_path("layers", i) + ".output";
        throw config_error({nearest_node(network.document.root, path).where(), path, "auto",
                            "{bits, signed, frac}, for the weights are not made by quantize", ""});
    }
}

}  // namespace

void choose_weights(const DesignFile& design, NetworkFile& network) {
    const bool by_design = !design.weights.empty();
    const Node* of_network = quantize_in(network.document);
    const Node* of_design = by_design ? quantize_in(design.document) : nullptr;
    if (by_design) {
        network.weights = design.weights;
        network.synthetic = design.synthetic;
        network.quantize = design.quantize;
    }
    if (!network.quantize)
        return require_file(by_design ? design.document.root : network.document.root, "weights", network.weights);
    Node node;
    if (of_network != nullptr) node = with_paths(*of_network, network.path);
    if (of_design != nullptr) {
        const Node own = with_paths(*of_design, design.path);
        node = of_network != nullptr ? merged(node, own) : own;
    }
    take_quantize(std::move(node), network);
}

core::WeightSet load_weights(NetworkFile& network, const core::QuantizeWatch& watch) {
    refuse_automatic_formats(network);
    if (network.quantize) return quantized_weights(network, watch);
    if (network.synthetic) return core::synthetic_weights(network.spec, *network.synthetic);
    core::WeightSet arrays = load_npz(network.weights);
    if (!holds_po2_codes(arrays)) return arrays;
    network.formats = std::filesystem::path(network.weights).replace_extension(".json");
    const Po2Description description = load_po2_description(*network.formats);
    adopt_formats(description, network.path.string(), network.spec);
    Po2Arrays decoded = decode_po2(std::move(arrays), network.weights.string(), description, network.spec);
    network.array_names = std::move(decoded.names);
    return std::move(decoded.arrays);
}

}  // namespace hashiflex

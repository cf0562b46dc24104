// SPDX-License-Identifier: Apache-2.0
#include "sim/quantize/quantized_weights.h"

#include "sim/config/describe_weights.h"
#include "sim/config/error.h"
#include "sim/config/npz.h"
#include "sim/files/sha256.h"
#include "sim/quantize/calibration.h"
#include "sim/quantize/digest.h"
#include "sim/quantize/quantize_cache.h"
#include "sim/quantize/threads.h"

#include <chrono>
#include <utility>

namespace hashiflex {
namespace {

// Changes whenever equal inputs give other integers.
constexpr int kQuantizerVersion = 2;

// Equal texts, equal trees; keys without effect on integers are left out.
void append(std::string& text, const Node& node) {
    text += std::to_string(static_cast<int>(node.kind)) + (node.quoted ? "q" : "") + std::to_string(node.text.size()) +
            ' ' + node.text + '[';
    for (const Node& item : node.items) append(text, item);
    text += "]{";
    for (const Entry& entry : node.entries) {
        if (entry.key == "model" || entry.key == "calibrate") continue;  // their contents count
        text += std::to_string(entry.key.size()) + ' ' + entry.key;
        append(text, entry.value);
    }
    text += '}';
}

std::string key_of(const NetworkFile& network, const Calibration& calibration) {
    std::string text =
        "quantizer " + std::to_string(kQuantizerVersion) + "\nmodel " + sha256_of_file(network.weights) + "\nimages";
    if (calibration.file)
        for (const auto& image : calibration.images) text += ' ' + hash_of_image(image);
    text += calibration.file ? "\n" : " synthetic\n";
    for (const char* key : {"input", "layers"})
        if (const Node* node = network.document.root.find(key)) append(text, *node);
    append(text, network.quantize_node);
    return sha256_of_text(text);
}

template <class E>
std::string name_of(E value, const Choices<E>& choices) {
    for (const auto& choice : choices.values)
        if (choice.second == value) return choice.first;
    return "";
}

Quantization described(const QuantizeKeys& keys, const Calibration& calibration) {
    const core::QuantizeSpec& spec = keys.spec;
    Quantization what;
    what.method = name_of(spec.all.method, kMethods);
    what.levels = spec.all.levels;
    what.terms = spec.all.terms;
    what.activation_bits = spec.all.activation_bits;
    what.weight_bits = spec.weight_bits;
    what.prune = spec.all.prune;
    what.calibration = calibration.file;
    what.images = calibration.images.size();
    what.image_hashes = calibration.hashes;
    return what;
}

}  // namespace

core::WeightSet quantized_weights(NetworkFile& network, const core::QuantizeWatch& watch) {
    const QuantizeKeys& keys = *network.quantize;
    const core::QuantizeSpec spec = spec_of(keys);
    const core::Shape shape{network.spec.input.height, network.spec.input.width, network.spec.input.channels};
    Calibration calibration;
    if (core::needs_images(network.spec, spec))
        calibration = calibration_images(keys.calibrate, static_cast<std::size_t>(keys.images), shape);
    network.quantization = described(keys, calibration);
    const std::string key = key_of(network, calibration);
    auto quantized = cached(key, network.spec);
    if (!quantized) {
        const auto floats = core::build_float_network(network.spec, load_npz(network.weights));
        const auto start = std::chrono::steady_clock::now();
        quantized = core::quantize(floats, spec, calibration.images, in_all_threads(), watch);
        keep(key, *quantized);
        keep_seconds(network.weights, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    network.quantization->digest = digest_of(*quantized);
    network.spec = std::move(quantized->spec);
    return std::move(quantized->weights);
}

}  // namespace hashiflex

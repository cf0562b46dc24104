// SPDX-License-Identifier: Apache-2.0
#include "sim/config/quantize_keys.h"

#include "sim/config/file_path.h"

namespace hashiflex {

core::QuantizeSpec spec_of(const QuantizeKeys& keys) {
    core::QuantizeSpec spec = keys.spec;
    for (const auto& [name, own] : keys.layers) {
        core::LayerQuantization layer = spec.all;
        layer.levels = own.levels.value_or(layer.levels);
        layer.terms = own.terms.value_or(layer.terms);
        layer.activation_bits = own.activation_bits.value_or(layer.activation_bits);
        layer.method = own.method.value_or(layer.method);
        layer.keep = own.keep.value_or(layer.keep);
        if (own.prune) {
            layer.prune = own.prune->share;
            layer.prune_channels = own.prune->channels;
        }
        spec.layers[name] = layer;
    }
    return spec;
}

Node merged(const Node& network, const Node& design) {
    if (network.kind != Node::Kind::map || design.kind != Node::Kind::map) return design;
    Node all = network;
    for (const Entry& entry : design.entries) {
        Node* known = all.find(entry.key);
        if (known == nullptr)
            all.entries.add(entry);
        else
            *known = merged(*known, entry.value);
    }
    return all;
}

Node with_paths(Node quantize, const std::filesystem::path& file) {
    for (const char* key : {"model", "calibrate"})
        if (Node* path = quantize.find(key); path != nullptr && path->kind == Node::Kind::scalar)
            path->text = beside(file, path->text).string();
    return quantize;
}

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// The keys below `weights.quantize`: integers are made of float weights.
#pragma once

#include "modules/core/quantize/quantize_spec.h"
#include "sim/config/node.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// A share, or one for each output channel.
struct PruneShares {
    double share = 0;
    std::vector<double> channels;
};

// What one layer has for itself; nothing: as all layers.
struct LayerQuantizeKeys {
    std::optional<int> levels;
    std::optional<int> terms;
    std::optional<int> activation_bits;
    std::optional<core::QuantizeMethod> method;
    std::optional<PruneShares> prune;
    std::optional<core::KeepPattern> keep;
};

struct QuantizeKeys {
    std::filesystem::path model;  // empty: not said here
    std::string calibrate;        // FILE.npz or FILE.npz:ARRAY; empty: synthetic images
    int images = 64;              // of the calibration file, at most
    core::QuantizeSpec spec;
    std::map<std::string, LayerQuantizeKeys> layers;
};

// `spec` with what `layers` says.
core::QuantizeSpec spec_of(const QuantizeKeys& keys);

// The keys of a design instead of those of its network, key by key, layer by layer.
Node merged(const Node& network, const Node& design);
// With the paths in it made relative to the working directory, as if they stood in `file`.
Node with_paths(Node quantize, const std::filesystem::path& file);

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// What `hashiflex sensitivity` asks, as a sweep: every knob of the quantizer, for all layers at once and for one at a
// time.
#pragma once

#include "modules/core/network/spec.h"

#include <filesystem>
#include <string>
#include <vector>

namespace hashiflex {

// A key of the quantizer and the values that it takes, as a sweep file writes them.
struct Knob {
    std::string key;                  // below weights.quantize, and below its layers.NAME
    std::vector<std::string> values;  // of all layers
    std::vector<std::string> probes;  // of one layer, the others as the design has them
};

// levels, terms, activation_bits, prune.
std::vector<Knob> default_knobs();

// Layers whose weights are powers of two: each can be probed.
std::vector<std::string> layers_with_knobs(const core::NetworkSpec& network);

// The text of a sweep file: a point for every value of every knob, then one for every probe of every layer.
std::string sensitivity_sweep(const std::filesystem::path& design, const std::vector<Knob>& knobs,
                              const std::vector<std::string>& layers);

}  // namespace hashiflex

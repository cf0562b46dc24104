// SPDX-License-Identifier: Apache-2.0
// From a float network and unlabelled images to integers of the contract of numbers. The same on every host and for any
// number of threads.
#pragma once

#include "modules/core/network/spec.h"
#include "modules/core/network/weights.h"
#include "modules/core/quantize/float_network.h"
#include "modules/core/quantize/parallel.h"
#include "modules/core/quantize/quantize_spec.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hashiflex::core {

struct Quantized {
    NetworkSpec spec;   // formats, levels, terms and weight_bits replaced
    WeightSet weights;  // integers, as build_network() takes them
};

// Called when a layer begins; what has no name is the choice of formats.
struct QuantizeStep {
    std::string layer;
    std::uint64_t weights_done = 0;
    std::uint64_t weights = 0;
};
using QuantizeWatch = std::function<void(const QuantizeStep&)>;

// Whether calibration images matter at all.
bool needs_images(const NetworkSpec& network, const QuantizeSpec& spec);

// `images` are host pixels in HWC order. Throws InvalidInput, std::overflow_error.
Quantized quantize(
    const FloatNetwork& network, const QuantizeSpec& spec, const std::vector<std::vector<std::uint8_t>>& images,
    const Parallel& parallel = one_after_another, const QuantizeWatch& watch = [](const QuantizeStep&) {});

}  // namespace hashiflex::core

// SPDX-License-Identifier: Apache-2.0
// A network file; a small network is built with made-up weights and becomes a chip.
#include "modules/core/network/build.h"
#include "sim/config/load.h"
#include "sim/config/network_file.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

#include <algorithm>
#include <variant>

namespace hashiflex::fuzz {
namespace {

using namespace core;

// Time to build a network grows with it, whatever its file says.
constexpr std::size_t kMostLayers = 8;
constexpr int kMostPixels = 12, kMostChannels = 12, kLargestKernel = 5;

bool is_small(const Extent& kernel) {
    return std::max(kernel.height, kernel.width) <= kLargestKernel;
}
bool is_small(const ConvSpec& conv) {
    return is_small(conv.kernel) && conv.channels <= kMostChannels;
}
bool is_small(const DepthwiseSpec& depthwise) {
    return is_small(depthwise.kernel);
}
bool is_small(const LinearSpec& linear) {
    return linear.channels <= kMostChannels;
}
bool is_small(const PoolSpec& pool) {
    return is_small(pool.kernel);
}
bool is_small(const ClassifierSpec& classifier) {
    return classifier.classes <= kMostChannels;
}
bool is_small(const GlobalPoolSpec&) {
    return true;
}
bool is_small(const AddSpec&) {
    return true;
}
bool is_small(const ConcatSpec&) {
    return true;
}

bool is_small(const NetworkSpec& network) {
    const auto small = [](const LayerSpec& layer) {
        return layer.inputs.size() <= 2 && std::visit([](const auto& kind) { return is_small(kind); }, layer.kind);
    };
    return network.layers.size() <= kMostLayers && std::max(network.input.height, network.input.width) <= kMostPixels &&
           network.input.channels <= kMostChannels && std::all_of(network.layers.begin(), network.layers.end(), small);
}

bool ends_in_classifier(const NetworkSpec& network) {
    return std::holds_alternative<ClassifierSpec>(network.layers.back().kind);
}

std::string design_of(const NetworkSpec& network) {
    return "name: input\nnetwork: network.yaml\nclock: {mhz: 500}\ntech: " +
           repository_file("configs/tech/unit.yaml").string() +
           (ends_in_classifier(network) ? "\nnpu: {rows: 1, columns: 1}\n" : "\n");
}

}  // namespace

void network(const std::string& bytes) {
    const NetworkFile file = read_network(parse_document(bytes, "network.yaml"));
    if (!file.synthetic || !is_small(file.spec)) return;
    input_file("network.yaml", bytes);
    load(input_file("design.yaml", design_of(file.spec)));
}

}  // namespace hashiflex::fuzz

// SPDX-License-Identifier: Apache-2.0
// Small networks, layer by layer, with weights of one: for tests of structure and time.
#pragma once

#include "modules/core/network/build.h"
#include "modules/core/network/spec.h"
#include "modules/core/network/weights.h"

#include <string>
#include <utility>
#include <vector>

namespace hashiflex::test {

inline core::Array integers(std::vector<std::size_t> shape, std::int64_t value) {
    std::size_t count = 1;
    for (const auto extent : shape) count *= extent;
    return {std::move(shape), true, std::vector<std::int64_t>(count, value), {}};
}

// Every map has one channel unless said otherwise, so a 1x1 convolution has no adders and latency 0.
class SampleNetwork {
 public:
    SampleNetwork(int height, int width, int channels = 1) : last_channels_(channels) {
        spec.name = "sample";
        spec.input = {height, width, channels, 0, 0};
    }

    // SAME padding; inputs empty: the layer before.
    SampleNetwork& conv(const std::string& name, int kernel, int stride = 1, std::vector<std::string> inputs = {},
                        int channels = 1) {
        core::ConvSpec conv;
        conv.kernel = {kernel, kernel};
        conv.stride = {stride, stride};
        conv.padding.mode = core::PaddingMode::same_upper;
        conv.channels = channels;
        conv.output.bits = 16;
        const auto extent = static_cast<std::size_t>(kernel);
        const auto out = static_cast<std::size_t>(channels);
        weights[name + ".weight"] = integers({out, extent, extent, static_cast<std::size_t>(last_channels_)}, 1);
        weights[name + ".bias"] = integers({out}, 0);
        weights[name + ".shift"] = integers({out}, 0);
        last_channels_ = channels;
        return layer(name, conv, std::move(inputs));
    }
    SampleNetwork& point(const std::string& name, std::vector<std::string> inputs = {}) {
        return conv(name, 1, 1, std::move(inputs));
    }
    SampleNetwork& add(const std::string& name, std::vector<std::string> inputs) {
        core::AddSpec add;
        add.output.bits = 16;
        return layer(name, add, std::move(inputs));
    }
    SampleNetwork& classifier(const std::string& name, int classes, int inputs) {
        const auto rows = static_cast<std::size_t>(classes);
        weights[name + ".weight"] = integers({rows, static_cast<std::size_t>(inputs)}, 1);
        weights[name + ".bias"] = integers({rows}, 0);
        return layer(name, core::ClassifierSpec{classes, 8}, {});
    }
    SampleNetwork& layer(const std::string& name, core::LayerKind kind, std::vector<std::string> inputs = {}) {
        spec.layers.push_back({name, std::move(inputs), std::move(kind)});
        return *this;
    }

    core::Network build() const { return core::build_network(spec, weights); }

    core::NetworkSpec spec;
    core::WeightSet weights;

 private:
    int last_channels_;
};

}  // namespace hashiflex::test

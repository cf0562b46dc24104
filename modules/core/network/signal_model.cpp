// SPDX-License-Identifier: Apache-2.0
#include "modules/core/network/signal_model.h"

#include "modules/core/network/shapes.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

namespace hashiflex::core {
namespace {

struct Expected {
    Shape shape;
    Signal signal;
    int frac = 0;
};

// A third of what the output can hold on the positive side.
std::int64_t deviation(const OutputSpec& output, Activation activation) {
    std::int64_t most = full_range(output.bits, output.is_signed).hi;
    if (activation == Activation::relu6 && output.frac >= 0)
        most = std::min(most, std::int64_t{6} << std::min(output.frac, 32));
    return std::max<std::int64_t>(most / 3, 1);
}

// What an activation leaves of values that are normal around 0. Rectified: mean 0.399, variance 0.341 of the unit.
Signal after(Activation activation, std::int64_t target) {
    if (activation == Activation::none) return {0, target * target};
    return {target * 399 / 1000, std::max<std::int64_t>(target * target * 341 / 1000, 1)};
}

std::int64_t rescaled(std::int64_t value, int shift_left) {
    shift_left = std::clamp(shift_left, -62, 12);
    return shift_left >= 0 ? value * (std::int64_t{1} << shift_left) : value / (std::int64_t{1} << -shift_left);
}

class Model {
 public:
    explicit Model(const InputSpec& input) {
        // Pixels as if uniform: mean 127.5, variance (256^2 - 1) / 12.
        const auto& offsets = input.offset.values();
        const int sum = std::accumulate(offsets.begin(), offsets.end(), 0), count = static_cast<int>(offsets.size());
        tensors_["input"] = {{input.height, input.width, input.channels}, {127 - sum / count, 5461}, input.frac};
        last_ = "input";
    }

    void append(const LayerSpec& layer) {
        name_ = layer.name;
        in_.clear();
        if (layer.inputs.empty()) in_.push_back(&tensors_.at(last_));
        for (const auto& input : layer.inputs) in_.push_back(&tensors_.at(input));
        const Expected out = std::visit([this](const auto& kind) { return expect(kind); }, layer.kind);
        tensors_[layer.name] = out;
        last_ = layer.name;
    }

    std::vector<WeightedLayer> layers;

 private:
    const Shape& shape() const { return in_.front()->shape; }

    template <typename Spec>
    Expected weighted(const Spec& spec, const Shape& out, const Extent& kernel, int in_channels) {
        WeightedLayer layer;
        layer.name = name_;
        layer.weight_shape = {static_cast<std::size_t>(out.channels), static_cast<std::size_t>(kernel.height),
                              static_cast<std::size_t>(kernel.width), static_cast<std::size_t>(in_channels)};
        layer.depthwise = std::is_same_v<Spec, DepthwiseSpec>;
        layer.levels = spec.levels;
        layer.terms = spec.terms;
        layer.in = in_.front()->signal;
        layer.target = deviation(spec.output, spec.activation);
        const Expected expected{out, after(spec.activation, layer.target), spec.output.frac};
        layers.push_back(std::move(layer));
        return expected;
    }

    Shape windowed(const Extent& kernel, const Extent& stride, const Padding& padding, int channels) const {
        return windowed_shape(make_window(kernel, stride, padding, shape()), shape(), channels);
    }

    Expected expect(const ConvSpec& spec) {
        return weighted(spec, windowed(spec.kernel, spec.stride, spec.padding, spec.channels), spec.kernel,
                        shape().channels / spec.groups);
    }
    Expected expect(const DepthwiseSpec& spec) {
        return weighted(spec, windowed(spec.kernel, spec.stride, spec.padding, shape().channels), spec.kernel, 1);
    }
    Expected expect(const LinearSpec& spec) {
        return weighted(spec, {1, 1, spec.channels}, {shape().height, shape().width}, shape().channels);
    }
    Expected expect(const PoolSpec& spec) {
        return {windowed(spec.kernel, spec.stride, spec.padding, shape().channels), in_.front()->signal,
                in_.front()->frac};
    }
    Expected expect(const GlobalPoolSpec&) {
        return {{1, 1, shape().channels}, in_.front()->signal, in_.front()->frac};
    }
    // Operands as if independent.
    Expected expect(const AddSpec& spec) {
        Expected out{shape(), {}, spec.output.frac};
        for (const Expected* operand : in_) {
            const int finer = spec.output.frac - operand->frac;
            out.signal.mean += rescaled(operand->signal.mean, finer);
            out.signal.variance += rescaled(operand->signal.variance, 2 * finer);
        }
        const std::int64_t most = full_range(spec.output.bits, spec.output.is_signed).hi;  // it clamps
        out.signal.mean = std::clamp(out.signal.mean, -most, most);
        out.signal.variance = std::min(out.signal.variance, most * most);
        return out;
    }
    Expected expect(const ConcatSpec&) {
        Expected out = *in_.front();
        out.shape.channels = 0;
        for (const Expected* operand : in_) out.shape.channels += operand->shape.channels;
        return out;
    }
    Expected expect(const ClassifierSpec& spec) {
        WeightedLayer layer;
        layer.name = name_;
        layer.weight_shape = {static_cast<std::size_t>(spec.classes), static_cast<std::size_t>(shape().elements())};
        layer.classifier = true;
        layer.levels = spec.weight_bits;
        layer.in = in_.front()->signal;
        layers.push_back(std::move(layer));
        return {{1, 1, spec.classes}, {}, 0};
    }

    std::map<std::string, Expected> tensors_;
    std::string last_, name_;
    std::vector<const Expected*> in_;
};

}  // namespace

std::vector<WeightedLayer> weighted_layers(const NetworkSpec& network) {
    Model model(network.input);
    try {
        for (const auto& layer : network.layers) model.append(layer);
    } catch (const std::logic_error&) {  // a window that does not fit, an unknown name: build_network says which
    }
    return std::move(model.layers);
}

}  // namespace hashiflex::core

// SPDX-License-Identifier: Apache-2.0
#include "modules/core/network/build.h"

#include "modules/core/error.h"
#include "modules/core/network/evaluate.h"
#include "modules/core/network/shapes.h"
#include "modules/core/network/take_weights.h"
#include "modules/core/numeric/requantize.h"
#include "modules/core/overloaded.h"

#include <algorithm>
#include <map>
#include <set>

namespace hashiflex::core {
namespace {

// Builds one layer after another; knows the tensors that exist so far by name.
class Builder {
 public:
    // Without `weights` operators stay without arrays.
    Builder(const NetworkSpec& spec, const WeightSet* weights) : weights_(weights) {
        network_.name = spec.name;
        network_.input_offset = spec.input.offset;
        auto& input = network_.input;
        input.shape = {spec.input.height, spec.input.width, spec.input.channels};
        input.bits = 9;
        input.is_signed = true;
        input.frac = spec.input.frac;
        input.range = spec.input.offset.range();
        const std::size_t offsets = spec.input.offset.values().size();
        if (offsets != 1 && offsets != static_cast<std::size_t>(spec.input.channels))
            throw InvalidInput(InputFile::network, "input.offset",
                               "found " + std::to_string(offsets) + " numbers; allowed: one, or one for each of " +
                                   std::to_string(spec.input.channels) + " channels");
        tensors_["input"] = 0;
    }

    void append(const LayerSpec& spec) {
        path_ = "layers[" + std::to_string(network_.layers.size()) + "]";
        if (!network_.layers.empty() && std::holds_alternative<Classifier>(network_.layers.back().op))
            fail("", "nothing can follow the classifier '" + network_.layers.back().name + "'");
        if (is_reserved_name(spec.name))
            fail(".name", "'" + spec.name + "' names a part of every chip; allowed: another name");
        if (tensors_.count(spec.name) != 0) fail(".name", "there is already a layer named '" + spec.name + "'");
        Layer layer;
        layer.name = spec.name;
        layer.inputs = resolve_inputs(spec);
        std::visit([&](const auto& kind) { build(kind, layer); }, spec.kind);
        tensors_[spec.name] = static_cast<int>(network_.layers.size()) + 1;
        network_.layers.push_back(std::move(layer));
    }

    Network take() {
        refuse_unused_outputs();
        return std::move(network_);
    }

 private:
    [[noreturn]] void fail(const std::string& key, const std::string& message) const {
        throw InvalidInput(InputFile::network, path_ + key, message);
    }

    std::vector<int> resolve_inputs(const LayerSpec& spec) const {
        if (spec.inputs.empty()) return {static_cast<int>(network_.layers.size())};
        std::vector<int> inputs;
        for (const auto& name : spec.inputs) {
            const auto known = tensors_.find(name);
            if (known == tensors_.end()) fail(".inputs", "no layer before this one is named '" + name + "'");
            inputs.push_back(known->second);
        }
        return inputs;
    }

    const TensorType& only_input(const Layer& layer) const {
        if (layer.inputs.size() != 1)
            fail(".inputs", "this kind takes one input, not " + std::to_string(layer.inputs.size()));
        return network_.tensor(layer.inputs.front());
    }

    // The grid that an activation leaves of the format: what requantization clamps to.
    TensorType activated(const OutputSpec& output, Activation activation, const Shape& shape) const {
        TensorType type{shape, output.bits, output.is_signed, output.frac, full_range(output.bits, output.is_signed)};
        if (activation != Activation::none) type.range.lo = 0;
        if (activation == Activation::relu6) {
            if (output.frac < 0 && 6 % (std::int64_t{1} << -output.frac) != 0)
                fail(".output.frac", "6 is not a multiple of the unit 2^" + std::to_string(-output.frac));
            const std::int64_t six = output.frac < 0 ? 6 >> -output.frac : std::int64_t{6} << output.frac;
            type.range.hi = std::min(type.range.hi, six);
        }
        return type;
    }

    Window window_of(const Extent& kernel, const Extent& stride, const Padding& padding, const Shape& in) const {
        try {
            return make_window(kernel, stride, padding, in);
        } catch (const std::invalid_argument& error) {
            fail(".kernel", error.what());
        }
    }

    // Everything that ends in "weights, then requantize".
    template <typename Spec>
    void finish_conv(Conv conv, const Spec& spec, Layer& layer) {
        conv.levels = spec.levels;
        conv.terms = spec.terms;
        layer.out = activated(spec.output, spec.activation, conv.out);
        conv.clamp = layer.out.range;
        if (weights_ != nullptr) take_conv_weights(layer.name, *weights_, conv);
        layer.op = std::move(conv);
    }

    void build(const ConvSpec& spec, Layer& layer) {
        const Shape& in = only_input(layer).shape;
        if (in.channels % spec.groups != 0 || spec.channels % spec.groups != 0)
            fail(".groups", std::to_string(spec.groups) + " groups do not divide " + std::to_string(in.channels) +
                                " input and " + std::to_string(spec.channels) + " output channels");
        Conv conv;
        conv.in = in;
        conv.window = window_of(spec.kernel, spec.stride, spec.padding, in);
        conv.out = windowed_shape(conv.window, in, spec.channels);
        conv.groups = spec.groups;
        finish_conv(std::move(conv), spec, layer);
    }

    void build(const DepthwiseSpec& spec, Layer& layer) {
        Conv conv;
        conv.in = only_input(layer).shape;
        conv.window = window_of(spec.kernel, spec.stride, spec.padding, conv.in);
        conv.out = windowed_shape(conv.window, conv.in, conv.in.channels);
        conv.groups = conv.in.channels;
        finish_conv(std::move(conv), spec, layer);
    }

    void build(const LinearSpec& spec, Layer& layer) {
        Conv conv;
        conv.in = only_input(layer).shape;
        conv.window.kernel_h = conv.in.height;
        conv.window.kernel_w = conv.in.width;
        conv.out = {1, 1, spec.channels};
        finish_conv(std::move(conv), spec, layer);
    }

    void build(const PoolSpec& spec, Layer& layer) {
        const TensorType& in = only_input(layer);
        Pool pool;
        pool.kind = spec.pool;
        pool.in = in.shape;
        pool.window = window_of(spec.kernel, spec.stride, spec.padding, in.shape);
        pool.out = windowed_shape(pool.window, in.shape, in.shape.channels);
        layer.out = in;
        layer.out.shape = pool.out;
        const bool padded =
            pool.window.pad_top + pool.window.pad_bottom + pool.window.pad_left + pool.window.pad_right > 0;
        if (padded && pool.kind == PoolKind::average) layer.out.range = hull(in.range, {0, 0});
        layer.op = pool;
    }

    void build(const GlobalPoolSpec& spec, Layer& layer) {
        const TensorType& in = only_input(layer);
        layer.out = in;
        layer.out.shape = {1, 1, in.shape.channels};
        layer.op = GlobalPool{spec.pool, in.shape};
    }

    void build(const AddSpec& spec, Layer& layer) {
        if (layer.inputs.size() != 2)
            fail(".inputs", "an add takes two inputs, not " + std::to_string(layer.inputs.size()));
        const TensorType& lhs = network_.tensor(layer.inputs[0]);
        const TensorType& rhs = network_.tensor(layer.inputs[1]);
        if (lhs.shape != rhs.shape)
            fail(".inputs", "the operands have shapes " + to_string(lhs.shape) + " and " + to_string(rhs.shape));
        layer.out = activated(spec.output, spec.activation, lhs.shape);
        const int finer = std::max(lhs.frac, rhs.frac);
        const int coarser = std::min(lhs.frac, rhs.frac);
        if (finer - coarser > -kShiftRange.lo)
            fail(".inputs", "the operands have frac " + std::to_string(lhs.frac) + " and " + std::to_string(rhs.frac) +
                                "; at most " + std::to_string(-kShiftRange.lo) + " apart is allowed");
        const int shift = finer - layer.out.frac;
        if (shift < kShiftRange.lo || shift > kShiftRange.hi)
            fail(".output.frac", "from frac " + std::to_string(finer) + " to " + std::to_string(layer.out.frac) +
                                     " is a shift by " + std::to_string(shift) + "; allowed: " +
                                     std::to_string(kShiftRange.lo) + " to " + std::to_string(kShiftRange.hi));
        layer.op = Add{lhs.shape, {finer - lhs.frac, finer - rhs.frac}, shift, layer.out.range};
    }

    void build(const ConcatSpec&, Layer& layer) {
        if (layer.inputs.size() < 2)
            fail(".inputs", "a concat takes two or more inputs, not " + std::to_string(layer.inputs.size()));
        const TensorType& first = network_.tensor(layer.inputs.front());
        Concat concat;
        layer.out = first;
        layer.out.shape.channels = 0;
        for (const int t : layer.inputs) {
            const TensorType& in = network_.tensor(t);
            if (in.shape.height != first.shape.height || in.shape.width != first.shape.width)
                fail(".inputs", "the operands have shapes " + to_string(first.shape) + " and " + to_string(in.shape));
            if (in.frac != first.frac || in.bits != first.bits || in.is_signed != first.is_signed)
                fail(".inputs", "the operands of a concat must have equal bits, signed and frac");
            concat.in.push_back(in.shape);
            layer.out.shape.channels += in.shape.channels;
            layer.out.range = hull(layer.out.range, in.range);
        }
        layer.op = std::move(concat);
    }

    void build(const ClassifierSpec& spec, Layer& layer) {
        const TensorType& in = only_input(layer);
        Classifier classifier;
        classifier.in = in.shape;
        classifier.classes = spec.classes;
        classifier.weight_bits = spec.weight_bits;
        Interval sums = full_range(32, true);
        if (weights_ != nullptr) {
            take_classifier_weights(layer.name, *weights_, classifier);
            sums = classifier_range(layer.name, classifier, in.range);
        }
        layer.out = {{1, 1, spec.classes}, 32, true, 0, sums};
        layer.op = std::move(classifier);
    }

    // A stream that nobody reads would stop the chip.
    void refuse_unused_outputs() const {
        std::vector<int> uses(network_.layers.size() + 1, 0);
        for (const auto& layer : network_.layers)
            for (const int t : layer.inputs) ++uses[static_cast<std::size_t>(t)];
        if (network_.layers.empty())
            throw InvalidInput(InputFile::network, "layers", "a network has at least one layer");
        for (std::size_t t = 1; t + 1 < uses.size(); ++t) {  // the first layer can only read the input
            if (uses[t] > 0) continue;
            throw InvalidInput(InputFile::network, "layers[" + std::to_string(t - 1) + "]",
                               "no layer reads the output of '" + network_.layers[t - 1].name + "'");
        }
    }

    const WeightSet* weights_;
    Network network_;
    std::map<std::string, int> tensors_;
    std::string path_;
};

// A weights file that holds more than the network reads was made for another network.
void refuse_unread_arrays(const Network& network, const WeightSet& weights) {
    std::set<std::string> read;
    for (const Layer& layer : network.layers) {
        if (std::holds_alternative<Conv>(layer.op))
            read.insert({layer.name + ".weight", layer.name + ".bias", layer.name + ".shift"});
        if (std::holds_alternative<Classifier>(layer.op))
            read.insert({layer.name + ".weight", layer.name + ".bias", layer.name + ".scale"});
    }
    for (const auto& entry : weights)
        if (read.count(entry.first) == 0)
            throw InvalidInput(InputFile::weights, entry.first, "no layer of the network reads this array");
}

Network built(const NetworkSpec& spec, const WeightSet* weights) {
    Builder builder(spec, weights);
    for (const auto& layer : spec.layers) builder.append(layer);
    return builder.take();
}

// The user's layers stand in the network, ours is to be put behind them.
void refuse_layer(const Network& network, const std::string& name) {
    for (std::size_t i = 0; i < network.layers.size(); ++i)
        if (network.layers[i].name == name)
            throw InvalidInput(InputFile::network, "layers[" + std::to_string(i) + "].name",
                               "found " + name + "; allowed: another name, for the hardwired classifier '" +
                                   network.layers.back().name + "' has a stage of this name");
}

}  // namespace

bool is_reserved_name(const std::string& name) {
    return name == "input" || name == "source" || name == "sink";
}

Network build_network(const NetworkSpec& spec, const WeightSet& weights) {
    Network network = built(spec, &weights);
    refuse_unread_arrays(network, weights);
    return network;
}

Network infer_network(const NetworkSpec& spec) {
    return built(spec, nullptr);
}

Network hardwire_classifier(Network network) {
    if (network.layers.empty()) return network;
    const auto* classifier = std::get_if<Classifier>(&network.layers.back().op);
    if (classifier == nullptr) return network;
    Layer argmax;
    argmax.name = network.layers.back().name + "_argmax";
    refuse_layer(network, argmax.name);
    argmax.inputs = {static_cast<int>(network.layers.size())};
    argmax.out = network.layers.back().out;
    argmax.op = Argmax{classifier->classes, classifier->multiplier};

    constexpr int kInt8CsdTerms = 4;  // any 8-bit integer is a sum of at most four signed powers of two
    Conv conv = convolution_of(*classifier, argmax.out.range);
    conv.levels = classifier->weight_bits;
    conv.terms = kInt8CsdTerms;
    network.layers.back().op = std::move(conv);
    network.layers.back().out.bits = width(hull(argmax.out.range, {-1, 0}));  // as wide as its sums, not 32
    argmax.out.bits = network.layers.back().out.bits;
    network.layers.push_back(std::move(argmax));
    return network;
}

}  // namespace hashiflex::core

// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/quantize.h"

#include "modules/core/error.h"
#include "modules/core/network/build.h"
#include "modules/core/network/evaluate.h"
#include "modules/core/quantize/channel_unit.h"
#include "modules/core/quantize/formats.h"
#include "modules/core/quantize/prune.h"
#include "modules/core/quantize/quantize_classifier.h"
#include "modules/core/quantize/quantize_conv.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <type_traits>
#include <utility>

namespace hashiflex::core {
namespace {

using Images = std::vector<std::vector<std::uint8_t>>;

// An exact network states its formats; a format that is to be chosen needs values.
void require_formats(const NetworkSpec& network, const QuantizeSpec& spec) {
    if (spec.all.method != QuantizeMethod::exact) return;
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        const OutputSpec* output = output_of(network.layers[i].kind);
        if (output != nullptr && output->automatic)
            throw InvalidInput(
                InputFile::network, "layers[" + std::to_string(i) + "].output",
                "found auto; with method exact the network states the format of '" + network.layers[i].name + "'");
    }
}

QuantizeSpec settled(QuantizeSpec spec) {
    if (spec.all.method == QuantizeMethod::exact) spec.formats = FormatChoice::network;
    return spec;
}

bool needs_values(const NetworkSpec& network, const QuantizeSpec& spec) {
    return std::any_of(network.layers.begin(), network.layers.end(), [&](const LayerSpec& layer) {
        const OutputSpec* output = output_of(layer.kind);
        return output != nullptr && (spec.formats != FormatChoice::network || output->automatic);
    });
}

bool layer_needs_data(const LayerSpec& layer, const QuantizeSpec& spec) {
    if (std::holds_alternative<ClassifierSpec>(layer.kind))
        return spec.bias_correction && spec.all.method != QuantizeMethod::exact;
    const bool weighted =
        !std::holds_alternative<PoolSpec>(layer.kind) && !std::holds_alternative<GlobalPoolSpec>(layer.kind) &&
        !std::holds_alternative<AddSpec>(layer.kind) && !std::holds_alternative<ConcatSpec>(layer.kind);
    return weighted && needs_data(spec.of(layer.name), spec);
}

bool any_needs_data(const NetworkSpec& network, const QuantizeSpec& spec) {
    return std::any_of(network.layers.begin(), network.layers.end(),
                       [&](const LayerSpec& layer) { return layer_needs_data(layer, spec); });
}

std::vector<ValueHistogram> values_of(const FloatNetwork& network, const Images& images, const Parallel& parallel) {
    std::vector<ValueHistogram> all(network.convs.size());
    std::mutex mutex;
    parallel(images.size(), [&](std::size_t image) {
        std::vector<ValueHistogram> own(all.size());
        evaluate(network, images[image], [&](std::size_t layer, const FloatMap& map) { own[layer].add(map); });
        const std::lock_guard<std::mutex> lock(mutex);
        for (std::size_t i = 0; i < all.size(); ++i) all[i].add(own[i]);  // counts: any order gives the same
    });
    return all;
}

NetworkSpec with_weight_keys(NetworkSpec spec, const QuantizeSpec& quantize) {
    for (auto& layer : spec.layers)
        std::visit(
            [&](auto& kind) {
                using Kind = std::decay_t<decltype(kind)>;
                if constexpr (std::is_same_v<Kind, ConvSpec> || std::is_same_v<Kind, DepthwiseSpec> ||
                              std::is_same_v<Kind, LinearSpec>) {
                    kind.levels = quantize.of(layer.name).levels;
                    kind.terms = quantize.of(layer.name).terms;
                } else if constexpr (std::is_same_v<Kind, ClassifierSpec>) {
                    kind.weight_bits = quantize.weight_bits;
                }
            },
            layer.kind);
    return spec;
}

// Integers nearest to the values of a map, as its format allows.
PackedMap on_grid(const FloatMap& map, const TensorType& type) {
    Tensor tensor;
    tensor.reserve(map.size());
    for (const float value : map)
        tensor.push_back(
            static_cast<std::int32_t>(rounded(std::ldexp(static_cast<double>(value), type.frac), type.range)));
    return packed(tensor, row_format(type));
}

// Goes through the network layer by layer, all images at once.
class NetworkQuantizer {
 public:
    NetworkQuantizer(const FloatNetwork& floats, const QuantizeSpec& spec, NetworkSpec formatted, const Images& images,
                     const Parallel& parallel, const QuantizeWatch& watch)
        : floats_(floats), spec_(spec), result_{std::move(formatted), {}}, parallel_(parallel), watch_(watch) {
        integers_ = infer_network(result_.spec);
        gone_ = pruned(floats_, spec_);
        if (any_needs_data(result_.spec, spec_)) take_images(images);
    }

    Quantized run() {
        for (const auto& conv : floats_.convs)
            if (conv) step_.weights += conv->weights.weights.size();
        for (std::size_t i = 0; i < integers_.layers.size(); ++i) {
            step_.layer = integers_.layers[i].name;
            watch_(step_);
            run_layer(i);
            if (floats_.convs[i]) step_.weights_done += floats_.convs[i]->weights.weights.size();
        }
        return std::move(result_);
    }

 private:
    bool with_images() const { return !float_maps_.empty(); }
    bool follows() const { return spec_.calibrate_on == CalibrateOn::quantized; }
    std::vector<FloatMap>& floats_of(int tensor) { return float_maps_[static_cast<std::size_t>(tensor)]; }
    std::vector<PackedMap>& integers_of(int tensor) { return integer_maps_[static_cast<std::size_t>(tensor)]; }

    void take_images(const Images& images) {
        count_ = images.size();
        float_maps_.resize(integers_.layers.size() + 1);
        integer_maps_.resize(float_maps_.size());
        float_maps_[0].resize(count_);
        integer_maps_[0].resize(count_);
        parallel_(count_, [&](std::size_t n) {
            const Tensor pixels = taken_from(images[n], integers_.input_offset);
            float_maps_[0][n] = float_input(floats_, images[n]);
            integer_maps_[0][n] = packed(pixels, row_format(integers_.input));
        });
        last_reader_.resize(float_maps_.size(), 0);
        for (std::size_t i = 0; i < integers_.layers.size(); ++i)
            for (const int t : integers_.layers[i].inputs) last_reader_[static_cast<std::size_t>(t)] = i;
    }

    void run_layer(std::size_t i) {
        Layer& layer = integers_.layers[i];
        if (with_images()) run_floats(i);
        LayerData data;
        const LayerData* given = nullptr;
        if (layer_needs_data(result_.spec.layers[i], spec_)) {
            data = data_of(i);
            given = &data;
        }
        if (auto* conv = std::get_if<Conv>(&layer.op)) finish_conv(i, given, *conv);
        if (auto* classifier = std::get_if<Classifier>(&layer.op)) finish_classifier(i, given, *classifier);
        if (!with_images()) return;
        if (given != nullptr) floats_of(static_cast<int>(i) + 1) = std::move(data.sums);
        parallel_(count_, [&](std::size_t n) {
            activate(activation_of(result_.spec.layers[i].kind), floats_of(static_cast<int>(i) + 1)[n]);
        });
        run_integers(i);
        give_up_maps(i);
    }

    // Before the activation: that is what weights are judged by.
    void run_floats(std::size_t i) {
        auto& out = floats_of(static_cast<int>(i) + 1);
        out.resize(count_);
        parallel_(count_, [&](std::size_t n) {
            std::vector<const FloatMap*> inputs;
            for (const int t : integers_.layers[i].inputs) inputs.push_back(&floats_of(t)[n]);
            out[n] = floats_.convs[i] ? weighted_sums(floats_.convs[i]->shape, floats_.convs[i]->weights, *inputs[0])
                                      : evaluate(floats_, i, inputs);
        });
    }

    LayerData data_of(std::size_t i) {
        LayerData data;
        const int input = integers_.layers[i].inputs.front();
        data.inputs.resize(count_);
        parallel_(count_, [&](std::size_t n) { data.inputs[n] = unpacked(integers_of(input)[n]); });
        data.sums = std::move(floats_of(static_cast<int>(i) + 1));
        return data;
    }

    void finish_conv(std::size_t i, const LayerData* data, Conv& conv) {
        const Layer& layer = integers_.layers[i];
        quantize_conv({layer.name, *floats_.convs[i], integers_.tensor(layer.inputs.front()), layer.out.frac,
                       spec_.of(layer.name), spec_, gone_[i], data},
                      parallel_, conv);
        set_levels(result_.spec.layers[i].kind, conv.levels);
        const auto out = static_cast<std::size_t>(conv.out.channels);
        Array weight{
            {out, static_cast<std::size_t>(conv.window.kernel_h), static_cast<std::size_t>(conv.window.kernel_w),
             static_cast<std::size_t>(conv.in.channels / conv.groups)},
            true,
            {conv.weights.begin(), conv.weights.end()},
            {}};
        result_.weights[layer.name + ".weight"] = std::move(weight);
        result_.weights[layer.name + ".bias"] = {{out}, true, conv.bias, {}};
        result_.weights[layer.name + ".shift"] = {{out}, true, {conv.shift.begin(), conv.shift.end()}, {}};
    }

    // An exact layer may need more of them for a fine bias.
    static void set_levels(LayerKind& kind, int levels) {
        std::visit(
            [&](auto& spec) {
                using Kind = std::decay_t<decltype(spec)>;
                if constexpr (std::is_same_v<Kind, ConvSpec> || std::is_same_v<Kind, DepthwiseSpec> ||
                              std::is_same_v<Kind, LinearSpec>)
                    spec.levels = levels;
            },
            kind);
    }

    void finish_classifier(std::size_t i, const LayerData* data, Classifier& classifier) {
        const Layer& layer = integers_.layers[i];
        quantize_classifier(*floats_.convs[i], integers_.tensor(layer.inputs.front()), data, classifier);
        const auto classes = static_cast<std::size_t>(classifier.classes);
        result_.weights[layer.name + ".weight"] = {{classes, static_cast<std::size_t>(classifier.inputs())},
                                                   true,
                                                   {classifier.weights.begin(), classifier.weights.end()},
                                                   {}};
        result_.weights[layer.name + ".bias"] = {{classes}, true, {classifier.bias.begin(), classifier.bias.end()}, {}};
        result_.weights[layer.name + ".scale"] = {{classes}, false, {}, classifier.scale};
    }

    void run_integers(std::size_t i) {
        const Layer& layer = integers_.layers[i];
        auto& out = integers_of(static_cast<int>(i) + 1);
        if (std::holds_alternative<Classifier>(layer.op)) return;  // nobody reads it
        out.resize(count_);
        std::vector<RowType> types;
        std::vector<Shape> shapes;
        for (const int t : layer.inputs) {
            types.emplace_back(integers_.tensor(t));
            shapes.push_back(integers_.tensor(t).shape);
        }
        const RowKernel kernel(layer.op, types, row_format(layer.out));
        parallel_(count_, [&](std::size_t n) {
            if (!follows()) {
                out[n] = on_grid(floats_of(static_cast<int>(i) + 1)[n], layer.out);
                return;
            }
            std::vector<const PackedMap*> inputs;
            for (const int t : layer.inputs) inputs.push_back(&integers_of(t)[n]);
            out[n] = core::evaluate(layer.op, kernel, inputs, shapes, layer.out.shape);
        });
    }

    void give_up_maps(std::size_t i) {
        for (const int t : integers_.layers[i].inputs) {
            if (last_reader_[static_cast<std::size_t>(t)] != i) continue;
            floats_of(t) = {};
            integers_of(t) = {};
        }
    }

    const FloatNetwork& floats_;
    const QuantizeSpec& spec_;
    Quantized result_;
    const Parallel& parallel_;
    const QuantizeWatch& watch_;
    Network integers_;  // layers behind the one at work have no weights yet
    std::vector<Gone> gone_;
    QuantizeStep step_;
    std::size_t count_ = 0;                          // of images
    std::vector<std::vector<FloatMap>> float_maps_;  // by tensor and image; empty: nothing needs images
    std::vector<std::vector<PackedMap>> integer_maps_;
    std::vector<std::size_t> last_reader_;
};

}  // namespace

bool needs_images(const NetworkSpec& network, const QuantizeSpec& spec) {
    const QuantizeSpec quantize = settled(spec);
    return needs_values(network, quantize) || any_needs_data(network, quantize);
}

Quantized quantize(const FloatNetwork& network, const QuantizeSpec& spec, const Images& images,
                   const Parallel& parallel, const QuantizeWatch& watch) {
    require_formats(network.spec, spec);
    const QuantizeSpec asked = settled(spec);
    watch({});
    std::vector<ValueHistogram> values(network.convs.size());
    if (needs_values(network.spec, asked)) values = values_of(network, images, parallel);
    NetworkSpec formatted = with_weight_keys(with_formats(network.spec, network.structure, asked, values), asked);
    return NetworkQuantizer(network, asked, std::move(formatted), images, parallel, watch).run();
}

}  // namespace hashiflex::core

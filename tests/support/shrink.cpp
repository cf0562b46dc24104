// SPDX-License-Identifier: Apache-2.0
// Greedy: the edits from large to small, again and again, until none leaves a failure.
#include "modules/core/network/shapes.h"
#include "tests/support/random_proof.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <variant>
#include <vector>

namespace hashiflex::test {
namespace {

using core::Shape;
using Edit = std::function<void(RandomProof&)>;  // throws if it does not apply

struct DoesNotApply : std::invalid_argument {
    DoesNotApply() : std::invalid_argument("the edit changes nothing") {}
};

void require(bool applies) {
    if (!applies) throw DoesNotApply();
}

// `array` in another shape: every index modulo the old extent.
core::Array refitted(const core::Array& array, const std::vector<std::size_t>& shape) {
    if (array.shape == shape) return array;
    core::Array result;
    result.is_integer = array.is_integer;
    result.shape = shape;
    std::size_t count = 1;
    for (const std::size_t extent : shape) count *= extent;
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t rest = i;
        std::size_t from = 0;
        std::size_t stride = 1;
        for (std::size_t d = shape.size(); d-- > 0;) {
            from += rest % shape[d] % array.shape[d] * stride;
            stride *= array.shape[d];
            rest /= shape[d];
        }
        if (array.is_integer)
            result.integers.push_back(array.integers[from]);
        else
            result.reals.push_back(array.reals[from]);
    }
    return result;
}

// Gives arrays and images the shapes that an edited network asks for.
class Refit {
 public:
    explicit Refit(RandomDesign& design) : design_(design) {}

    void run() {
        const core::InputSpec& input = design_.network.input;
        shapes_["input"] = {input.height, input.width, input.channels};
        std::string last = "input";
        for (core::LayerSpec& layer : design_.network.layers) {
            if (layer.inputs.empty()) layer.inputs = {last};
            const Shape in = shapes_.at(layer.inputs[0]);
            shapes_[layer.name] = std::visit([&](auto& kind) { return fit(layer, kind, in); }, layer.kind);
            last = layer.name;
        }
        drop_what_nobody_has();
        for (auto& image : design_.images) {
            const auto pixels = image;
            image.resize(static_cast<std::size_t>(shapes_.at("input").elements()));
            for (std::size_t i = 0; i < image.size(); ++i) image[i] = pixels[i % pixels.size()];
        }
    }

 private:
    static std::size_t size(std::int64_t n) { return static_cast<std::size_t>(n); }

    void array(const std::string& name, const std::vector<std::size_t>& shape) {
        const auto found = design_.weights.find(name);
        if (found != design_.weights.end()) found->second = refitted(found->second, shape);
    }
    void weighted(const std::string& name, std::vector<std::size_t> shape) {
        array(name + ".bias", {shape[0]});
        array(name + ".shift", {shape[0]});
        array(name + ".scale", {shape[0]});
        array(name + ".weight", shape);
    }

    Shape fit(const core::LayerSpec& layer, core::ConvSpec& spec, const Shape& in) {
        if (in.channels % spec.groups != 0 || spec.channels % spec.groups != 0) spec.groups = 1;
        weighted(layer.name, {size(spec.channels), size(spec.kernel.height), size(spec.kernel.width),
                              size(in.channels / spec.groups)});
        return core::windowed_shape(core::make_window(spec.kernel, spec.stride, spec.padding, in), in, spec.channels);
    }
    Shape fit(const core::LayerSpec& layer, core::DepthwiseSpec& spec, const Shape& in) {
        weighted(layer.name, {size(in.channels), size(spec.kernel.height), size(spec.kernel.width), 1});
        return core::windowed_shape(core::make_window(spec.kernel, spec.stride, spec.padding, in), in, in.channels);
    }
    Shape fit(const core::LayerSpec& layer, core::LinearSpec& spec, const Shape& in) {
        weighted(layer.name, {size(spec.channels), size(in.height), size(in.width), size(in.channels)});
        return {1, 1, spec.channels};
    }
    Shape fit(const core::LayerSpec&, core::PoolSpec& spec, const Shape& in) {
        return core::windowed_shape(core::make_window(spec.kernel, spec.stride, spec.padding, in), in, in.channels);
    }
    Shape fit(const core::LayerSpec&, core::GlobalPoolSpec&, const Shape& in) { return {1, 1, in.channels}; }
    Shape fit(const core::LayerSpec&, core::AddSpec&, const Shape& in) { return in; }
    Shape fit(const core::LayerSpec& layer, core::ConcatSpec&, Shape in) {
        in.channels = 0;
        for (const auto& name : layer.inputs) in.channels += shapes_.at(name).channels;
        return in;
    }
    Shape fit(const core::LayerSpec& layer, core::ClassifierSpec& spec, const Shape& in) {
        weighted(layer.name, {size(spec.classes), size(in.elements())});
        if (design_.hardware.npu) {
            design_.hardware.npu->rows = std::min(design_.hardware.npu->rows, static_cast<int>(in.elements()));
            design_.hardware.npu->columns = std::min(design_.hardware.npu->columns, spec.classes);
        }
        return {1, 1, spec.classes};
    }

    void drop_what_nobody_has() {
        auto& design = design_;
        bool classifier = false;
        for (const auto& layer : design.network.layers)
            classifier |= std::holds_alternative<core::ClassifierSpec>(layer.kind);
        if (!classifier) design.hardware.npu.reset();
        for (auto& [name, stage] : design.hardware.stages)
            if (shapes_.count(name) > 0 && stage.lanes) stage.lanes = std::min(*stage.lanes, shapes_.at(name).width);
        for (auto entry = design.hardware.stages.begin(); entry != design.hardware.stages.end();)
            entry = shapes_.count(entry->first) > 0 ? std::next(entry) : design.hardware.stages.erase(entry);
        for (auto entry = design.weights.begin(); entry != design.weights.end();) {
            const std::string layer = entry->first.substr(0, entry->first.find('.'));
            entry = shapes_.count(layer) > 0 ? std::next(entry) : design.weights.erase(entry);
        }
        auto& lanes = design.hardware.input.lanes;
        if (lanes) lanes = std::min(*lanes, design.network.input.width);
    }

    RandomDesign& design_;
    std::map<std::string, Shape> shapes_;
};

int& halve(int& value) {
    require(value > 1);
    return value /= 2;
}

void halve_channels(core::LayerSpec& layer) {
    if (auto* conv = std::get_if<core::ConvSpec>(&layer.kind)) {
        conv->groups = 1;
        halve(conv->channels);
    } else if (auto* linear = std::get_if<core::LinearSpec>(&layer.kind)) {
        halve(linear->channels);
    } else if (auto* classifier = std::get_if<core::ClassifierSpec>(&layer.kind)) {
        require(classifier->classes > 2);
        halve(classifier->classes);
    } else {
        throw DoesNotApply();
    }
}

template <typename Spec>
bool plain_window(core::LayerKind& kind) {
    auto* spec = std::get_if<Spec>(&kind);
    if (spec == nullptr || (spec->kernel.height == 1 && spec->kernel.width == 1)) return false;
    spec->kernel = {1, 1};
    spec->padding = {};
    return true;
}

void plain_window_of(core::LayerSpec& layer) {
    require(plain_window<core::ConvSpec>(layer.kind) || plain_window<core::DepthwiseSpec>(layer.kind) ||
            plain_window<core::PoolSpec>(layer.kind));
}

// Consumers of layer i take its first input.
void bypass(core::NetworkSpec& network, std::size_t i) {
    require(network.layers.size() > 1);
    const std::string name = network.layers[i].name;
    const std::string instead = network.layers[i].inputs.at(0);
    network.layers.erase(network.layers.begin() + static_cast<std::ptrdiff_t>(i));
    for (auto& layer : network.layers) std::replace(layer.inputs.begin(), layer.inputs.end(), name, instead);
}

// From large to small.
std::vector<Edit> edits_of(const RandomProof& proof) {
    std::vector<Edit> edits;
    const std::size_t layers = proof.design.network.layers.size();
    for (std::size_t n = 1; n < layers; ++n)
        edits.push_back([n](RandomProof& p) { p.design.network.layers.resize(n); });
    for (std::size_t i = 0; i < layers; ++i) edits.push_back([i](RandomProof& p) { bypass(p.design.network, i); });
    edits.push_back([](RandomProof& p) {
        require(p.stimulus.stalls.has_value());
        p.stimulus.stalls.reset();
    });
    edits.push_back([](RandomProof& p) {
        require(p.stimulus.reprogram_at.has_value());
        p.stimulus.reprogram_at.reset();
    });
    edits.push_back([](RandomProof& p) {
        require(p.stimulus.images > 1);
        p.stimulus.images /= 2;
        if (p.stimulus.reprogram_at && *p.stimulus.reprogram_at >= p.stimulus.images) p.stimulus.reprogram_at = 0;
        p.design.images.resize(p.stimulus.images);
    });
    edits.push_back([](RandomProof& p) { halve(p.design.network.input.height); });
    edits.push_back([](RandomProof& p) { halve(p.design.network.input.width); });
    edits.push_back([](RandomProof& p) { halve(p.design.network.input.channels); });
    for (std::size_t i = 0; i < layers; ++i) {
        edits.push_back([i](RandomProof& p) { halve_channels(p.design.network.layers[i]); });
        edits.push_back([i](RandomProof& p) { plain_window_of(p.design.network.layers[i]); });
    }
    edits.push_back([](RandomProof& p) {
        require(!p.design.hardware.stages.empty());
        p.design.hardware.stages.clear();
    });
    edits.push_back([](RandomProof& p) {
        require(p.design.hardware.target_cycles_per_image.has_value());
        p.design.hardware.target_cycles_per_image.reset();
    });
    edits.push_back([](RandomProof& p) {
        require(p.design.hardware.input.lanes.has_value());
        p.design.hardware.input.lanes.reset();
    });
    return edits;
}

bool still_fails(const RandomProof& proof, const std::function<bool(const RandomProof&)>& fails) {
    try {
        return fails(proof);
    } catch (const std::logic_error&) {
        return false;  // there is no such network
    } catch (const std::overflow_error&) {
        return false;
    }
}

// The first edit that leaves a failure.
bool shrink_once(RandomProof& proof, const std::function<bool(const RandomProof&)>& fails) {
    for (const Edit& edit : edits_of(proof)) {
        RandomProof smaller = proof;
        try {
            edit(smaller);
            Refit(smaller.design).run();
            if (!smaller.design.hardware.npu) smaller.stimulus.reprogram_at.reset();
        } catch (const std::logic_error&) {
            continue;
        }
        if (!still_fails(smaller, fails)) continue;
        proof = std::move(smaller);
        return true;
    }
    return false;
}

}  // namespace

RandomProof shrink(RandomProof proof, const std::function<bool(const RandomProof&)>& fails) {
    while (shrink_once(proof, fails)) {
    }
    return proof;
}

}  // namespace hashiflex::test

// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_network.h"

#include "modules/core/network/shapes.h"

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex::test {
namespace {

using core::Shape;

struct Tensor {
    std::string name;
    Shape shape;
    core::OutputSpec format;
};

class Generator {
 public:
    explicit Generator(Random& random) : random_(random) {}

    RandomNetwork make(int most_layers) {
        auto& input = network_.spec.input;
        network_.spec.name = "random";
        input = {random_.between(1, 9), random_.between(1, 9), random_.between(1, 3), random_.between(0, 255),
                 random_.between(0, 7)};
        if (input.channels > 1 && input.frac % 3 == 0) {  // an offset for each channel
            std::vector<int> offsets;
            for (int c = 0; c < input.channels; ++c) offsets.push_back((input.offset.of(0) + c * 101) % 256);
            input.offset = core::PixelOffset(offsets);
        }
        last_ = {"input", {input.height, input.width, input.channels}, {9, true, input.frac}};
        const int layers = random_.between(1, most_layers);
        while (static_cast<int>(network_.spec.layers.size()) < layers) add_something();
        if (random_.chance(70)) add_classifier();
        return std::move(network_);
    }

 private:
    void add_something() {
        switch (random_.between(0, 10)) {
            case 0:
            case 1:
                add_conv();
                break;
            case 2:
                add_depthwise();
                break;
            case 3:
                add_pointwise();
                break;
            case 4:
                add_pool();
                break;
            case 5:
            case 6:
                add_residual();
                break;
            case 7:
                add_branches();
                break;
            case 8:
                add_global_pool();
                break;
            case 9:
                add_inverted_residual();
                break;
            default:
                add_linear();
                break;
        }
    }

    std::string fresh(const std::string& kind) { return kind + std::to_string(network_.spec.layers.size()); }

    void push(const std::string& name, core::LayerKind kind, std::vector<std::string> inputs, const Shape& shape,
              const core::OutputSpec& format) {
        network_.spec.layers.push_back({name, std::move(inputs), std::move(kind)});
        last_ = {name, shape, format};
    }

    core::OutputSpec random_format() { return {random_.between(2, 10), random_.chance(50), random_.between(-1, 6)}; }

    core::Activation random_activation(const core::OutputSpec& format) {
        const int pick = random_.between(0, 2);
        if (pick == 2 && format.frac < -1) return core::Activation::relu;  // 6 is not on that grid
        return static_cast<core::Activation>(pick);
    }

    core::Padding random_padding(const core::Extent& kernel) {
        core::Padding padding;
        padding.mode = static_cast<core::PaddingMode>(random_.between(0, 3));
        if (padding.mode != core::PaddingMode::explicit_pads) return padding;
        padding.top = random_.between(0, kernel.height - 1);
        padding.bottom = random_.between(0, kernel.height - 1);
        padding.left = random_.between(0, kernel.width - 1);
        padding.right = random_.between(0, kernel.width - 1);
        return padding;
    }

    // Kernel, stride and padding that fit the last tensor.
    template <typename Spec>
    core::Window random_window(Spec& spec) {
        for (;;) {
            spec.kernel = {random_.between(1, 4), random_.between(1, 4)};
            spec.stride = {random_.between(1, 3), random_.between(1, 3)};
            spec.padding = random_padding(spec.kernel);
            try {
                return core::make_window(spec.kernel, spec.stride, spec.padding, last_.shape);
            } catch (const std::invalid_argument&) {
                continue;
            }
        }
    }

    template <typename Spec>
    void random_numbers(Spec& spec) {
        spec.output = random_format();
        spec.activation = random_activation(spec.output);
        spec.levels = random_.between(1, 8);
        spec.terms = random_.between(1, 3);
    }

    std::int64_t random_weight(int levels, int terms) {
        if (random_.chance(30)) return 0;
        std::int64_t value = 0;
        for (int t = random_.between(1, terms); t > 0; --t) {
            const std::int64_t power = std::int64_t{1} << random_.between(0, levels - 1);
            value += random_.chance(50) ? power : -power;
        }
        return value;
    }

    core::Array integers(std::vector<std::size_t> shape, const std::function<std::int64_t()>& next) {
        core::Array array;
        std::size_t count = 1;
        for (const auto extent : shape) count *= extent;
        array.shape = std::move(shape);
        for (std::size_t i = 0; i < count; ++i) array.integers.push_back(next());
        return array;
    }

    void conv_arrays(const std::string& name, int out, int kernel_h, int kernel_w, int in, int levels, int terms) {
        const auto size = [](int n) { return static_cast<std::size_t>(n); };
        core::Array weight = integers({size(out), size(kernel_h), size(kernel_w), size(in)},
                                      [&] { return random_weight(levels, terms); });
        if (random_.chance(20)) {  // a channel without weights is a constant
            const auto per_channel = static_cast<std::ptrdiff_t>(weight.integers.size()) / out;
            std::fill_n(weight.integers.begin(), per_channel, 0);
        }
        network_.weights[name + ".weight"] = std::move(weight);
        network_.weights[name + ".bias"] =
            integers({size(out)}, [&] { return random_.chance(30) ? 0 : std::int64_t{random_.between(-2000, 2000)}; });
        network_.weights[name + ".shift"] =
            integers({size(out)}, [&] { return std::int64_t{random_.between(-2, 10)}; });
    }

    void add_conv() {
        core::ConvSpec spec;
        const core::Window window = random_window(spec);
        spec.groups = random_.chance(30) ? last_.shape.channels : 1;
        spec.channels = spec.groups * random_.between(1, 4);
        conv_with(fresh("conv"), spec, window);
    }

    void add_pointwise() {
        core::ConvSpec spec;
        spec.channels = random_.between(1, 6);
        conv_with(fresh("point"), spec, core::Window{});
    }

    void conv_with(const std::string& name, core::ConvSpec spec, const core::Window& window) {
        random_numbers(spec);
        conv_arrays(name, spec.channels, spec.kernel.height, spec.kernel.width, last_.shape.channels / spec.groups,
                    spec.levels, spec.terms);
        const Shape out = core::windowed_shape(window, last_.shape, spec.channels);
        const auto format = spec.output;
        push(name, spec, {last_.name}, out, format);
    }

    void add_depthwise() {
        core::DepthwiseSpec spec;
        const core::Window window = random_window(spec);
        depthwise_with(spec, window);
    }

    void depthwise_with(core::DepthwiseSpec spec, const core::Window& window) {
        random_numbers(spec);
        const std::string name = fresh("depthwise");
        conv_arrays(name, last_.shape.channels, spec.kernel.height, spec.kernel.width, 1, spec.levels, spec.terms);
        const Shape out = core::windowed_shape(window, last_.shape, last_.shape.channels);
        push(name, spec, {last_.name}, out, spec.output);
    }

    void add_linear() {
        if (!random_.chance(30)) return;
        core::LinearSpec spec;
        random_numbers(spec);
        spec.channels = random_.between(1, 8);
        const std::string name = fresh("linear");
        conv_arrays(name, spec.channels, last_.shape.height, last_.shape.width, last_.shape.channels, spec.levels,
                    spec.terms);
        push(name, spec, {last_.name}, {1, 1, spec.channels}, spec.output);
    }

    void add_pool() {
        core::PoolSpec spec;
        spec.pool = random_.chance(50) ? core::PoolKind::max : core::PoolKind::average;
        const core::Window window = random_window(spec);
        push(fresh("pool"), spec, {last_.name}, core::windowed_shape(window, last_.shape, last_.shape.channels),
             last_.format);
    }

    void add_global_pool() {
        if (!random_.chance(30)) return;
        core::GlobalPoolSpec spec;
        spec.pool = random_.chance(30) ? core::PoolKind::max : core::PoolKind::average;
        push(fresh("global"), spec, {last_.name}, {1, 1, last_.shape.channels}, last_.format);
    }

    // x + f(x), with f one or two stages that keep the shape.
    void add_residual() {
        const Tensor start = last_;
        for (int n = random_.between(1, 2); n > 0; --n) {
            core::ConvSpec spec;
            spec.kernel = {random_.between(1, 3), random_.between(1, 3)};
            spec.padding.mode = core::PaddingMode::same_upper;
            spec.channels = n == 1 ? start.shape.channels : random_.between(1, 4);
            conv_with(fresh("inner"), spec, core::make_window(spec.kernel, spec.stride, spec.padding, last_.shape));
        }
        add_to(start);
    }

    // MobileNetV2's block: x + project(depthwise(expand(x))).
    void add_inverted_residual() {
        const Tensor start = last_;
        core::ConvSpec expand;
        expand.channels = start.shape.channels * random_.between(2, 3);
        conv_with(fresh("expand"), expand, core::Window{});
        core::DepthwiseSpec spec;
        spec.kernel = {3, 3};
        spec.padding.mode = core::PaddingMode::same_upper;
        depthwise_with(spec, core::make_window(spec.kernel, spec.stride, spec.padding, last_.shape));
        core::ConvSpec project;
        project.channels = start.shape.channels;
        conv_with(fresh("project"), project, core::Window{});
        add_to(start);
    }

    // The last tensor and one of the same shape, in either order.
    void add_to(const Tensor& start) {
        core::AddSpec spec;
        spec.output = random_format();
        spec.activation = random_activation(spec.output);
        std::vector<std::string> inputs{start.name, last_.name};
        if (random_.chance(50)) std::swap(inputs[0], inputs[1]);
        push(fresh("add"), spec, std::move(inputs), start.shape, spec.output);
    }

    // Two convolutions of one tensor, side by side.
    void add_branches() {
        const Tensor start = last_;
        const auto format = random_format();
        std::vector<std::string> names;
        int channels = 0;
        for (int n = 0; n < 2; ++n) {
            last_ = start;
            core::ConvSpec spec;
            spec.kernel = {random_.between(1, 3), random_.between(1, 3)};
            spec.padding.mode = core::PaddingMode::same_lower;
            spec.channels = random_.between(1, 3);
            random_numbers(spec);
            spec.output = format;
            spec.activation = core::Activation::none;
            const std::string name = fresh("branch");
            conv_arrays(name, spec.channels, spec.kernel.height, spec.kernel.width, start.shape.channels, spec.levels,
                        spec.terms);
            channels += spec.channels;
            names.push_back(name);
            push(name, spec, {start.name}, {start.shape.height, start.shape.width, spec.channels}, format);
        }
        push(fresh("concat"), core::ConcatSpec{}, names, {start.shape.height, start.shape.width, channels}, format);
    }

    void add_classifier() {
        core::ClassifierSpec spec;
        spec.classes = random_.between(2, 7);
        constexpr int kWidths[] = {2, 4, 8};
        spec.weight_bits = kWidths[random_.between(0, 2)];
        const std::string name = "classify";
        const auto classes = static_cast<std::size_t>(spec.classes);
        const auto inputs = static_cast<std::size_t>(last_.shape.elements());
        const int most = (1 << (spec.weight_bits - 1)) - 1;
        network_.weights[name + ".weight"] =
            integers({classes, inputs}, [&] { return std::int64_t{random_.between(-most - 1, most)}; });
        network_.weights[name + ".bias"] =
            integers({classes}, [&] { return std::int64_t{random_.between(-999, 999)}; });
        if (random_.chance(60)) {
            core::Array scale;
            scale.shape = {classes};
            scale.is_integer = false;
            for (std::size_t c = 0; c < classes; ++c)
                scale.reals.push_back(static_cast<float>(random_.between(1, 1000)) / 512.0F);
            network_.weights[name + ".scale"] = scale;
        }
        push(name, spec, {last_.name}, {1, 1, spec.classes}, {32, true, 0});
    }

    Random& random_;
    RandomNetwork network_;
    Tensor last_;
};

}  // namespace

RandomNetwork random_network(Random& random, int most_layers) {
    return Generator(random).make(most_layers);
}

}  // namespace hashiflex::test

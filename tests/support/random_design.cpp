// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_design.h"

#include "modules/core/network/build.h"
#include "modules/core/network/shapes.h"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>

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
    Generator(std::uint64_t seed, const RandomOptions& options) : random_(seed), options_(options) {}

    RandomDesign make() {
        auto& input = design_.network.input;
        design_.network.name = "random";
        input = {random_.between(1, 9), random_.between(1, 9), random_.between(1, 3), random_.between(0, 255),
                 random_.between(0, 7)};
        last_ = {"input", {input.height, input.width, input.channels}, {9, true, input.frac}};
        const int layers = random_.between(1, options_.most_layers);
        while (static_cast<int>(design_.network.layers.size()) < layers) add_something();
        if (random_.chance(70)) add_classifier();
        make_hardware();
        for (int i = 0; i < options_.images; ++i) {
            auto& image = design_.images.emplace_back();
            for (int n = 0; n < input.height * input.width * input.channels; ++n)
                image.push_back(static_cast<std::uint8_t>(random_.between(0, 255)));
        }
        return std::move(design_);
    }

 private:
    void add_something() {
        switch (random_.between(0, 9)) {
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
            default:
                add_linear();
                break;
        }
    }

    std::string fresh(const std::string& kind) { return kind + std::to_string(design_.network.layers.size()); }

    void push(const std::string& name, core::LayerKind kind, std::vector<std::string> inputs, const Shape& shape,
              const core::OutputSpec& format) {
        design_.network.layers.push_back({name, std::move(inputs), std::move(kind)});
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
        design_.weights[name + ".weight"] = std::move(weight);
        design_.weights[name + ".bias"] =
            integers({size(out)}, [&] { return random_.chance(30) ? 0 : std::int64_t{random_.between(-2000, 2000)}; });
        design_.weights[name + ".shift"] = integers({size(out)}, [&] { return std::int64_t{random_.between(-2, 10)}; });
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
        design_.weights[name + ".weight"] =
            integers({classes, inputs}, [&] { return std::int64_t{random_.between(-most - 1, most)}; });
        design_.weights[name + ".bias"] = integers({classes}, [&] { return std::int64_t{random_.between(-999, 999)}; });
        if (random_.chance(60)) {
            core::Array scale;
            scale.shape = {classes};
            scale.is_integer = false;
            for (std::size_t c = 0; c < classes; ++c)
                scale.reals.push_back(static_cast<float>(random_.between(1, 1000)) / 512.0F);
            design_.weights[name + ".scale"] = scale;
        }
        inputs_ = static_cast<int>(inputs);
        classes_ = spec.classes;
        push(name, spec, {last_.name}, {1, 1, spec.classes}, {32, true, 0});
    }

    void make_hardware() {
        auto& hardware = design_.hardware;
        hardware.adder_levels_per_stage = random_.between(1, 4);
        const core::Network network = core::build_network(design_.network, design_.weights);
        if (random_.chance(40)) {
            int rows = network.input.shape.height;
            for (const auto& layer : network.layers) rows = std::max(rows, layer.out.shape.height);
            hardware.target_cycles_per_image = random_.between(rows, 4 * rows);
        }
        if (random_.chance(30)) hardware.input.lanes = random_.between(1, network.input.shape.width);
        const bool has_classifier = classes_ > 0;
        hardware.classifier = random_.chance(50) ? core::ClassifierSite::npu : core::ClassifierSite::hardwired;
        if (has_classifier && hardware.classifier == core::ClassifierSite::npu) {
            core::NpuSpec npu;
            npu.rows = random_.between(std::max(1, inputs_ / 20), inputs_);
            npu.columns = random_.between(1, classes_);
            npu.accumulator = random_.chance(50) ? core::Accumulator::ripple : core::Accumulator::carry_save;
            npu.write_port_bytes = random_.between(1, 8);
            if (options_.explicit_depths && random_.chance(20)) npu.fifo_depth = random_.between(1, 3);
            hardware.npu = npu;
        }
        for (const auto& layer : network.layers) {
            if (std::holds_alternative<core::Classifier>(layer.op)) continue;
            core::StageSpec stage;
            if (random_.chance(40)) stage.lanes = random_.between(1, layer.out.shape.width);
            if (options_.explicit_depths && random_.chance(25)) stage.fifo_depth = random_.between(1, 6);
            if (options_.explicit_depths && random_.chance(25))
                for (std::size_t k = 0; k < layer.inputs.size(); ++k)
                    stage.input_depth.push_back(random_.chance(50) ? std::optional<int>{}
                                                                   : std::optional<int>{random_.between(2, 30)});
            hardware.stages[layer.name] = stage;
        }
        for (auto& [name, stage] : hardware.stages)
            if (random_.chance(30)) stage.adder_levels_per_stage = random_.between(1, 4);
    }

    Random random_;
    RandomOptions options_;
    RandomDesign design_;
    Tensor last_;
    int inputs_ = 0;
    int classes_ = 0;
};

}  // namespace

RandomDesign random_design(std::uint64_t seed, const RandomOptions& options) {
    return Generator(seed, options).make();
}

bool stall_pattern(std::uint64_t seed, std::uint64_t cycle, int percent) {
    // SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
    std::uint64_t z = seed * 0x9e3779b97f4a7c15ULL + cycle;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return static_cast<int>((z ^ (z >> 31)) % 100) < percent;
}

}  // namespace hashiflex::test

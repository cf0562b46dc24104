// SPDX-License-Identifier: Apache-2.0
#include "tests/support/naive.h"

#include <stdexcept>

namespace hashiflex::test {
namespace {

using core::Shape;
using core::Tensor;

std::int64_t at(const Tensor& map, const Shape& shape, int y, int x, int c) {
    return map.at(static_cast<std::size_t>((y * shape.width + x) * shape.channels + c));
}

bool inside(const Shape& shape, int y, int x) {
    return y >= 0 && y < shape.height && x >= 0 && x < shape.width;
}

std::int32_t narrow(std::int64_t value) {
    const auto narrowed = static_cast<std::int32_t>(value);
    if (narrowed != value) throw std::range_error("a value does not fit 32 bits");
    return narrowed;
}

Tensor apply(const core::Conv& conv, const std::vector<Tensor>& inputs) {
    Tensor out;
    const core::Window& window = conv.window;
    const int group_in = conv.in.channels / conv.groups;
    const int group_out = conv.out.channels / conv.groups;
    for (int y = 0; y < conv.out.height; ++y)
        for (int x = 0; x < conv.out.width; ++x)
            for (int o = 0; o < conv.out.channels; ++o) {
                std::int64_t acc = conv.bias.at(static_cast<std::size_t>(o));
                for (int ky = 0; ky < window.kernel_h; ++ky)
                    for (int kx = 0; kx < window.kernel_w; ++kx)
                        for (int i = 0; i < group_in; ++i) {
                            const int row = y * window.stride_h + ky - window.pad_top;
                            const int column = x * window.stride_w + kx - window.pad_left;
                            if (!inside(conv.in, row, column)) continue;
                            const std::int64_t weight = conv.weights.at(static_cast<std::size_t>(
                                ((o * window.kernel_h + ky) * window.kernel_w + kx) * group_in + i));
                            acc += weight * at(inputs.at(0), conv.in, row, column, o / group_out * group_in + i);
                        }
                out.push_back(narrow(naive_requantize(acc, conv.shift.at(static_cast<std::size_t>(o)), conv.clamp)));
            }
    return out;
}

// floor(sum / count + 1/2) = floor((2 sum + count) / (2 count)).
std::int64_t rounded_average(std::int64_t sum, std::int64_t count) {
    return static_cast<std::int64_t>(floor_division(2 * Wide{sum} + count, 2 * Wide{count}));
}

Tensor pooled(core::PoolKind kind, const Shape& in, const Shape& out_shape, const core::Window& window,
              const Tensor& map) {
    Tensor out;
    for (int y = 0; y < out_shape.height; ++y)
        for (int x = 0; x < out_shape.width; ++x)
            for (int c = 0; c < in.channels; ++c) {
                std::vector<std::int64_t> seen;
                for (int ky = 0; ky < window.kernel_h; ++ky)
                    for (int kx = 0; kx < window.kernel_w; ++kx) {
                        const int row = y * window.stride_h + ky - window.pad_top;
                        const int column = x * window.stride_w + kx - window.pad_left;
                        if (inside(in, row, column)) seen.push_back(at(map, in, row, column, c));
                    }
                std::int64_t sum = 0;
                std::int64_t most = seen.at(0);
                for (const auto value : seen) {
                    sum += value;
                    if (value > most) most = value;
                }
                const bool is_max = kind == core::PoolKind::max;
                out.push_back(narrow(is_max ? most : rounded_average(sum, window.kernel_h * window.kernel_w)));
            }
    return out;
}

Tensor apply(const core::Pool& pool, const std::vector<Tensor>& inputs) {
    return pooled(pool.kind, pool.in, pool.out, pool.window, inputs.at(0));
}

Tensor apply(const core::GlobalPool& pool, const std::vector<Tensor>& inputs) {
    core::Window whole;
    whole.kernel_h = pool.in.height;
    whole.kernel_w = pool.in.width;
    return pooled(pool.kind, pool.in, {1, 1, pool.in.channels}, whole, inputs.at(0));
}

std::int64_t power_of_two(int exponent) {
    std::int64_t power = 1;
    for (int i = 0; i < exponent; ++i) power *= 2;
    return power;
}

Tensor apply(const core::Add& add, const std::vector<Tensor>& inputs) {
    Tensor out;
    for (std::size_t i = 0; i < inputs.at(0).size(); ++i) {
        const std::int64_t sum =
            inputs.at(0)[i] * power_of_two(add.align[0]) + inputs.at(1).at(i) * power_of_two(add.align[1]);
        out.push_back(narrow(naive_requantize(sum, add.shift, add.clamp)));
    }
    return out;
}

Tensor apply(const core::Concat& concat, const std::vector<Tensor>& inputs) {
    Tensor out;
    for (int y = 0; y < concat.in.front().height; ++y)
        for (int x = 0; x < concat.in.front().width; ++x)
            for (std::size_t k = 0; k < inputs.size(); ++k)
                for (int c = 0; c < concat.in[k].channels; ++c)
                    out.push_back(narrow(at(inputs[k], concat.in[k], y, x, c)));
    return out;
}

Tensor apply(const core::Classifier& classifier, const std::vector<Tensor>& inputs) {
    Tensor sums;
    const std::size_t count = inputs.at(0).size();
    for (int c = 0; c < classifier.classes; ++c) {
        std::int64_t sum = classifier.bias.at(static_cast<std::size_t>(c));
        for (std::size_t i = 0; i < count; ++i)
            sum += std::int64_t{classifier.weights.at(static_cast<std::size_t>(c) * count + i)} * inputs.at(0)[i];
        sums.push_back(narrow(sum));
    }
    return sums;
}

Tensor apply(const core::Argmax&, const std::vector<Tensor>& inputs) {
    return inputs.at(0);
}

}  // namespace

Wide floor_division(Wide numerator, Wide denominator) {
    auto quotient = numerator / denominator;  // towards 0
    if (quotient * denominator > numerator) --quotient;
    return quotient;
}

std::int64_t naive_requantize(std::int64_t acc, int s, core::Interval clamp) {
    Wide value = acc;
    for (int i = 0; i < -s; ++i) value *= 2;
    if (s >= 64) value = 0;  // |acc / 2^s| < 1/4
    if (s > 0 && s < 64) {
        Wide divisor = 1;
        for (int i = 0; i < s; ++i) divisor *= 2;
        value = floor_division(2 * Wide{acc} + divisor, 2 * divisor);
    }
    if (value < clamp.lo) return clamp.lo;
    if (value > clamp.hi) return clamp.hi;
    return static_cast<std::int64_t>(value);
}

Tensor naive(const core::Operator& op, const std::vector<Tensor>& inputs) {
    return std::visit([&](const auto& kind) { return apply(kind, inputs); }, op);
}

std::vector<Tensor> naive(const core::Network& network, const std::vector<std::uint8_t>& pixels) {
    std::vector<Tensor> tensors(1);
    const auto& offsets = network.input_offset.values();
    const auto channels = static_cast<std::size_t>(network.input.shape.channels);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        tensors.front().push_back(int{pixels[i]} - (offsets.size() == 1 ? offsets[0] : offsets.at(i % channels)));
    for (const auto& layer : network.layers) {
        std::vector<Tensor> inputs;
        for (const int t : layer.inputs) inputs.push_back(tensors.at(static_cast<std::size_t>(t)));
        tensors.push_back(naive(layer.op, inputs));
    }
    return tensors;
}

int naive_class(const Tensor& sums, const core::Classifier& classifier) {
    std::size_t best = 0;
    std::vector<std::int64_t> products;
    for (std::size_t c = 0; c < sums.size(); ++c) {
        products.push_back(sums[c]);
        if (!classifier.multiplier.empty()) products.back() *= std::int64_t{classifier.multiplier.at(c)};
        if (products[c] > products[best]) best = c;
    }
    return static_cast<int>(best);
}

}  // namespace hashiflex::test

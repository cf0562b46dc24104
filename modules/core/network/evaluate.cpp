// SPDX-License-Identifier: Apache-2.0
#include "modules/core/network/evaluate.h"

#include "modules/core/network/take_weights.h"
#include "modules/core/numeric/requantize.h"
#include "modules/core/overloaded.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace hashiflex::core {
namespace {

// floor(sum / count + 1/2), also for negative sums.
std::int32_t rounded_mean(std::int64_t sum, std::int64_t count) {
    const std::int64_t doubled = 2 * sum + count;
    const std::int64_t quotient = doubled / (2 * count);
    return static_cast<std::int32_t>(doubled % (2 * count) < 0 ? quotient - 1 : quotient);
}

// Adds the pixels to the sums of their channels, or joins them with the largest so far.
template <typename Join>
void join_pixels(std::int64_t* __restrict all, const std::int32_t* __restrict pixel, int channels, const Join& join) {
    for (int c = 0; c < channels; ++c) all[c] = join(all[c], pixel[c]);
}

void pool_row(const Pool& pool, const std::vector<RowView>& rows, std::int32_t* out) {
    const Window& window = pool.window;
    const int channels = pool.in.channels;
    const bool max = pool.kind == PoolKind::max;
    std::vector<std::int64_t> all(static_cast<std::size_t>(channels));
    for (int x = 0; x < pool.out.width; ++x, out += channels) {
        std::fill(all.begin(), all.end(), max ? std::numeric_limits<std::int32_t>::min() : 0);
        const int left = x * window.stride_w - window.pad_left;
        const int last = std::min(left + window.kernel_w, pool.in.width);
        for (const RowView row : rows) {
            if (row == nullptr) continue;
            for (int column = std::max(left, 0); column < last; ++column) {
                const std::int32_t* pixel = row + std::ptrdiff_t{column} * channels;
                if (max)
                    join_pixels(all.data(), pixel, channels,
                                [](std::int64_t a, std::int64_t b) { return std::max(a, b); });
                else
                    join_pixels(all.data(), pixel, channels, [](std::int64_t a, std::int64_t b) { return a + b; });
            }
        }
        for (int c = 0; c < channels; ++c) {
            const std::int64_t value = all[static_cast<std::size_t>(c)];
            out[c] = max ? static_cast<std::int32_t>(value) : rounded_mean(value, window.taps());
        }
    }
}

void global_pool_row(const GlobalPool& pool, const std::vector<RowView>& rows, std::int32_t* out) {
    Pool whole{pool.kind, pool.in, {1, 1, pool.in.channels}, {}};
    whole.window.kernel_h = pool.in.height;
    whole.window.kernel_w = pool.in.width;
    pool_row(whole, rows, out);
}

void add_row(const Add& add, const std::vector<RowView>& rows, std::int32_t* out) {
    const int values = add.shape.width * add.shape.channels;
    for (int i = 0; i < values; ++i) {
        const std::int64_t sum =
            rows[0][i] * (std::int64_t{1} << add.align[0]) + rows[1][i] * (std::int64_t{1} << add.align[1]);
        out[i] = static_cast<std::int32_t>(requantize(sum, add.shift, add.clamp));
    }
}

// Does nothing of add_row leave 32 bits?
bool is_narrow(const Add& add, Interval a, Interval b) {
    constexpr int kMostShift = 30;
    if (add.shift < 0 || std::max({add.shift, add.align[0], add.align[1]}) > kMostShift) return false;
    const Interval sum = core::add(shift_left(a, add.align[0]), shift_left(b, add.align[1]));
    return width(hull(core::add(sum, {0, rounding_constant(add.shift)}), {-1, 0})) <= 32;
}

// The same, four at a time or more.
void narrow_add_row(const Add& add, const std::int32_t* __restrict a, const std::int32_t* __restrict b,
                    std::int32_t* __restrict out) {
    const int values = add.shape.width * add.shape.channels;
    const auto half = static_cast<std::int32_t>(rounding_constant(add.shift));
    const auto lo = static_cast<std::int32_t>(add.clamp.lo);
    const auto hi = static_cast<std::int32_t>(add.clamp.hi);
    const std::uint32_t a_shift = static_cast<std::uint32_t>(add.align[0]);
    const std::uint32_t b_shift = static_cast<std::uint32_t>(add.align[1]);
    for (int i = 0; i < values; ++i) {
        const std::uint32_t sum =
            (static_cast<std::uint32_t>(a[i]) << a_shift) + (static_cast<std::uint32_t>(b[i]) << b_shift);
        const std::int32_t shifted = (static_cast<std::int32_t>(sum) + half) >> add.shift;
        out[i] = std::min(std::max(shifted, lo), hi);
    }
}

void concat_row(const Concat& concat, const std::vector<RowView>& rows, std::int32_t* out) {
    for (int x = 0; x < concat.in.front().width; ++x)
        for (std::size_t input = 0; input < rows.size(); ++input) {
            const int channels = concat.in[input].channels;
            out = std::copy_n(rows[input] + x * channels, channels, out);
        }
}

}  // namespace

RowSpan rows_needed(const Operator& op, int y) {
    const auto windowed = [y](const Window& window) {
        return RowSpan{y * window.stride_h - window.pad_top, window.kernel_h};
    };
    return std::visit(Overloaded{[&](const Conv& conv) { return windowed(conv.window); },
                                 [&](const Pool& pool) { return windowed(pool.window); },
                                 [](const GlobalPool& pool) {
                                     return RowSpan{0, pool.in.height};
                                 },
                                 [y](const Add&) {
                                     return RowSpan{y, 1};
                                 },
                                 [y](const Concat&) {
                                     return RowSpan{y, 1};
                                 },
                                 [](const Classifier& classifier) {
                                     return RowSpan{0, classifier.in.height};
                                 },
                                 [y](const Argmax&) {
                                     return RowSpan{y, 1};
                                 }},
                      op);
}

Conv convolution_of(const Classifier& classifier, Interval sums) {
    Conv conv;
    conv.in = classifier.in;
    conv.out = {1, 1, classifier.classes};
    conv.window.kernel_h = conv.in.height;
    conv.window.kernel_w = conv.in.width;
    conv.weights.assign(classifier.weights.begin(), classifier.weights.end());
    conv.bias.assign(classifier.bias.begin(), classifier.bias.end());
    conv.shift.assign(static_cast<std::size_t>(classifier.classes), 0);
    conv.clamp = sums;
    return conv;
}

RowKernel::RowKernel(const Operator& op, Interval in, Interval second) : op_(&op) {
    if (const auto* add = std::get_if<Add>(&op)) narrow_add_ = is_narrow(*add, in, second);
    if (const auto* conv = std::get_if<Conv>(&op)) conv_.emplace(*conv, in);
    if (const auto* classifier = std::get_if<Classifier>(&op)) {
        sums_ =
            std::make_unique<const Conv>(convolution_of(*classifier, classifier_range("classifier", *classifier, in)));
        conv_.emplace(*sums_, in);
    }
}

void RowKernel::operator()(const std::vector<RowView>& rows, std::int32_t* out) const {
    std::visit(
        Overloaded{
            [&](const Conv&) { conv_->row(rows, out); }, [&](const Pool& pool) { pool_row(pool, rows, out); },
            [&](const GlobalPool& pool) { global_pool_row(pool, rows, out); },
            [&](const Add& add) { narrow_add_ ? narrow_add_row(add, rows[0], rows[1], out) : add_row(add, rows, out); },
            [&](const Concat& concat) { concat_row(concat, rows, out); },
            [&](const Classifier&) { conv_->row(rows, out); },
            [&](const Argmax& argmax) { std::copy_n(rows[0], argmax.classes, out); }},
        *op_);
}

Tensor evaluate(const Operator& op, const std::vector<const Tensor*>& inputs, const std::vector<Shape>& in,
                const Shape& out) {
    const auto [least, most] = std::minmax_element(inputs.front()->begin(), inputs.front()->end());
    return evaluate(op, RowKernel(op, {*least, *most}), inputs, in, out);
}

Tensor evaluate(const Operator& op, const RowKernel& kernel, const std::vector<const Tensor*>& inputs,
                const std::vector<Shape>& in, const Shape& out) {
    Tensor result(static_cast<std::size_t>(out.elements()));
    for (int y = 0; y < out.height; ++y) {
        const RowSpan span = rows_needed(op, y);
        std::vector<RowView> rows;
        for (std::size_t i = 0; i < inputs.size(); ++i)
            for (int row = span.first; row < span.first + span.count; ++row)
                rows.push_back(row < 0 || row >= in[i].height ? nullptr
                                                              : inputs[i]->data() + static_cast<std::ptrdiff_t>(row) *
                                                                                        in[i].width * in[i].channels);
        kernel(rows, result.data() + static_cast<std::ptrdiff_t>(y) * out.width * out.channels);
    }
    return result;
}

std::vector<Tensor> evaluate(const Network& network, const std::vector<std::uint8_t>& pixels) {
    std::vector<Tensor> tensors;
    tensors.reserve(network.layers.size() + 1);
    Tensor& input = tensors.emplace_back();
    for (const std::uint8_t pixel : pixels) input.push_back(pixel - network.input_offset);
    for (const Layer& layer : network.layers) {
        std::vector<const Tensor*> inputs;
        std::vector<Shape> shapes;
        for (const int t : layer.inputs) {
            inputs.push_back(&tensors[static_cast<std::size_t>(t)]);
            shapes.push_back(network.tensor(t).shape);
        }
        tensors.push_back(evaluate(layer.op, inputs, shapes, layer.out.shape));
    }
    return tensors;
}

int classify(const std::int32_t* sums, int classes, const std::vector<std::uint16_t>& multiplier) {
    const auto score = [&](int c) {
        return multiplier.empty() ? std::int64_t{sums[c]}
                                  : std::int64_t{sums[c]} * multiplier[static_cast<std::size_t>(c)];
    };
    int best = 0;
    for (int c = 1; c < classes; ++c)
        if (score(c) > score(best)) best = c;
    return best;
}

}  // namespace hashiflex::core

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

void pool_row(const Pool& pool, const std::vector<RowView>& rows, std::int32_t* out) {
    const Window& window = pool.window;
    const int channels = pool.in.channels;
    for (int x = 0; x < pool.out.width; ++x) {
        const int left = x * window.stride_w - window.pad_left;
        const int first = std::max(left, 0);
        const int last = std::min(left + window.kernel_w, pool.in.width);
        for (int c = 0; c < channels; ++c) {
            std::int64_t sum = 0;
            std::int32_t most = std::numeric_limits<std::int32_t>::min();
            for (const RowView row : rows) {
                if (row == nullptr) continue;
                for (int column = first; column < last; ++column) {
                    const std::int32_t value = row[column * channels + c];
                    sum += value;
                    most = std::max(most, value);
                }
            }
            *out++ = pool.kind == PoolKind::max ? most : rounded_mean(sum, window.taps());
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

RowKernel::RowKernel(const Operator& op, Interval in) : op_(&op) {
    if (const auto* conv = std::get_if<Conv>(&op)) conv_.emplace(*conv, in);
    if (const auto* classifier = std::get_if<Classifier>(&op)) {
        sums_ =
            std::make_unique<const Conv>(convolution_of(*classifier, classifier_range("classifier", *classifier, in)));
        conv_.emplace(*sums_, in);
    }
}

void RowKernel::operator()(const std::vector<RowView>& rows, std::int32_t* out) const {
    std::visit(
        Overloaded{[&](const Conv&) { conv_->row(rows, out); }, [&](const Pool& pool) { pool_row(pool, rows, out); },
                   [&](const GlobalPool& pool) { global_pool_row(pool, rows, out); },
                   [&](const Add& add) { add_row(add, rows, out); },
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

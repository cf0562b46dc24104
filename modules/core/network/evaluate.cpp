// SPDX-License-Identifier: Apache-2.0
#include "modules/core/network/evaluate.h"

#include "modules/core/network/take_weights.h"
#include "modules/core/numeric/requantize.h"
#include "modules/core/overloaded.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

namespace hashiflex::core {
namespace {

// One row of a tensor as 32-bit values; null outside the map.
using WordRow = const std::int32_t*;

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

void pool_row(const Pool& pool, const std::vector<WordRow>& rows, std::int32_t* out) {
    const Window& window = pool.window;
    const int channels = pool.in.channels;
    const bool max = pool.kind == PoolKind::max;
    std::vector<std::int64_t> all(static_cast<std::size_t>(channels));
    for (int x = 0; x < pool.out.width; ++x, out += channels) {
        std::fill(all.begin(), all.end(), max ? std::numeric_limits<std::int32_t>::min() : 0);
        const int left = x * window.stride_w - window.pad_left;
        const int last = std::min(left + window.kernel_w, pool.in.width);
        for (const WordRow row : rows) {
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

void global_pool_row(const GlobalPool& pool, const std::vector<WordRow>& rows, std::int32_t* out) {
    Pool whole{pool.kind, pool.in, {1, 1, pool.in.channels}, {}};
    whole.window.kernel_h = pool.in.height;
    whole.window.kernel_w = pool.in.width;
    pool_row(whole, rows, out);
}

void add_row(const Add& add, const std::vector<WordRow>& rows, std::int32_t* out) {
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

void concat_row(const Concat& concat, const std::vector<WordRow>& rows, std::int32_t* out) {
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

RowKernel::RowKernel(const Operator& op, std::vector<RowType> in, RowFormat out)
    : op_(&op), in_(std::move(in)), out_(out) {
    const RowType& first = in_.front();
    if (const auto* add = std::get_if<Add>(&op)) narrow_add_ = is_narrow(*add, first.range, in_.back().range);
    if (const auto* conv = std::get_if<Conv>(&op)) conv_.emplace(*conv, first, out_);
    if (const auto* classifier = std::get_if<Classifier>(&op)) {
        const Interval sums = classifier_range("classifier", *classifier, first.range);
        sums_ = std::make_unique<const Conv>(convolution_of(*classifier, sums));
        conv_.emplace(*sums_, first, out_);
    }
}

void RowKernel::operator()(const std::vector<RowView>& rows, std::uint8_t* out) const {
    conv_ ? conv_->row(rows, out) : unpack_and_compute(rows, out);
}

namespace {

int row_values(const Operator& op, std::size_t input) {
    const auto of = [](const Shape& shape) { return shape.width * shape.channels; };
    return std::visit(
        Overloaded{[&](const Conv& conv) { return of(conv.in); }, [&](const Pool& pool) { return of(pool.in); },
                   [&](const GlobalPool& pool) { return of(pool.in); }, [&](const Add& add) { return of(add.shape); },
                   [&](const Concat& concat) { return of(concat.in[input]); },
                   [&](const Classifier& classifier) { return of(classifier.in); },
                   [](const Argmax& argmax) { return argmax.classes; }},
        op);
}

int out_values(const Operator& op) {
    const auto of = [](const Shape& shape) { return shape.width * shape.channels; };
    return std::visit(
        Overloaded{[&](const Conv& conv) { return of(conv.out); }, [&](const Pool& pool) { return of(pool.out); },
                   [](const GlobalPool& pool) { return pool.in.channels; },
                   [&](const Add& add) { return of(add.shape); },
                   [](const Concat& concat) {
                       int values = 0;
                       for (const Shape& in : concat.in) values += in.width * in.channels;
                       return values;
                   },
                   [](const Classifier& classifier) { return classifier.classes; },
                   [](const Argmax& argmax) { return argmax.classes; }},
        op);
}

// Used again by the next row of this thread.
struct Words {
    std::vector<std::int32_t> values;
    std::vector<WordRow> rows;
};

}  // namespace

// Little of a network is neither convolution nor classifier: its rows are unpacked, computed and packed.
void RowKernel::unpack_and_compute(const std::vector<RowView>& rows, std::uint8_t* out) const {
    thread_local Words words;
    const std::size_t per_input = rows.size() / in_.size();
    const auto made = static_cast<std::size_t>(out_values(*op_));
    std::size_t needed = made;
    for (std::size_t i = 0; i < in_.size(); ++i) needed += per_input * static_cast<std::size_t>(row_values(*op_, i));
    if (words.values.size() < needed) words.values.resize(needed);
    words.rows.clear();
    std::int32_t* to = words.values.data() + made;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const std::size_t input = r / per_input;
        const auto count = static_cast<std::size_t>(row_values(*op_, input));
        words.rows.push_back(rows[r] == nullptr ? nullptr : to);
        if (rows[r] != nullptr) unpack(in_[input].format, rows[r], count, to);
        to += count;
    }
    std::int32_t* const result = words.values.data();
    std::visit(Overloaded{[](const Conv&) {}, [](const Classifier&) {},
                          [&](const Pool& pool) { pool_row(pool, words.rows, result); },
                          [&](const GlobalPool& pool) { global_pool_row(pool, words.rows, result); },
                          [&](const Add& add) {
                              narrow_add_ ? narrow_add_row(add, words.rows[0], words.rows[1], result)
                                          : add_row(add, words.rows, result);
                          },
                          [&](const Concat& concat) { concat_row(concat, words.rows, result); },
                          [&](const Argmax&) { std::copy_n(words.rows[0], made, result); }},
               *op_);
    pack(out_, result, made, out);
}

PackedMap packed(const Tensor& tensor, RowFormat format) {
    PackedMap map{format, {}};
    map.bytes.resize(tensor.size() * static_cast<std::size_t>(format.bytes));
    pack(format, tensor.data(), tensor.size(), map.bytes.data());
    return map;
}

Tensor unpacked(const PackedMap& map) {
    Tensor tensor(map.bytes.size() / static_cast<std::size_t>(map.format.bytes));
    unpack(map.format, map.bytes.data(), tensor.size(), tensor.data());
    return tensor;
}

PackedMap evaluate(const Operator& op, const RowKernel& kernel, const std::vector<const PackedMap*>& inputs,
                   const std::vector<Shape>& in, const Shape& out) {
    const auto row_bytes = [](const Shape& shape, RowFormat format) {
        return static_cast<std::ptrdiff_t>(shape.width) * shape.channels * format.bytes;
    };
    PackedMap result{kernel.out(), {}};
    result.bytes.resize(static_cast<std::size_t>(out.height * row_bytes(out, result.format)));
    std::vector<RowView> rows;
    for (int y = 0; y < out.height; ++y) {
        const RowSpan span = rows_needed(op, y);
        rows.clear();
        for (std::size_t i = 0; i < inputs.size(); ++i)
            for (int row = span.first; row < span.first + span.count; ++row)
                rows.push_back(row < 0 || row >= in[i].height
                                   ? nullptr
                                   : inputs[i]->bytes.data() + row * row_bytes(in[i], inputs[i]->format));
        kernel(rows, result.bytes.data() + y * row_bytes(out, result.format));
    }
    return result;
}

Tensor evaluate(const Operator& op, const std::vector<const Tensor*>& inputs, const std::vector<Shape>& in,
                const Shape& out) {
    std::vector<RowType> types;
    std::vector<PackedMap> maps;
    for (const Tensor* input : inputs) {
        const auto [least, most] = std::minmax_element(input->begin(), input->end());
        types.emplace_back(Interval{*least, *most});
        maps.push_back(packed(*input, types.back().format));
    }
    std::vector<const PackedMap*> views;
    for (const PackedMap& map : maps) views.push_back(&map);
    return unpacked(evaluate(op, RowKernel(op, types, RowFormat{}), views, in, out));
}

std::vector<Tensor> evaluate(const Network& network, const std::vector<std::uint8_t>& pixels) {
    std::vector<Tensor> tensors;
    tensors.reserve(network.layers.size() + 1);
    tensors.push_back(taken_from(pixels, network.input_offset));
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

// SPDX-License-Identifier: Apache-2.0
#include "sim/import/fold_arithmetic.h"

#include "sim/import/fold.h"
#include "sim/import/onnx_tensor.h"
#include "sim/import/unsupported.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hashiflex::importing {
namespace {

// Element of `shape` that position i of the broadcast shape `wide` reads.
std::size_t broadcast_source(std::size_t i, const std::vector<std::int64_t>& wide,
                             const std::vector<std::int64_t>& shape) {
    std::size_t source = 0, stride = 1;
    for (std::size_t k = 1; k <= wide.size(); ++k) {
        const auto extent = static_cast<std::size_t>(wide[wide.size() - k]);
        if (k <= shape.size()) {
            const auto own = static_cast<std::size_t>(shape[shape.size() - k]);
            if (own != 1) source += i % extent * stride;
            stride *= own;
        }
        i /= extent;
    }
    return source;
}

[[noreturn]] void overflow() {
    throw Unsupported("its integers overflow");
}

struct Sum {
    static double of(double a, double b) { return a + b; }
    static bool of(std::int64_t a, std::int64_t b, std::int64_t* result) {
        return __builtin_add_overflow(a, b, result);
    }
};
struct Difference {
    static double of(double a, double b) { return a - b; }
    static bool of(std::int64_t a, std::int64_t b, std::int64_t* result) {
        return __builtin_sub_overflow(a, b, result);
    }
};
struct Product {
    static double of(double a, double b) { return a * b; }
    static bool of(std::int64_t a, std::int64_t b, std::int64_t* result) {
        return __builtin_mul_overflow(a, b, result);
    }
};
struct Quotient {
    static double of(double a, double b) { return a / b; }
    static bool of(std::int64_t a, std::int64_t b, std::int64_t* result) {
        if (b == 0 || (b == -1 && a == std::numeric_limits<std::int64_t>::min())) return true;
        *result = a / b;
        return false;
    }
};

struct Larger {
    static double of(double a, double b) { return std::max(a, b); }
    static bool of(std::int64_t a, std::int64_t b, std::int64_t* result) {
        *result = std::max(a, b);
        return false;
    }
};
struct Smaller {
    static double of(double a, double b) { return std::min(a, b); }
    static bool of(std::int64_t a, std::int64_t b, std::int64_t* result) {
        *result = std::min(a, b);
        return false;
    }
};

template <class Operation>
Tensor elementwise(const Constants& inputs) {
    if (inputs.size() != 2 || inputs[1] == nullptr) throw Unsupported("it has not two inputs");
    const Tensor &a = *inputs[0], &b = *inputs[1];
    if (a.is_real() != b.is_real()) throw Unsupported("its inputs are of different types");
    constexpr std::int64_t kMost = std::int64_t{1} << 31;
    Tensor result;
    result.element = a.element;
    result.shape = broadcast(a.shape, b.shape);
    const std::int64_t elements = elements_of(result.shape);
    if (elements > kMost) throw Unsupported("its result has " + std::to_string(elements) + " elements");
    const auto count = static_cast<std::size_t>(elements);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t from_a = broadcast_source(i, result.shape, a.shape);
        const std::size_t from_b = broadcast_source(i, result.shape, b.shape);
        if (a.is_real()) {
            result.reals.push_back(static_cast<float>(Operation::of(double{a.reals[from_a]}, double{b.reals[from_b]})));
            continue;
        }
        std::int64_t value = 0;
        if (Operation::of(a.integers[from_a], b.integers[from_b], &value)) overflow();
        result.integers.push_back(value);
    }
    return result;
}

Tensor of_reals(const Constants& inputs, double (*function)(double)) {
    Tensor result = *inputs[0];
    if (!result.is_real()) throw Unsupported("its input is not real");
    for (float& value : result.reals) value = static_cast<float>(function(double{value}));
    return result;
}

// Sums of `term` over the axes of a node, and how many terms each sum has.
Tensor summed(const Node& node, const Constants& inputs, double (*term)(double), double (*finish)(double, double)) {
    const Tensor& from = *inputs[0];
    if (!from.is_real()) throw Unsupported("its input is not real");
    const auto axes = axes_of(node, inputs.size() > 1 ? inputs[1] : nullptr);
    std::vector<bool> gone(from.shape.size(), !axes || axes->empty());
    for (const std::int64_t axis : axes.value_or(std::vector<std::int64_t>{})) gone[axis_of(axis, gone.size())] = true;
    Tensor result;
    std::vector<std::int64_t> kept = from.shape;
    for (std::size_t i = 0; i < kept.size(); ++i)
        if (gone[i]) kept[i] = 1;
    std::vector<double> sums(static_cast<std::size_t>(elements_of(kept)), 0.0);
    for (std::size_t i = 0; i < from.size(); ++i) sums[broadcast_source(i, from.shape, kept)] += term(from.at(i));
    const double count = static_cast<double>(from.size()) / static_cast<double>(sums.size());
    for (const double sum : sums) result.reals.push_back(static_cast<float>(finish(sum, count)));
    for (std::size_t i = 0; i < kept.size(); ++i)
        if (!gone[i] || node.integer("keepdims", 1) != 0) result.shape.push_back(kept[i]);
    return result;
}

double itself(double x) {
    return x;
}

}  // namespace

std::vector<std::int64_t> broadcast(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
    std::vector<std::int64_t> wide(std::max(a.size(), b.size()), 1);
    for (std::size_t k = 1; k <= wide.size(); ++k) {
        const std::int64_t of_a = k <= a.size() ? a[a.size() - k] : 1, of_b = k <= b.size() ? b[b.size() - k] : 1;
        if (of_a != of_b && of_a != 1 && of_b != 1)
            throw Unsupported("its inputs " + shape_text(a) + " and " + shape_text(b) + " do not fit each other");
        wide[wide.size() - k] = std::max(of_a, of_b);
    }
    return wide;
}

// Reals become integers towards zero, as ONNX has it.
Tensor fold_cast(const Node& node, const Constants& inputs) {
    const auto to = element_of(static_cast<int>(node.integer("to", 0)));
    if (!to) throw Unsupported("it casts to a type that is not read");
    const Tensor& from = *inputs[0];
    Tensor result;
    result.shape = from.shape;
    result.element = *to;
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (result.is_real()) {
            result.reals.push_back(from.is_real() ? from.reals[i] : static_cast<float>(from.integers[i]));
            continue;
        }
        constexpr double kMost = 9.2e18;
        if (from.is_real() && !(std::fabs(double{from.reals[i]}) < kMost)) overflow();
        const std::int64_t value = from.is_real() ? static_cast<std::int64_t>(from.reals[i]) : from.integers[i];
        result.integers.push_back(*to == Element::boolean ? value != 0 : value);
    }
    return result;
}

Tensor fold_add(const Node&, const Constants& inputs) {
    return elementwise<Sum>(inputs);
}
Tensor fold_sub(const Node&, const Constants& inputs) {
    return elementwise<Difference>(inputs);
}
Tensor fold_mul(const Node&, const Constants& inputs) {
    return elementwise<Product>(inputs);
}
Tensor fold_div(const Node&, const Constants& inputs) {
    return elementwise<Quotient>(inputs);
}
Tensor fold_max(const Node&, const Constants& inputs) {
    return elementwise<Larger>(inputs);
}
Tensor fold_min(const Node&, const Constants& inputs) {
    return elementwise<Smaller>(inputs);
}
// The exponent may be of another type.
Tensor fold_pow(const Node&, const Constants& inputs) {
    if (inputs.size() != 2 || inputs[1] == nullptr || inputs[1]->size() != 1)
        throw Unsupported("its exponent is not one number");
    Tensor result = *inputs[0];
    if (!result.is_real()) throw Unsupported("its input is not real");
    for (float& value : result.reals) value = static_cast<float>(std::pow(double{value}, inputs[1]->at(0)));
    return result;
}
Tensor fold_abs(const Node&, const Constants& inputs) {
    return of_reals(inputs, [](double x) { return std::fabs(x); });
}
Tensor fold_exp(const Node&, const Constants& inputs) {
    return of_reals(inputs, [](double x) { return std::exp(x); });
}
Tensor fold_neg(const Node&, const Constants& inputs) {
    Tensor zero = *inputs[0];
    std::fill(zero.reals.begin(), zero.reals.end(), 0.0F);
    std::fill(zero.integers.begin(), zero.integers.end(), 0);
    return elementwise<Difference>({&zero, inputs[0]});
}
Tensor fold_sqrt(const Node&, const Constants& inputs) {
    return of_reals(inputs, [](double x) { return std::sqrt(x); });
}
Tensor fold_reciprocal(const Node&, const Constants& inputs) {
    return of_reals(inputs, [](double x) { return 1 / x; });
}
Tensor fold_floor(const Node&, const Constants& inputs) {
    return of_reals(inputs, [](double x) { return std::floor(x); });
}
Tensor fold_ceil(const Node&, const Constants& inputs) {
    return of_reals(inputs, [](double x) { return std::ceil(x); });
}

Tensor fold_reduce_mean(const Node& node, const Constants& inputs) {
    return summed(node, inputs, itself, [](double sum, double count) { return sum / count; });
}
Tensor fold_reduce_sum(const Node& node, const Constants& inputs) {
    return summed(node, inputs, itself, [](double sum, double) { return sum; });
}
Tensor fold_reduce_l2(const Node& node, const Constants& inputs) {
    return summed(
        node, inputs, [](double x) { return x * x; }, [](double sum, double) { return std::sqrt(sum); });
}

Tensor fold_expand(const Node&, const Constants& inputs) {
    constexpr std::int64_t kMost = 1 << 20;
    if (inputs.size() != 2 || inputs[1] == nullptr) throw Unsupported("it has no shape");
    const auto shape = broadcast(inputs[0]->shape, integers_of(*inputs[1], "shape"));
    if (elements_of(shape) > kMost)
        throw Unsupported("it makes a constant of " + std::to_string(elements_of(shape)) + " elements");
    Tensor result;
    result.element = inputs[0]->element;
    result.shape = shape;
    for (std::size_t i = 0; i < static_cast<std::size_t>(elements_of(shape)); ++i) {
        const std::size_t source = broadcast_source(i, shape, inputs[0]->shape);
        if (result.is_real())
            result.reals.push_back(inputs[0]->reals[source]);
        else
            result.integers.push_back(inputs[0]->integers[source]);
    }
    return result;
}

// Of all elements: the product of a shape.
Tensor fold_reduce_prod(const Node& node, const Constants& inputs) {
    const Tensor& from = *inputs[0];
    if (from.is_real() || from.shape.size() > 1) throw Unsupported("it multiplies anything but a list of integers");
    std::int64_t product = 1;
    for (const std::int64_t value : from.integers)
        if (__builtin_mul_overflow(product, value, &product)) overflow();
    Tensor result = integer_tensor({product});
    if (node.integer("keepdims", 1) == 0) result.shape.clear();
    return result;
}

}  // namespace hashiflex::importing

// SPDX-License-Identifier: Apache-2.0
// Matrices, sums over axes, scales.
#include "tests/support/onnx_reference/operators.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hashiflex::test::reference {

T reduced(const T& x, const Ints& axes, bool keep, bool is_max) {
    Ints wide = x.shape;
    for (const std::int64_t axis : axes) wide[static_cast<std::size_t>(wrapped(axis, wide.size()))] = 1;
    T result = made(wide, [&](const Ints&) { return is_max ? -std::numeric_limits<double>::infinity() : 0.0; });
    for (std::int64_t i = 0; i < count(x.shape); ++i) {
        Ints index = index_of(i, x.shape);
        const double value = at(x, index);
        for (std::size_t k = 0; k < index.size(); ++k)
            if (wide[k] == 1) index[k] = 0;
        at(result, index) = is_max ? std::max(at(result, index), value) : at(result, index) + value;
    }
    if (!is_max)
        for (double& value : result.values) value /= static_cast<double>(count(x.shape) / count(wide));
    if (!keep) {
        Ints narrow;
        for (std::size_t k = 0; k < wide.size(); ++k) {
            const bool gone = std::any_of(axes.begin(), axes.end(), [&](std::int64_t axis) {
                return wrapped(axis, wide.size()) == static_cast<std::int64_t>(k);
            });
            if (!gone) narrow.push_back(wide[k]);
        }
        result.shape = narrow;
    }
    return result;
}

Ints spatial_axes(const T& x) {
    Ints axes;
    for (std::size_t k = 2; k < x.shape.size(); ++k) axes.push_back(static_cast<std::int64_t>(k));
    return axes;
}

// The last two axes; what is before them is of the first factor alone.
T matmul(const T& a, const T& b) {
    Ints shape = a.shape;
    shape.back() = b.shape.back();
    return made(shape, [&](Ints index) {
        const std::int64_t column = index.back();
        double sum = 0;
        for (std::int64_t k = 0; k < b.shape[0]; ++k) {
            index.back() = k;
            sum += at(a, index) * at(b, {k, column});
        }
        return sum;
    });
}

T gemm(const Node& node) {
    const T a = node.integer("transA", 0) ? transposed(node.in(0), {1, 0}) : node.in(0);
    const T b = node.integer("transB", 0) ? transposed(node.in(1), {1, 0}) : node.in(1);
    const double alpha = node.real("alpha", 1), beta = node.real("beta", 1);
    const T product = mapped(matmul(a, b), [&](double value) { return alpha * value; });
    if (!node.has(2)) return product;
    return broadcast(product, node.in(2), [&](double x, double c) { return x + beta * c; });
}

T batch_norm(const Node& node) {
    const double epsilon = node.real("epsilon", 1e-5F);
    return made(node.in(0).shape, [&](const Ints& index) {
        const auto of = [&](int i) { return node.in(i).values[static_cast<std::size_t>(index[1])]; };
        return of(1) * (at(node.in(0), index) - of(3)) / std::sqrt(of(4) + epsilon) + of(2);
    });
}

T clip(const Node& node) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const double lo = node.has(1) ? node.in(1).values[0] : node.real("min", -kInfinity);
    const double hi = node.has(2) ? node.in(2).values[0] : node.real("max", kInfinity);
    return mapped(node.in(0), [&](double x) { return std::min(std::max(x, lo), hi); });
}

T dequantized(const Node& node) {
    const T &x = node.in(0), &scale = node.in(1);
    const auto axis = static_cast<std::size_t>(node.integer("axis", 1));
    return made(x.shape, [&](const Ints& index) {
        const std::size_t p = scale.values.size() == 1 ? 0 : static_cast<std::size_t>(index[axis]);
        return (at(x, index) - (node.has(2) ? node.in(2).values[p] : 0)) * scale.values[p];
    });
}

}  // namespace hashiflex::test::reference

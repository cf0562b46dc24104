// SPDX-License-Identifier: Apache-2.0
// What moves values and computes nothing.
#include "tests/support/onnx_reference/operators.h"

#include <algorithm>

namespace hashiflex::test::reference {

T transposed(const T& x, const Ints& perm) {
    Ints shape;
    for (const std::int64_t axis : perm) shape.push_back(x.shape[static_cast<std::size_t>(axis)]);
    return made(shape, [&](const Ints& index) {
        Ints source(perm.size());
        for (std::size_t k = 0; k < perm.size(); ++k) source[static_cast<std::size_t>(perm[k])] = index[k];
        return at(x, source);
    });
}

T perm_of(const Node& node) {
    Ints reversed(node.in(0).shape.size());
    for (std::size_t k = 0; k < reversed.size(); ++k) reversed[k] = static_cast<std::int64_t>(reversed.size() - 1 - k);
    return transposed(node.in(0), node.integers("perm", reversed));
}

T reshape(const Node& node) {
    T result = node.in(0);
    Ints shape = node.list(1);
    for (std::size_t k = 0; k < shape.size(); ++k)
        if (shape[k] == 0) shape[k] = result.shape[k];
    for (std::int64_t& extent : shape)
        if (extent == -1) {
            extent = 1;
            extent = count(result.shape) / count(shape);
            break;
        }
    result.shape = shape;
    return result;
}

T flatten(const Node& node) {
    const T& x = node.in(0);
    const std::int64_t axis = wrapped(node.integer("axis", 1), x.shape.size());
    const std::int64_t outer = count({x.shape.begin(), x.shape.begin() + axis});
    return with_shape(x, {outer, count(x.shape) / outer});
}

T squeeze(const Node& node) {
    const T& x = node.in(0);
    Ints shape;
    const Ints axes = axes_of(node);
    for (std::size_t k = 0; k < x.shape.size(); ++k) {
        const bool named = std::any_of(axes.begin(), axes.end(), [&](std::int64_t axis) {
            return wrapped(axis, x.shape.size()) == static_cast<std::int64_t>(k);
        });
        if (axes.empty() ? x.shape[k] != 1 : !named) shape.push_back(x.shape[k]);
    }
    return with_shape(x, shape);
}

T unsqueeze(const Node& node) {
    Ints shape = node.in(0).shape, axes = axes_of(node);
    const std::size_t rank = shape.size() + axes.size();
    for (std::int64_t& axis : axes) axis = wrapped(axis, rank);
    std::sort(axes.begin(), axes.end());
    for (const std::int64_t axis : axes) shape.insert(shape.begin() + axis, 1);
    return with_shape(node.in(0), shape);
}

T pad(const Node& node) {
    const T& x = node.in(0);
    const Ints pads = node.has(1) ? node.list(1) : node.integers("pads", {});
    const double value = node.has(2) ? node.in(2).values[0] : node.real("value", 0);
    Ints shape = x.shape;
    for (std::size_t k = 0; k < shape.size(); ++k) shape[k] += pads[k] + pads[k + shape.size()];
    return made(shape, [&](Ints index) {
        for (std::size_t k = 0; k < index.size(); ++k) {
            index[k] -= pads[k];
            if (index[k] < 0 || index[k] >= x.shape[k]) return value;
        }
        return at(x, index);
    });
}

T concat(const Node& node) {
    const auto axis = static_cast<std::size_t>(wrapped(node.integer("axis", 1), node.in(0).shape.size()));
    Ints shape = node.in(0).shape;
    for (int i = 1; i < node.inputs(); ++i) shape[axis] += node.in(i).shape[axis];
    return made(shape, [&](Ints index) {
        int i = 0;
        while (index[axis] >= node.in(i).shape[axis]) index[axis] -= node.in(i++).shape[axis];
        return at(node.in(i), index);
    });
}

T slice(const Node& node) {
    T result = node.in(0);
    const Ints starts = node.list(1), ends = node.list(2);
    for (std::size_t k = 0; k < starts.size(); ++k) {
        const auto axis = static_cast<std::size_t>(node.has(3) ? wrapped(node.list(3)[k], result.shape.size())
                                                               : static_cast<std::int64_t>(k));
        const std::int64_t extent = result.shape[axis], step = node.has(4) ? node.list(4)[k] : 1;
        const auto clip = [&](std::int64_t value) {
            if (value < 0) value = std::max<std::int64_t>(value + extent, -1);
            return std::clamp<std::int64_t>(value, step > 0 ? 0 : -1, step > 0 ? extent : extent - 1);
        };
        Ints shape = result.shape;
        const std::int64_t away = clip(ends[k]) - clip(starts[k]);
        shape[axis] = (away + step - (step > 0 ? 1 : -1)) / step;
        const T from = result;
        result = made(shape, [&](Ints index) {
            index[axis] = clip(starts[k]) + index[axis] * step;
            return at(from, index);
        });
    }
    return result;
}

T gather(const Node& node) {
    const T &x = node.in(0), &indices = node.in(1);
    const std::int64_t axis = wrapped(node.integer("axis", 0), x.shape.size());
    Ints shape(x.shape.begin(), x.shape.begin() + axis);
    shape.insert(shape.end(), indices.shape.begin(), indices.shape.end());
    shape.insert(shape.end(), x.shape.begin() + axis + 1, x.shape.end());
    return made(shape, [&](const Ints& index) {
        Ints from(index.begin(), index.begin() + axis);
        const Ints along(index.begin() + axis, index.begin() + axis + static_cast<std::int64_t>(indices.shape.size()));
        const auto extent = static_cast<std::size_t>(x.shape[static_cast<std::size_t>(axis)]);
        from.push_back(wrapped(static_cast<std::int64_t>(at(indices, along)), extent));
        from.insert(from.end(), index.begin() + axis + static_cast<std::int64_t>(indices.shape.size()), index.end());
        return at(x, from);
    });
}

// Part number `part` of a Split with a size for each.
T split_part(const Node& node, int part) {
    const T& x = node.in(0);
    const auto axis = static_cast<std::size_t>(wrapped(node.integer("axis", 0), x.shape.size()));
    const Ints sizes = node.list(1);
    std::int64_t first = 0;
    for (int i = 0; i < part; ++i) first += sizes[static_cast<std::size_t>(i)];
    Ints shape = x.shape;
    shape[axis] = sizes[static_cast<std::size_t>(part)];
    return made(shape, [&](Ints index) {
        index[axis] += first;
        return at(x, index);
    });
}

T space_to_depth(const Node& node) {
    const T& x = node.in(0);
    const std::int64_t block = node.integer("blocksize", 1), channels = x.shape[1];
    return made({x.shape[0], channels * block * block, x.shape[2] / block, x.shape[3] / block}, [&](const Ints& y) {
        const std::int64_t tap = y[1] / channels;
        return at(x, {y[0], y[1] % channels, y[2] * block + tap / block, y[3] * block + tap % block});
    });
}

}  // namespace hashiflex::test::reference

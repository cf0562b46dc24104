// SPDX-License-Identifier: Apache-2.0
#include "sim/import/fold_shapes.h"

#include "sim/import/fold.h"
#include "sim/import/unsupported.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace hashiflex::importing {
namespace {

constexpr std::int64_t kMostMade = 1 << 20;  // elements that a node may make of nothing

const Tensor& input_at(const Constants& inputs, std::size_t i, const char* what) {
    if (i >= inputs.size() || inputs[i] == nullptr)
        throw Unsupported("its input '" + std::string(what) + "' is missing");
    return *inputs[i];
}

std::int64_t elements(const std::vector<std::int64_t>& shape) {
    try {
        return elements_of(shape);
    } catch (const std::invalid_argument& error) {
        throw Unsupported(error.what());
    }
}

// A tensor of `shape` whose element i is element source(i) of `from`.
Tensor picked(const Tensor& from, std::vector<std::int64_t> shape,
              const std::function<std::size_t(std::size_t)>& source) {
    Tensor result;
    result.element = from.element;
    result.shape = std::move(shape);
    const auto count = static_cast<std::size_t>(elements(result.shape));
    if (from.is_real()) {
        result.reals.resize(count);
        for (std::size_t i = 0; i < count; ++i) result.reals[i] = from.reals[source(i)];
    } else {
        result.integers.resize(count);
        for (std::size_t i = 0; i < count; ++i) result.integers[i] = from.integers[source(i)];
    }
    return result;
}

// Extents before and after an axis, multiplied.
struct Around {
    std::size_t outer = 1, extent = 1, inner = 1;
    Around(const std::vector<std::int64_t>& shape, std::size_t axis) {
        for (std::size_t i = 0; i < axis; ++i) outer *= static_cast<std::size_t>(shape[i]);
        extent = static_cast<std::size_t>(shape[axis]);
        for (std::size_t i = axis + 1; i < shape.size(); ++i) inner *= static_cast<std::size_t>(shape[i]);
    }
};

// Positions along one axis that are kept, in order.
Tensor taken(const Tensor& from, std::size_t axis, const std::vector<std::size_t>& kept) {
    const Around around(from.shape, axis);
    std::vector<std::int64_t> shape = from.shape;
    shape[axis] = static_cast<std::int64_t>(kept.size());
    return picked(from, shape, [&](std::size_t i) {
        const std::size_t inner = i % around.inner, along = i / around.inner % kept.size();
        const std::size_t outer = i / around.inner / kept.size();
        return (outer * around.extent + kept[along]) * around.inner + inner;
    });
}

Tensor with_shape(Tensor tensor, std::vector<std::int64_t> shape) {
    tensor.shape = std::move(shape);
    return tensor;
}

std::vector<std::size_t> slice_positions(std::int64_t start, std::int64_t end, std::int64_t step, std::int64_t extent) {
    if (step == 0) throw Unsupported("its step is 0");
    const auto clipped = [&](std::int64_t at) {
        if (at < 0) at = at < -extent ? -1 - (step > 0 ? -1 : 0) : at + extent;
        return std::clamp<std::int64_t>(at, step > 0 ? 0 : -1, step > 0 ? extent : extent - 1);
    };
    std::vector<std::size_t> positions;
    const std::int64_t first = clipped(start), last = clipped(end);
    for (std::int64_t at = first; step > 0 ? at < last : at > last; at += std::clamp(step, -extent, extent))
        positions.push_back(static_cast<std::size_t>(at));
    return positions;
}

}  // namespace

Tensor shape_slice(const Node& node, const std::vector<std::int64_t>& shape) {
    const auto rank = static_cast<std::int64_t>(shape.size());
    const auto bound = [&](std::int64_t at) { return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank); };
    const std::int64_t start = bound(node.integer("start", 0)), end = std::max(start, bound(node.integer("end", rank)));
    return integer_tensor({shape.begin() + start, shape.begin() + end});
}

Tensor fold_shape(const Node& node, const Constants& inputs) {
    return shape_slice(node, inputs[0]->shape);
}

KeptAlong gathered_of(const Node& node, const Tensor& indices, const std::vector<std::int64_t>& shape) {
    if (shape.empty()) throw Unsupported("it gathers from a scalar");
    if (indices.is_real() || indices.integers.empty()) throw Unsupported("its indices are no integers");
    KeptAlong kept{axis_of(node.integer("axis", 0), shape.size()), {}};
    for (const std::int64_t index : indices.integers) {
        const std::int64_t extent = shape[kept.axis], at = index < 0 ? index + extent : index;
        if (at < 0 || at >= extent)
            throw Unsupported("its index " + std::to_string(index) + " is outside of its input");
        kept.positions.push_back(static_cast<std::size_t>(at));
    }
    return kept;
}

Tensor fold_gather(const Node& node, const Constants& inputs) {
    const Tensor& data = *inputs[0];
    const Tensor& indices = input_at(inputs, 1, "indices");
    const KeptAlong kept = gathered_of(node, indices, data.shape);
    const auto axis = static_cast<std::ptrdiff_t>(kept.axis);
    std::vector<std::int64_t> shape(data.shape.begin(), data.shape.begin() + axis);
    shape.insert(shape.end(), indices.shape.begin(), indices.shape.end());
    shape.insert(shape.end(), data.shape.begin() + axis + 1, data.shape.end());
    return with_shape(taken(data, kept.axis, kept.positions), shape);
}

// Bounds are attributes up to opset 9, inputs since.
std::vector<KeptAlong> slices_of(const Node& node, const Constants& inputs, const std::vector<std::int64_t>& shape) {
    const bool by_attribute = node.has("starts");
    const auto list = [&](std::size_t i, const char* key) {
        return by_attribute ? node.integers(key, {}) : integers_of(input_at(inputs, i, key), key);
    };
    const auto starts = list(1, "starts"), ends = list(2, "ends");
    std::vector<std::int64_t> axes(starts.size()), steps(starts.size(), 1);
    std::iota(axes.begin(), axes.end(), 0);
    if (by_attribute ? node.has("axes") : node.has_input(3)) axes = list(3, "axes");
    if (!by_attribute && node.has_input(4)) steps = list(4, "steps");
    if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size())
        throw Unsupported("its starts, ends, axes and steps differ in number");
    std::vector<KeptAlong> all;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const std::size_t axis = axis_of(axes[i], shape.size());
        all.push_back({axis, slice_positions(starts[i], ends[i], steps[i], shape[axis])});
    }
    return all;
}

Tensor fold_slice(const Node& node, const Constants& inputs) {
    Tensor result = *inputs[0];
    for (const KeptAlong& kept : slices_of(node, inputs, result.shape))
        result = taken(result, kept.axis, kept.positions);
    return result;
}

std::vector<bool> squeezed_axes(const std::optional<std::vector<std::int64_t>>& axes,
                                const std::vector<std::int64_t>& shape) {
    std::vector<bool> gone(shape.size(), false);
    if (!axes) {
        for (std::size_t i = 0; i < shape.size(); ++i) gone[i] = shape[i] == 1;
        return gone;
    }
    for (const std::int64_t axis : *axes) {
        const std::size_t at = axis_of(axis, shape.size());
        if (shape[at] != 1)
            throw Unsupported("it squeezes axis " + std::to_string(axis) + " of " + shape_text(shape) +
                              ", whose extent is not 1");
        gone[at] = true;
    }
    return gone;
}

std::vector<bool> unsqueezed_axes(const std::vector<std::int64_t>& axes, std::size_t rank) {
    std::vector<bool> fresh(rank + axes.size(), false);
    for (const std::int64_t axis : axes) {
        const std::size_t at = axis_of(axis, fresh.size());
        if (fresh[at]) throw Unsupported("it inserts axis " + std::to_string(axis) + " twice");
        fresh[at] = true;
    }
    return fresh;
}

Tensor fold_squeeze(const Node& node, const Constants& inputs) {
    const Tensor& data = *inputs[0];
    const auto gone = squeezed_axes(axes_of(node, inputs.size() > 1 ? inputs[1] : nullptr), data.shape);
    std::vector<std::int64_t> shape;
    for (std::size_t i = 0; i < data.shape.size(); ++i)
        if (!gone[i]) shape.push_back(data.shape[i]);
    return with_shape(data, shape);
}

Tensor fold_unsqueeze(const Node& node, const Constants& inputs) {
    const Tensor& data = *inputs[0];
    const auto axes = axes_of(node, inputs.size() > 1 ? inputs[1] : nullptr);
    if (!axes) throw Unsupported("it has no axes");
    const auto fresh = unsqueezed_axes(*axes, data.shape.size());
    std::vector<std::int64_t> shape;
    std::size_t next = 0;
    for (const bool is_fresh : fresh) shape.push_back(is_fresh ? 1 : data.shape[next++]);
    return with_shape(data, shape);
}

Tensor fold_concat(const Node& node, const Constants& inputs) {
    Tensor result;
    for (const Tensor* input : inputs)
        if (input == nullptr) throw Unsupported("one of its inputs is missing");
    const Tensor& first = *inputs[0];
    if (first.shape.empty()) throw Unsupported("it joins scalars");
    const std::size_t axis = axis_of(node.integer("axis", 0), first.shape.size());
    result.element = first.element;
    result.shape = first.shape;
    result.shape[axis] = 0;
    for (const Tensor* input : inputs) {
        std::vector<std::int64_t> shape = input->shape;
        if (shape.size() != result.shape.size() || input->element != first.element)
            throw Unsupported("its inputs differ in rank or type");
        result.shape[axis] += shape[axis];
        shape[axis] = first.shape[axis];
        if (shape != first.shape)
            throw Unsupported("its inputs " + shape_text(first.shape) + " and " + shape_text(input->shape) +
                              " differ in another axis");
    }
    const std::size_t outer = Around(first.shape, axis).outer;
    for (std::size_t o = 0; o < outer; ++o)
        for (const Tensor* input : inputs) {
            const auto run = static_cast<std::ptrdiff_t>(input->size() / outer);
            const auto begin = static_cast<std::ptrdiff_t>(o) * run;
            if (first.is_real())
                result.reals.insert(result.reals.end(), input->reals.begin() + begin,
                                    input->reals.begin() + begin + run);
            else
                result.integers.insert(result.integers.end(), input->integers.begin() + begin,
                                       input->integers.begin() + begin + run);
        }
    return result;
}

std::vector<std::int64_t> reshaped(const std::vector<std::int64_t>& wanted, const std::vector<std::int64_t>& from,
                                   bool zero_is_zero) {
    std::vector<std::int64_t> shape = wanted;
    std::optional<std::size_t> open;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == 0 && !zero_is_zero) {
            if (i >= from.size())
                throw Unsupported("its 0 at " + std::to_string(i) + " stands for an axis that is not there");
            shape[i] = from[i];
        }
        if (shape[i] == -1) {
            if (open) throw Unsupported("its shape " + shape_text(wanted) + " leaves two extents open");
            open = i;
            shape[i] = 1;
        }
        if (shape[i] <= 0) throw Unsupported("its shape " + shape_text(wanted) + " has an extent that is none");
    }
    const std::int64_t given = elements(from), asked = elements(shape);
    if (open && given % asked == 0) shape[*open] = given / asked;
    if (elements(shape) != given)
        throw Unsupported("it makes " + shape_text(wanted) + " of " + shape_text(from) + ", whose elements are " +
                          std::to_string(given));
    return shape;
}

Tensor fold_reshape(const Node& node, const Constants& inputs) {
    const bool zero_is_zero = node.integer("allowzero", 0) != 0;
    const auto wanted = integers_of(input_at(inputs, 1, "shape"), "shape");
    return with_shape(*inputs[0], reshaped(wanted, inputs[0]->shape, zero_is_zero));
}

Tensor fold_flatten(const Node& node, const Constants& inputs) {
    const auto& shape = inputs[0]->shape;
    const auto rank = static_cast<std::int64_t>(shape.size());
    std::int64_t axis = node.integer("axis", 1);
    if (axis < -rank || axis > rank) throw Unsupported("its axis is " + std::to_string(axis));
    if (axis < 0) axis += rank;
    const std::int64_t outer = elements({shape.begin(), shape.begin() + axis});
    return with_shape(*inputs[0], {outer, elements({shape.begin() + axis, shape.end()})});
}

Tensor transposed(const Tensor& tensor, const std::vector<std::int64_t>& order) {
    const std::size_t rank = tensor.shape.size();
    std::vector<bool> seen(rank, false);
    for (const std::int64_t axis : order) {
        if (axis < 0 || axis >= static_cast<std::int64_t>(rank) || seen[static_cast<std::size_t>(axis)])
            throw Unsupported("its perm is no order of " + std::to_string(rank) + " axes");
        seen[static_cast<std::size_t>(axis)] = true;
    }
    if (order.size() != rank) throw Unsupported("its perm has not as many entries as its input has axes");
    std::vector<std::size_t> stride(rank, 1);  // of the input
    for (std::size_t i = rank; i-- > 1;) stride[i - 1] = stride[i] * static_cast<std::size_t>(tensor.shape[i]);
    std::vector<std::int64_t> shape;
    for (const std::int64_t axis : order) shape.push_back(tensor.shape[static_cast<std::size_t>(axis)]);
    return picked(tensor, shape, [&](std::size_t i) {
        std::size_t source = 0;
        for (std::size_t k = rank; k-- > 0;) {
            const auto extent = static_cast<std::size_t>(shape[k]);
            source += i % extent * stride[static_cast<std::size_t>(order[k])];
            i /= extent;
        }
        return source;
    });
}

Tensor fold_transpose(const Node& node, const Constants& inputs) {
    std::vector<std::int64_t> reversed(inputs[0]->shape.size());
    for (std::size_t i = 0; i < reversed.size(); ++i) reversed[i] = static_cast<std::int64_t>(reversed.size() - 1 - i);
    return transposed(*inputs[0], node.integers("perm", reversed));
}

Tensor fold_constant_of_shape(const Node& node, const Constants& inputs) {
    const auto shape = integers_of(*inputs[0], "shape");
    const std::int64_t count = elements(shape);
    if (count > kMostMade) throw Unsupported("it makes a constant of " + std::to_string(count) + " elements");
    Tensor value = real_tensor({1}, {0.0F});
    const auto given = node.attributes.find("value");
    if (given != node.attributes.end()) value = given->second.tensor;
    if (value.size() != 1) throw Unsupported("its value is not one number");
    return picked(value, shape, [](std::size_t) { return std::size_t{0}; });
}

}  // namespace hashiflex::importing

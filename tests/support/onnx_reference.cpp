// SPDX-License-Identifier: Apache-2.0
#include "tests/support/onnx_reference.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <stdexcept>

namespace hashiflex::test {
namespace {

using T = ReferenceTensor;
using Ints = std::vector<std::int64_t>;

std::int64_t count(const Ints& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

// The index tuple of element i, and back.
Ints index_of(std::int64_t i, const Ints& shape) {
    Ints index(shape.size());
    for (std::size_t k = shape.size(); k-- > 0;) {
        index[k] = i % shape[k];
        i /= shape[k];
    }
    return index;
}
std::int64_t position(const Ints& index, const Ints& shape) {
    std::int64_t at = 0;
    for (std::size_t k = 0; k < shape.size(); ++k) at = at * shape[k] + index[k];
    return at;
}
double& at(T& tensor, const Ints& index) {
    return tensor.values[static_cast<std::size_t>(position(index, tensor.shape))];
}
double at(const T& tensor, const Ints& index) {
    return tensor.values[static_cast<std::size_t>(position(index, tensor.shape))];
}

T made(const Ints& shape, const std::function<double(const Ints&)>& value) {
    T result{shape, std::vector<double>(static_cast<std::size_t>(count(shape)))};
    for (std::int64_t i = 0; i < count(shape); ++i)
        result.values[static_cast<std::size_t>(i)] = value(index_of(i, shape));
    return result;
}

T constant_of(const onnx::TensorProto& proto) {
    T tensor{{proto.dims().begin(), proto.dims().end()}, {}};
    const std::string& raw = proto.raw_data();
    const auto copy = [&](auto sample) {
        for (std::size_t i = 0; i + sizeof sample <= raw.size(); i += sizeof sample) {
            std::memcpy(&sample, raw.data() + i, sizeof sample);
            tensor.values.push_back(static_cast<double>(sample));
        }
    };
    switch (proto.data_type()) {
        case onnx::TensorProto::FLOAT:
            copy(float{});
            tensor.values.insert(tensor.values.end(), proto.float_data().begin(), proto.float_data().end());
            break;
        case onnx::TensorProto::DOUBLE:
            copy(double{});
            break;
        case onnx::TensorProto::INT64:
            copy(std::int64_t{});
            for (const std::int64_t value : proto.int64_data()) tensor.values.push_back(static_cast<double>(value));
            break;
        case onnx::TensorProto::INT8:
            copy(std::int8_t{});
            break;
        case onnx::TensorProto::UINT8:
            copy(std::uint8_t{});
            break;
        default:
            throw std::runtime_error("reference: constant of another type");
    }
    return tensor;
}

class Node {
 public:
    Node(const onnx::NodeProto& node, std::map<std::string, T>& tensors) : node_(node), tensors_(tensors) {}

    const std::string& op() const { return node_.op_type(); }
    bool has(int i) const { return i < node_.input_size() && !node_.input(i).empty(); }
    const T& in(int i) const { return tensors_.at(node_.input(i)); }
    int inputs() const { return node_.input_size(); }
    Ints list(int i) const { return {in(i).values.begin(), in(i).values.end()}; }
    const onnx::AttributeProto* find(const char* key) const {
        for (const auto& attribute : node_.attribute())
            if (attribute.name() == key) return &attribute;
        return nullptr;
    }
    std::int64_t integer(const char* key, std::int64_t otherwise) const {
        return find(key) ? find(key)->i() : otherwise;
    }
    double real(const char* key, double otherwise) const { return find(key) ? double{find(key)->f()} : otherwise; }
    std::string text(const char* key, const char* otherwise) const { return find(key) ? find(key)->s() : otherwise; }
    Ints integers(const char* key, Ints otherwise) const {
        if (find(key) == nullptr) return otherwise;
        return {find(key)->ints().begin(), find(key)->ints().end()};
    }

 private:
    const onnx::NodeProto& node_;
    std::map<std::string, T>& tensors_;
};

std::int64_t wrapped(std::int64_t axis, std::size_t rank) {
    return axis < 0 ? axis + static_cast<std::int64_t>(rank) : axis;
}

T broadcast(const T& a, const T& b, const std::function<double(double, double)>& f) {
    Ints shape(std::max(a.shape.size(), b.shape.size()), 1);
    const auto extent = [&](const T& t, std::size_t k) {
        const std::size_t missing = shape.size() - t.shape.size();
        return k < missing ? 1 : t.shape[k - missing];
    };
    for (std::size_t k = 0; k < shape.size(); ++k) shape[k] = std::max(extent(a, k), extent(b, k));
    const auto pick = [&](const T& t, const Ints& index) {
        Ints own(index.end() - static_cast<std::ptrdiff_t>(t.shape.size()), index.end());
        for (std::size_t k = 0; k < own.size(); ++k)
            if (t.shape[k] == 1) own[k] = 0;
        return at(t, own);
    };
    return made(shape, [&](const Ints& index) { return f(pick(a, index), pick(b, index)); });
}

T mapped(const T& a, const std::function<double(double)>& f) {
    T result = a;
    for (double& value : result.values) value = f(value);
    return result;
}

struct Windows {
    Ints kernel, strides, dilations, before, out;
};

Windows windows_of(const Node& node, const Ints& in, const Ints& kernel) {
    const std::size_t n = kernel.size();
    Windows w{kernel, node.integers("strides", Ints(n, 1)), node.integers("dilations", Ints(n, 1)), Ints(n, 0),
              Ints(n, 0)};
    const Ints pads = node.integers("pads", Ints(2 * n, 0));
    const std::string mode = node.text("auto_pad", "NOTSET");
    for (std::size_t k = 0; k < n; ++k) {
        const std::int64_t reach = (kernel[k] - 1) * w.dilations[k] + 1;
        std::int64_t total = pads[k] + pads[k + n];
        w.before[k] = pads[k];
        if (mode == "VALID") total = w.before[k] = 0;
        if (mode == "SAME_UPPER" || mode == "SAME_LOWER") {
            const std::int64_t out = (in[k] + w.strides[k] - 1) / w.strides[k];
            total = std::max<std::int64_t>((out - 1) * w.strides[k] + reach - in[k], 0);
            w.before[k] = mode == "SAME_UPPER" ? total / 2 : (total + 1) / 2;
        }
        const std::int64_t room = in[k] + total - reach;
        w.out[k] = room / w.strides[k] + 1;
        if (node.integer("ceil_mode", 0) == 0) continue;
        w.out[k] = (room + w.strides[k] - 1) / w.strides[k] + 1;
        if ((w.out[k] - 1) * w.strides[k] >= in[k] + w.before[k]) --w.out[k];
    }
    return w;
}

// Calls visit(tap, index in the map or none) for every tap of a window.
void each_tap(const Windows& w, const Ints& out, const Ints& in,
              const std::function<void(const Ints& tap, const Ints& index, bool inside)>& visit) {
    for (std::int64_t i = 0; i < count(w.kernel); ++i) {
        const Ints tap = index_of(i, w.kernel);
        Ints index(tap.size());
        bool inside = true;
        for (std::size_t k = 0; k < tap.size(); ++k) {
            index[k] = out[k] * w.strides[k] - w.before[k] + tap[k] * w.dilations[k];
            inside &= index[k] >= 0 && index[k] < in[k];
        }
        visit(tap, index, inside);
    }
}

Ints joined(const Ints& a, const Ints& b) {
    Ints all = a;
    all.insert(all.end(), b.begin(), b.end());
    return all;
}

T conv(const Node& node) {
    const T &x = node.in(0), &w = node.in(1);
    const Ints in(x.shape.begin() + 2, x.shape.end()), kernel(w.shape.begin() + 2, w.shape.end());
    const Windows windows = windows_of(node, in, kernel);
    const std::int64_t per_group = w.shape[1], groups = node.integer("group", 1), out_per_group = w.shape[0] / groups;
    return made(joined({x.shape[0], w.shape[0]}, windows.out), [&](const Ints& y) {
        double sum = node.has(2) ? node.in(2).values[static_cast<std::size_t>(y[1])] : 0;
        each_tap(windows, {y.begin() + 2, y.end()}, in, [&](const Ints& tap, const Ints& index, bool inside) {
            for (std::int64_t c = 0; inside && c < per_group; ++c)
                sum +=
                    at(w, joined({y[1], c}, tap)) * at(x, joined({y[0], y[1] / out_per_group * per_group + c}, index));
        });
        return sum;
    });
}

T pool(const Node& node, bool is_max) {
    const T& x = node.in(0);
    const Ints in(x.shape.begin() + 2, x.shape.end());
    const Windows windows = windows_of(node, in, node.integers("kernel_shape", {}));
    const bool all = node.integer("count_include_pad", 0) != 0;
    return made(joined({x.shape[0], x.shape[1]}, windows.out), [&](const Ints& y) {
        double sum = 0, most = -std::numeric_limits<double>::infinity();
        int taps = 0;
        each_tap(windows, {y.begin() + 2, y.end()}, in, [&](const Ints&, const Ints& index, bool inside) {
            if (inside) {
                const double value = at(x, joined({y[0], y[1]}, index));
                sum += value;
                most = std::max(most, value);
            }
            taps += inside || all ? 1 : 0;
        });
        return is_max ? most : sum / taps;
    });
}

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

T transposed(const T& x, const Ints& perm) {
    Ints shape;
    for (const std::int64_t axis : perm) shape.push_back(x.shape[static_cast<std::size_t>(axis)]);
    return made(shape, [&](const Ints& index) {
        Ints source(perm.size());
        for (std::size_t k = 0; k < perm.size(); ++k) source[static_cast<std::size_t>(perm[k])] = index[k];
        return at(x, source);
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

T with_shape(T tensor, Ints shape) {
    tensor.shape = std::move(shape);
    return tensor;
}

Ints axes_of(const Node& node) {
    return node.has(1) ? node.list(1) : node.integers("axes", {});
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

T flatten(const Node& node) {
    const T& x = node.in(0);
    const std::int64_t axis = wrapped(node.integer("axis", 1), x.shape.size());
    const std::int64_t outer = count({x.shape.begin(), x.shape.begin() + axis});
    return with_shape(x, {outer, count(x.shape) / outer});
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

T perm_of(const Node& node) {
    Ints reversed(node.in(0).shape.size());
    for (std::size_t k = 0; k < reversed.size(); ++k) reversed[k] = static_cast<std::int64_t>(reversed.size() - 1 - k);
    return transposed(node.in(0), node.integers("perm", reversed));
}

T evaluated(const Node& node) {
    using F = T (*)(const Node&);
    static const std::map<std::string, F> table{
        {"Conv", conv},
        {"MaxPool", [](const Node& n) { return pool(n, true); }},
        {"AveragePool", [](const Node& n) { return pool(n, false); }},
        {"GlobalMaxPool", [](const Node& n) { return reduced(n.in(0), spatial_axes(n.in(0)), true, true); }},
        {"GlobalAveragePool", [](const Node& n) { return reduced(n.in(0), spatial_axes(n.in(0)), true, false); }},
        {"ReduceMean",
         [](const Node& n) { return reduced(n.in(0), axes_of(n), n.integer("keepdims", 1) != 0, false); }},
        {"ReduceMax", [](const Node& n) { return reduced(n.in(0), axes_of(n), n.integer("keepdims", 1) != 0, true); }},
        {"ReduceSum",
         [](const Node& n) {
             T mean = reduced(n.in(0), axes_of(n), n.integer("keepdims", 1) != 0, false);
             const double terms = static_cast<double>(count(n.in(0).shape)) / static_cast<double>(count(mean.shape));
             return mapped(mean, [=](double x) { return x * terms; });
         }},
        {"SpaceToDepth", space_to_depth},
        {"LeakyRelu",
         [](const Node& n) {
             const double slope = n.real("alpha", 0.01F);
             return mapped(n.in(0), [=](double x) { return x < 0 ? x * slope : x; });
         }},
        {"PRelu",
         [](const Node& n) {
             return broadcast(n.in(0), n.in(1), [](double x, double slope) { return x < 0 ? x * slope : x; });
         }},
        {"Gemm", gemm},
        {"MatMul", [](const Node& n) { return matmul(n.in(0), n.in(1)); }},
        {"BatchNormalization", batch_norm},
        {"Relu", [](const Node& n) { return mapped(n.in(0), [](double x) { return std::max(x, 0.0); }); }},
        {"Neg", [](const Node& n) { return mapped(n.in(0), [](double x) { return -x; }); }},
        {"Clip", clip},
        {"Max",
         [](const Node& n) { return broadcast(n.in(0), n.in(1), [](double a, double b) { return std::max(a, b); }); }},
        {"Min",
         [](const Node& n) { return broadcast(n.in(0), n.in(1), [](double a, double b) { return std::min(a, b); }); }},
        {"Add", [](const Node& n) { return broadcast(n.in(0), n.in(1), std::plus<>()); }},
        {"Sub", [](const Node& n) { return broadcast(n.in(0), n.in(1), std::minus<>()); }},
        {"Mul", [](const Node& n) { return broadcast(n.in(0), n.in(1), std::multiplies<>()); }},
        {"Div", [](const Node& n) { return broadcast(n.in(0), n.in(1), std::divides<>()); }},
        {"Sum",
         [](const Node& n) {
             T sum = n.in(0);
             for (int i = 1; i < n.inputs(); ++i) sum = broadcast(sum, n.in(i), std::plus<>());
             return sum;
         }},
        {"Mean",
         [](const Node& n) {
             const double inputs = n.inputs();
             return mapped(broadcast(n.in(0), n.in(1), std::plus<>()), [=](double x) { return x / inputs; });
         }},
        {"Reshape", reshape},
        {"Flatten", flatten},
        {"Squeeze", squeeze},
        {"Unsqueeze", unsqueeze},
        {"Transpose", perm_of},
        {"Pad", pad},
        {"Concat", concat},
        {"Slice", slice},
        {"Gather", gather},
        {"Shape",
         [](const Node& n) {
             const Ints& shape = n.in(0).shape;
             return T{{static_cast<std::int64_t>(shape.size())}, {shape.begin(), shape.end()}};
         }},
        {"Constant", [](const Node& n) { return constant_of(n.find("value")->t()); }},
        {"Identity", [](const Node& n) { return n.in(0); }},
        {"Dropout", [](const Node& n) { return n.in(0); }},
        {"Cast", [](const Node& n) { return n.in(0); }},
        // Of outputs: the logits are what is compared.
        {"Softmax", [](const Node& n) { return n.in(0); }},
        {"LogSoftmax", [](const Node& n) { return n.in(0); }},
        {"ArgMax", [](const Node& n) { return n.in(0); }},
        {"TopK", [](const Node& n) { return n.in(0); }},
        {"Tanh", [](const Node& n) { return n.in(0); }},
        {"DequantizeLinear", dequantized},
    };
    const auto entry = table.find(node.op());
    if (entry == table.end()) throw std::runtime_error("reference: no operator " + node.op());
    return entry->second(node);
}

}  // namespace

ReferenceTensor evaluate_onnx(const onnx::ModelProto& model, const ReferenceTensor& input) {
    std::map<std::string, T> tensors;
    for (const auto& constant : model.graph().initializer()) tensors[constant.name()] = constant_of(constant);
    tensors[model.graph().input(0).name()] = input;
    for (const auto& node : model.graph().node()) {
        const Node read(node, tensors);
        if (read.op() != "Split") tensors[node.output(0)] = evaluated(read);
        for (int i = 0; read.op() == "Split" && i < node.output_size(); ++i)
            tensors[node.output(i)] = split_part(read, i);
    }
    return tensors.at(model.graph().output(0).name());
}

}  // namespace hashiflex::test

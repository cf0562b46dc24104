// SPDX-License-Identifier: Apache-2.0
#include "tests/support/onnx_reference/tensor.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace hashiflex::test::reference {

std::int64_t count(const Ints& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

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

T mapped(const T& a, const std::function<double(double)>& f) {
    T result = a;
    for (double& value : result.values) value = f(value);
    return result;
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

T with_shape(T tensor, Ints shape) {
    tensor.shape = std::move(shape);
    return tensor;
}

std::int64_t wrapped(std::int64_t axis, std::size_t rank) {
    return axis < 0 ? axis + static_cast<std::int64_t>(rank) : axis;
}

Ints joined(const Ints& a, const Ints& b) {
    Ints all = a;
    all.insert(all.end(), b.begin(), b.end());
    return all;
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

}  // namespace hashiflex::test::reference

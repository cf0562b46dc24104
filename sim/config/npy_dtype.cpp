// SPDX-License-Identifier: Apache-2.0
// One table: the name of an element type, and how its bytes become numbers and back.
#include "sim/config/npy_dtype.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace hashiflex {
namespace {

// Values are copied as they lie in memory.
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "npy files are read on little-endian hosts only");

template <class T>
std::vector<T> elements_of(const std::string& data) {
    std::vector<T> elements(data.size() / sizeof(T));
    if (!elements.empty()) std::memcpy(elements.data(), data.data(), elements.size() * sizeof(T));
    return elements;
}

template <class T>
void append(std::string& data, T element) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &element, sizeof(T));
    data.append(bytes, sizeof(T));
}

template <class T>
NpyDtype integer(const char* name) {
    return {name,
            sizeof(T),
            std::numeric_limits<T>::min(),
            std::numeric_limits<T>::max(),
            [](const std::string& data, core::Array& array) {
                const auto elements = elements_of<T>(data);
                array.integers.assign(elements.begin(), elements.end());
            },
            [](const core::Array& array, std::string& data) {
                for (const auto value : array.integers) append(data, static_cast<T>(value));
            }};
}

template <class T>
float to_float(T value) {
    const auto narrow = static_cast<float>(value);
    if (std::isfinite(value) && !std::isfinite(narrow))
        throw std::invalid_argument("value " + std::to_string(value) + " does not fit a 32-bit float");
    return narrow;
}

template <class T>
NpyDtype real(const char* name) {
    return {name,
            sizeof(T),
            0,
            0,
            [](const std::string& data, core::Array& array) {
                for (const auto value : elements_of<T>(data)) array.reals.push_back(to_float(value));
            },
            [](const core::Array& array, std::string& data) {
                for (const auto value : array.reals) append(data, static_cast<T>(value));
            }};
}

}  // namespace

const std::vector<NpyDtype>& npy_dtypes() {
    static const std::vector<NpyDtype> dtypes = {
        integer<std::int8_t>("|i1"),   integer<std::uint8_t>("|u1"), integer<std::int16_t>("<i2"),
        integer<std::uint16_t>("<u2"), integer<std::int32_t>("<i4"), integer<std::uint32_t>("<u4"),
        integer<std::int64_t>("<i8"),  real<float>("<f4"),           real<double>("<f8"),
    };
    return dtypes;
}

const NpyDtype& npy_dtype(const std::string& name) {
    std::string known;
    for (const auto& dtype : npy_dtypes()) {
        if (dtype.name == name) return dtype;
        known += (known.empty() ? "" : ", ") + dtype.name;
    }
    throw std::invalid_argument("found dtype '" + name + "'; allowed: " + known);
}

const NpyDtype& narrowest_dtype(std::int64_t lowest, std::int64_t highest) {
    for (const auto& dtype : npy_dtypes())
        if (dtype.is_integer() && dtype.lowest <= lowest && highest <= dtype.highest) return dtype;
    return npy_dtype("<i8");
}

}  // namespace hashiflex

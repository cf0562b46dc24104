// SPDX-License-Identifier: Apache-2.0
// Decodes and encodes the elements of .npy arrays.
#include "sim/config/npy.h"

#include "sim/config/npy_dtype.h"

#include <algorithm>
#include <stdexcept>

namespace hashiflex {
namespace {

std::string to_text(const std::vector<std::size_t>& shape) {
    std::string text = "(";
    for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + (shape.size() == 1 ? ",)" : ")");
}

const NpyDtype& narrowest(const core::Array& array) {
    if (!array.is_integer) return npy_dtype("<f4");
    if (array.integers.empty()) return narrowest_dtype(0, 0);
    const auto range = std::minmax_element(array.integers.begin(), array.integers.end());
    return narrowest_dtype(*range.first, *range.second);
}

// From Fortran to C order.
template <class T>
void reorder(const std::vector<std::size_t>& shape, std::vector<T>& values) {
    const std::vector<T> given = values;
    std::vector<std::size_t> index(shape.size());
    for (auto& value : values) {
        std::size_t at = 0;
        for (std::size_t axis = shape.size(); axis-- > 0;) at = at * shape[axis] + index[axis];
        value = given[at];
        for (std::size_t axis = shape.size(); axis-- > 0 && ++index[axis] == shape[axis];) index[axis] = 0;
    }
}

}  // namespace

core::Array decode_npy(const NpyHeader& header, const std::string& data) {
    if (data.size() != header.data_bytes)
        throw std::invalid_argument("found " + std::to_string(data.size()) + " bytes of data; its shape needs " +
                                    std::to_string(header.data_bytes));
    const NpyDtype& dtype = npy_dtype(header.dtype);
    core::Array array;
    array.shape = header.shape;
    array.is_integer = dtype.is_integer();
    dtype.decode(data, array);
    if (header.fortran_order) {
        reorder(array.shape, array.integers);
        reorder(array.shape, array.reals);
    }
    return array;
}

std::string npy_header_text(const std::string& dtype, const std::vector<std::size_t>& shape) {
    std::string dictionary = "{'descr': '" + dtype + "', 'fortran_order': False, 'shape': " + to_text(shape) + ", }";
    // Data begins at a multiple of 64 bytes; the header ends in a newline.
    constexpr std::size_t kPreamble = 10;
    dictionary.append(63 - (kPreamble + dictionary.size()) % 64, ' ');
    dictionary += '\n';

    std::string text = kNpyMagic + std::string("\x01\x00", 2);
    text += static_cast<char>(dictionary.size() & 0xff);
    text += static_cast<char>(dictionary.size() >> 8);
    return text + dictionary;
}

std::string encode_npy(const core::Array& array) {
    const NpyDtype& dtype = narrowest(array);
    std::string file = npy_header_text(dtype.name, array.shape);
    const std::size_t begin = file.size();
    dtype.encode(array, file);
    if (file.size() - begin != array_bytes(array.shape, dtype.bytes))
        throw std::invalid_argument("an array of shape " + to_text(array.shape) + " has another number of values");
    return file;
}

}  // namespace hashiflex

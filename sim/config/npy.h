// SPDX-License-Identifier: Apache-2.0
// The .npy format of one array (NumPy Enhancement Proposal 1, versions 1 and 2), little-endian. Both orders are read,
// C order is written.
#pragma once

#include "modules/core/network/weights.h"

#include <cstdint>
#include <string>
#include <vector>

namespace hashiflex {

// What the header says, judged before any memory is asked for.
struct NpyHeader {
    std::string dtype;           // "<f4"
    bool fortran_order = false;  // the first index runs fastest
    std::vector<std::size_t> shape;
    std::uint64_t data_offset = 0;  // bytes
    std::uint64_t data_bytes = 0;
};

// What a file begins with.
inline const std::string kNpyMagic = "\x93NUMPY";
// The longest header that is read; numpy writes 64 or 128 bytes.
constexpr std::size_t kLongestNpyHeader = 4096;

// `start` is the beginning of the file: all of it or kLongestNpyHeader bytes. Throws std::invalid_argument.
NpyHeader read_npy_header(const std::string& start);
// Throws std::invalid_argument beyond 1 TiB.
std::uint64_t array_bytes(const std::vector<std::size_t>& shape, std::size_t element_bytes);

// The result is in C order.
core::Array decode_npy(const NpyHeader& header, const std::string& data);

// What a version 1.0 file in C order has before its data; `dtype` as in NpyHeader.
std::string npy_header_text(const std::string& dtype, const std::vector<std::size_t>& shape);

// The whole file; integers in the narrowest type that holds them. Equal arrays give equal bytes.
std::string encode_npy(const core::Array& array);

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// Are .npy arrays decoded exactly, and refused where they are not understood?
#include "sim/config/npy.h"

#include <catch2/catch.hpp>

#include <cstring>
#include <limits>
#include <stdexcept>

using namespace hashiflex;

namespace {

std::string npy(const std::string& dictionary, const std::string& data, char version = 1) {
    std::string file = "\x93NUMPY";
    file += version;
    file += '\0';
    const auto length = static_cast<std::uint32_t>(dictionary.size());
    for (int i = 0; i < (version == 1 ? 2 : 4); ++i) file += static_cast<char>(length >> (8 * i) & 0xff);
    return file + dictionary + data;
}

std::string header(const std::string& dtype, const std::string& shape) {
    return "{'descr': '" + dtype + "', 'fortran_order': False, 'shape': " + shape + ", }   \n";
}

core::Array decode(const std::string& file) {
    const NpyHeader head = read_npy_header(file);
    return decode_npy(head, file.substr(static_cast<std::size_t>(head.data_offset)));
}

template <class T>
core::Array decode_values(const std::string& dtype, const std::vector<T>& values) {
    std::string data(values.size() * sizeof(T), '\0');
    std::memcpy(data.data(), values.data(), data.size());
    return decode(npy(header(dtype, "(" + std::to_string(values.size()) + ",)"), data));
}

template <class T>
void check_integers(const std::string& dtype) {
    const T lowest = std::numeric_limits<T>::min();
    const T highest = std::numeric_limits<T>::max();
    const core::Array array = decode_values<T>(dtype, {lowest, 1, highest});
    CHECK(array.is_integer);
    CHECK(array.shape == std::vector<std::size_t>{3});
    CHECK(array.integers == std::vector<std::int64_t>{lowest, 1, highest});
}

std::string error(const std::string& file) {
    try {
        decode(file);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("every integer type is decoded over its whole range") {
    check_integers<std::int8_t>("|i1");
    check_integers<std::uint8_t>("|u1");
    check_integers<std::int16_t>("<i2");
    check_integers<std::uint16_t>("<u2");
    check_integers<std::int32_t>("<i4");
    check_integers<std::uint32_t>("<u4");
    check_integers<std::int64_t>("<i8");
}

TEST_CASE("real types become floats") {
    const core::Array narrow = decode_values<float>("<f4", {-0.5F, 3.25F});
    CHECK_FALSE(narrow.is_integer);
    CHECK(narrow.reals == std::vector<float>{-0.5F, 3.25F});
    CHECK(decode_values<double>("<f8", {0.1, 1e-300}).reals == std::vector<float>{0.1F, 0.0F});
    CHECK_THROWS_WITH(decode_values<double>("<f8", {1e300}), Catch::Contains("does not fit a 32-bit float"));
}

TEST_CASE("shapes of any rank and both header versions are read") {
    CHECK(decode(npy(header("|i1", "()"), "\x07")).integers == std::vector<std::int64_t>{7});
    CHECK(decode(npy(header("|i1", "()"), "\x07")).shape.empty());
    CHECK(decode(npy(header("|i1", "(2, 3)"), "abcdef")).shape == std::vector<std::size_t>{2, 3});
    CHECK(decode(npy(header("|i1", "(2, 0)"), "")).integers.empty());
    CHECK(decode(npy(header("|i1", "(2, 3)"), "abcdef", 2)).integers.size() == 6);
    CHECK(decode(npy("{'shape': (1,), 'fortran_order': False, 'descr': '|u1'}", "a")).integers.front() == 'a');
}

// numpy.asfortranarray of 0 .. 11 in shape (2, 3, 2).
TEST_CASE("Fortran order is brought to C order") {
    const std::string data("\x00\x06\x02\x08\x04\x0a\x01\x07\x03\x09\x05\x0b", 12);
    const core::Array array = decode(npy("{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3, 2), }", data));
    CHECK(array.shape == std::vector<std::size_t>{2, 3, 2});
    CHECK(array.integers == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
}

TEST_CASE("what is not understood is refused") {
    CHECK(error("") == "is not a .npy array");
    CHECK(error("PK") == "is not a .npy array");
    CHECK(error("\x93NUMPY\x01") == "is truncated inside its header");
    CHECK(error(npy(header("|i1", "(1,)"), "").substr(0, 30)) == "is truncated inside its header");
    CHECK(error(npy(header("|i1", "(1,)"), "a", 3)) == "found .npy version 3.0; allowed: 1.0, 2.0");
    CHECK(error(npy(header("<i2", "(3,)"), "abcde")) == "found 5 bytes of data; its shape needs 6");
    CHECK(error(npy(header("<i2", "(2,)"), "abcde")) == "found 5 bytes of data; its shape needs 4");
    const std::string known = "; allowed: |i1, |u1, <i2, <u2, <i4, <u4, <i8, <f4, <f8";
    for (const char* dtype : {">i4", "<u8", "|b1", "<f2", "<c8", "|O", "<U3", "|S1"})
        CHECK(error(npy(header(dtype, "(1,)"), "a")) == "found dtype '" + std::string(dtype) + "'" + known);
    CHECK(error(npy("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (1,), }", "abcd")) ==
          "found a structured dtype; allowed: numbers");
    CHECK(error(npy(header("|i1", "(9999999, 9999999)"), "")) == "found a shape of more than 1 TiB");
    CHECK(error(npy(header("|i1", "(99999999999999999999,)"), "")).rfind("found a .npy header that is not", 0) == 0);
    CHECK(error(npy(std::string(5000, ' '), "", 2)) == "found a header of 5000 bytes; allowed: up to 4084");
    for (const char* text : {" ", "{", "{}", "{'descr': '|i1'}", "{'descr: 1}", "{'descr': '|i1', 'fortran_order': 0}",
                             "{'descr': '|i1', 'fortran_order': False, 'shape': (1,), } x",
                             "{'descr': '|i1', 'fortran_order': False, 'shape': (-1,), }",
                             "{'descr': '|i1', 'fortran_order': False, 'shape': (1 2), }",
                             "{'descr': '|i1', 'fortran_order': False, 'shape': 3, }",
                             "{'descr': '|i1', 'fortran_order': False, 'shape': (1,), 'more': 1, }"}) {
        INFO(text);
        CHECK(error(npy(text, "a")).rfind("found a .npy header that is not understood: ", 0) == 0);
    }
}

TEST_CASE("integers are written in the narrowest type") {
    const auto dtype_of = [](std::vector<std::int64_t> values) {
        core::Array array;
        array.shape = {values.size()};
        array.integers = std::move(values);
        const std::string file = encode_npy(array);
        CHECK(decode(file).integers == array.integers);
        CHECK(read_npy_header(file).data_offset % 64 == 0);
        return read_npy_header(file).dtype;
    };
    CHECK(dtype_of({}) == "|i1");
    CHECK(dtype_of({-128, 127}) == "|i1");
    CHECK(dtype_of({0, 255}) == "|u1");
    CHECK(dtype_of({-1, 255}) == "<i2");
    CHECK(dtype_of({65535}) == "<u2");
    CHECK(dtype_of({-1, 65535}) == "<i4");
    CHECK(dtype_of({4294967295}) == "<u4");
    CHECK(dtype_of({INT64_MIN, INT64_MAX}) == "<i8");
}

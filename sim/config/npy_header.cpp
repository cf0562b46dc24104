// SPDX-License-Identifier: Apache-2.0
// Reads .npy headers, strictly: what is not understood is refused, not guessed.
#include "sim/config/npy.h"
#include "sim/config/npy_dtype.h"
#include "sim/config/scalar.h"

#include <algorithm>
#include <stdexcept>

namespace hashiflex {
namespace {

constexpr std::size_t kMostAxes = 64;  // as NumPy

// The header is a Python literal: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
class HeaderText {
 public:
    explicit HeaderText(const std::string& text) : text_(text) {}

    bool skip(const std::string& token) {
        skip_blanks();
        if (text_.compare(at_, token.size(), token) != 0) return false;
        at_ += token.size();
        return true;
    }
    void expect(const std::string& token) {
        if (!skip(token)) refuse();
    }
    [[noreturn]] void refuse() const {
        throw std::invalid_argument("found a .npy header that is not understood: " + text_.substr(0, 80));
    }
    std::string quoted() {
        expect("'");
        const std::size_t end = text_.find('\'', at_);
        if (end == std::string::npos) refuse();
        const std::string word = text_.substr(at_, end - at_);
        at_ = end + 1;
        return word;
    }
    std::vector<std::size_t> tuple() {
        std::vector<std::size_t> values;
        expect("(");
        while (!skip(")")) {
            skip_blanks();
            const std::size_t end = std::min(text_.find_first_not_of("0123456789", at_), text_.size());
            const auto value = parse_integer(text_.substr(at_, end - at_));
            if (!value) refuse();
            values.push_back(static_cast<std::size_t>(*value));
            if (values.size() > kMostAxes)
                throw std::invalid_argument("found more than " + std::to_string(kMostAxes) + " axes");
            at_ = end;
            if (skip(",")) continue;
            expect(")");
            break;
        }
        return values;
    }
    bool at_end() {
        skip_blanks();
        return at_ == text_.size();
    }

 private:
    void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \n", at_), text_.size()); }

    const std::string& text_;
    std::size_t at_ = 0;
};

void read_dictionary(const std::string& text, NpyHeader& header) {
    HeaderText dictionary(text);
    int keys = 0;
    dictionary.expect("{");
    while (!dictionary.skip("}")) {
        const std::string key = dictionary.quoted();
        dictionary.expect(":");
        if (key == "descr") {
            if (dictionary.skip("[")) throw std::invalid_argument("found a structured dtype; allowed: numbers");
            header.dtype = dictionary.quoted();
        } else if (key == "fortran_order") {
            header.fortran_order = dictionary.skip("True");
            if (!header.fortran_order) dictionary.expect("False");
        } else if (key == "shape") {
            header.shape = dictionary.tuple();
        } else {
            dictionary.refuse();
        }
        ++keys;
        if (!dictionary.skip(",")) {
            dictionary.expect("}");
            break;
        }
    }
    if (keys != 3 || header.dtype.empty() || !dictionary.at_end()) dictionary.refuse();
}

}  // namespace

std::uint64_t array_bytes(const std::vector<std::size_t>& shape, std::size_t element_bytes) {
    constexpr std::uint64_t kTebibyte = std::uint64_t{1} << 40;
    std::uint64_t bytes = element_bytes;
    for (const auto extent : shape) {
        if (extent != 0 && bytes > kTebibyte / extent) throw std::invalid_argument("found a shape of more than 1 TiB");
        bytes *= extent;
    }
    return bytes;
}

NpyHeader read_npy_header(const std::string& start) {
    const auto byte = [&](std::size_t at) { return std::size_t{static_cast<unsigned char>(start[at])}; };
    constexpr std::size_t kVersionEnd = 8;
    if (start.compare(0, kNpyMagic.size(), kNpyMagic) != 0) throw std::invalid_argument("is not a .npy array");
    if (start.size() < 12) throw std::invalid_argument("is truncated inside its header");
    const std::size_t version = byte(6);
    if ((version != 1 && version != 2) || byte(7) != 0)
        throw std::invalid_argument("found .npy version " + std::to_string(version) + "." + std::to_string(byte(7)) +
                                    "; allowed: 1.0, 2.0");
    const std::size_t length_bytes = version == 1 ? 2 : 4;
    std::size_t length = 0;
    for (std::size_t i = length_bytes; i-- > 0;) length = length << 8 | byte(kVersionEnd + i);
    const std::size_t begin = kVersionEnd + length_bytes;
    if (length > kLongestNpyHeader - begin)
        throw std::invalid_argument("found a header of " + std::to_string(length) + " bytes; allowed: up to " +
                                    std::to_string(kLongestNpyHeader - begin));
    if (start.size() < begin + length) throw std::invalid_argument("is truncated inside its header");

    NpyHeader header;
    read_dictionary(start.substr(begin, length), header);
    header.data_offset = begin + length;
    header.data_bytes = array_bytes(header.shape, npy_dtype(header.dtype).bytes);
    return header;
}

}  // namespace hashiflex

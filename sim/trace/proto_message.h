// SPDX-License-Identifier: Apache-2.0
// A message of Protocol Buffers, field by field in its wire format (protobuf.dev/programming-guides/encoding).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hashiflex {

class ProtoMessage {
 public:
    // Integers and enumerations that are not negative.
    ProtoMessage& add(int field, std::uint64_t value) {
        varint(tag(field, 0));
        varint(value);
        return *this;
    }
    ProtoMessage& add_fixed64(int field, std::uint64_t value) {
        varint(tag(field, 1));
        for (int byte = 0; byte < 8; ++byte) bytes_ += static_cast<char>(value >> (8 * byte) & 0xff);
        return *this;
    }
    ProtoMessage& add(int field, std::string_view text) {
        varint(tag(field, 2));
        varint(text.size());
        bytes_.append(text);
        return *this;
    }
    ProtoMessage& add(int field, const ProtoMessage& message) { return add(field, std::string_view(message.bytes_)); }

    const std::string& bytes() const { return bytes_; }
    void clear() { bytes_.clear(); }

 private:
    static std::uint64_t tag(int field, unsigned wire_type) {
        return static_cast<std::uint64_t>(field) << 3 | wire_type;
    }
    // Seven bits a byte, the low ones first; the top bit says that more follow.
    void varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
        bytes_ += static_cast<char>(value);
    }

    std::string bytes_;
};

}  // namespace hashiflex

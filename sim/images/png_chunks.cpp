// SPDX-License-Identifier: Apache-2.0
// PNG, third edition: 5.3 layout of chunks, 5.5 checksum, 11.3.2 and 11.3.4.5 ancillary chunks.
#include "sim/images/png_chunks.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace hashiflex {
namespace {

constexpr std::size_t kSignature = 8;
constexpr std::size_t kFrame = 12;  // size, type and checksum of a chunk

std::uint32_t integer(const std::string& bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

std::array<std::uint32_t, 256> crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t n = 0; n < table.size(); ++n) {
        table[n] = n;
        for (int bit = 0; bit < 8; ++bit) table[n] = table[n] & 1U ? 0xedb88320U ^ table[n] >> 1 : table[n] >> 1;
    }
    return table;
}

std::uint32_t crc(const std::string& bytes, std::size_t begin, std::size_t end) {
    static const auto table = crc_table();
    std::uint32_t value = 0xffffffffU;
    for (std::size_t i = begin; i < end; ++i)
        value = table[(value ^ static_cast<unsigned char>(bytes[i])) & 0xffU] ^ value >> 8;
    return ~value;
}

bool is_one_of(const std::string& type, std::initializer_list<const char*> types) {
    return std::find(types.begin(), types.end(), type) != types.end();
}

// Of the header: bit 0 palette, bit 1 colour, bit 2 alpha.
unsigned color_type(const PngChunk& header) {
    constexpr std::size_t kAt = 9;
    const std::string content = header.content();
    return header.type == "IHDR" && content.size() > kAt ? static_cast<unsigned char>(content[kAt]) : 0;
}

}  // namespace

std::vector<PngChunk> png_chunks(const std::string& file) {
    std::vector<PngChunk> chunks;
    for (std::size_t at = kSignature; at + kFrame <= file.size();) {
        const std::size_t size = integer(file, at);
        if (size > file.size() - at - kFrame) break;
        const std::size_t end = at + kFrame + size;
        const bool whole = crc(file, at + 4, end - 4) == integer(file, end - 4);
        chunks.push_back({file.substr(at + 4, 4), file.substr(at, end - at), whole});
        at = end;
    }
    return chunks;
}

std::string png_pixels(const std::string& file, bool colours) {
    const auto chunks = png_chunks(file);
    std::string kept = file.substr(0, kSignature);
    std::size_t read = kSignature;
    unsigned color = 0;
    for (const auto& chunk : chunks) {
        read += chunk.bytes.size();
        if (chunk.type == "IHDR") color = color_type(chunk);
        const bool indexed = color == 3, alpha = (color & 4U) != 0;
        const bool critical = (chunk.type[0] & 0x20) == 0 && (chunk.type != "PLTE" || indexed);
        const bool transparency = chunk.type == "tRNS" && !alpha;
        const bool meaning = colours && chunk.whole && is_one_of(chunk.type, {"gAMA", "cHRM", "sRGB", "iCCP"});
        if (critical || transparency || meaning) kept += chunk.bytes;
    }
    return kept + file.substr(read);
}

std::string png_exif(const std::string& file) {
    for (const auto& chunk : png_chunks(file))
        if (chunk.type == "eXIf" && chunk.whole) return chunk.content();
    return "";
}

}  // namespace hashiflex

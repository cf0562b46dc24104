// SPDX-License-Identifier: Apache-2.0
// EXIF 2.3: in the JPEG segment APP1, a TIFF header and a list of tags.
#include "sim/images/orientation.h"

#include <algorithm>
#include <string_view>

namespace hashiflex {
namespace {

// Integers of a file that may end anywhere: what is outside is 0.
class Reader {
 public:
    Reader(std::string_view bytes, bool little_endian) : bytes_(bytes), little_endian_(little_endian) {}

    std::size_t integer(std::size_t at, std::size_t size) const {
        std::size_t value = 0;
        if (at > bytes_.size() || bytes_.size() - at < size) return 0;
        for (std::size_t i = 0; i < size; ++i)
            value = value << 8 | static_cast<unsigned char>(bytes_[at + (little_endian_ ? size - 1 - i : i)]);
        return value;
    }

 private:
    std::string_view bytes_;
    bool little_endian_;
};

// Bytes of a number of this TIFF type; 0 of what is no whole number. SHORT is what EXIF wants, others occur.
std::size_t bytes_of_type(std::size_t type) {
    constexpr std::size_t kByte = 1, kShort = 3, kLong = 4;
    return type == kByte ? 1 : type == kShort ? 2 : type == kLong ? 4 : 0;
}

}  // namespace

int tiff_orientation(std::string_view tiff) {
    const std::string_view exif("Exif\0\0", 6);  // some writers leave it where it does not belong
    if (tiff.substr(0, exif.size()) == exif) tiff.remove_prefix(exif.size());
    const Reader reader(tiff, tiff.substr(0, 2) == "II");
    constexpr std::size_t kTag = 0x0112, kTagBytes = 12;
    const std::size_t list = reader.integer(4, 4);
    const std::size_t tags = reader.integer(list, 2);
    for (std::size_t i = 0; i < tags; ++i) {
        const std::size_t at = list + 2 + i * kTagBytes;
        if (reader.integer(at, 2) != kTag) continue;
        const std::size_t value = reader.integer(at + 8, bytes_of_type(reader.integer(at + 2, 2)));
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

int exif_orientation(const std::string& jpeg) {
    const Reader reader(jpeg, false);
    constexpr std::size_t kApp1 = 0xffe1, kStartOfScan = 0xffda;
    const std::string_view bytes = jpeg, exif("Exif\0\0", 6);
    for (std::size_t at = 2; at + 4 <= bytes.size();) {  // segments: marker, size with itself, content
        const std::size_t marker = reader.integer(at, 2), size = reader.integer(at + 2, 2);
        if (marker < 0xff00 || marker == kStartOfScan || size < 2) return 1;
        const std::string_view content = bytes.substr(at + 4, size - 2);
        if (marker == kApp1 && content.substr(0, exif.size()) == exif)
            return tiff_orientation(content.substr(exif.size()));
        at += 2 + size;
    }
    return 1;
}

Picture turned_upright(const Picture& stored, int orientation) {
    if (orientation == 1) return stored;
    const bool on_its_side = orientation >= 5;
    const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool from_below = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    Picture upright{stored.width, stored.height, stored.channels, {}, orientation};
    if (on_its_side) std::swap(upright.width, upright.height);
    upright.pixels.reserve(stored.pixels.size());
    for (int y = 0; y < upright.height; ++y)
        for (int x = 0; x < upright.width; ++x) {
            const int column = on_its_side ? y : x, row = on_its_side ? x : y;
            const auto from_x = static_cast<std::size_t>(from_right ? stored.width - 1 - column : column);
            const auto from_y = static_cast<std::size_t>(from_below ? stored.height - 1 - row : row);
            const auto channels = static_cast<std::size_t>(stored.channels);
            const auto pixel =
                stored.pixels.begin() +
                static_cast<std::ptrdiff_t>((from_y * static_cast<std::size_t>(stored.width) + from_x) * channels);
            upright.pixels.insert(upright.pixels.end(), pixel, pixel + stored.channels);
        }
    return upright;
}

}  // namespace hashiflex

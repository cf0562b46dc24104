// SPDX-License-Identifier: Apache-2.0
// PNG and JPEG files as pixels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace hashiflex {

struct Picture {
    int width = 0;
    int height = 0;
    int channels = 3;                  // 1 grey, 3 RGB
    std::vector<std::uint8_t> pixels;  // [height][width][channels]
    int orientation = 1;               // EXIF: how it was stored; the pixels are upright
};

// Larger ones are refused before memory is asked for.
constexpr std::int64_t kMostPicturePixels = std::int64_t{1} << 26;

// The content decides, not the name. PNG: 1 to 8 bits per sample, palettes too; opaque, or with an alpha channel that
// is. JPEG: grey or YCbCr, baseline or progressive. Both turned upright as their EXIF orientation says; metadata that
// is damaged counts as not there. Throws ConfigError naming the file and what is wrong with it: another format,
// damaged, truncated, transparent, 16 bits, CMYK, too large.
Picture read_picture(const std::filesystem::path& file);

// By a well-known extension: .png, .jpg, .jpeg in upper or lower case.
bool is_picture_name(const std::filesystem::path& file);

// Each takes the bytes of a whole file; what() of their std::invalid_argument says what was found and what is allowed.
Picture decode_png(const std::string& bytes);
Picture decode_jpeg(const std::string& bytes);

}  // namespace hashiflex

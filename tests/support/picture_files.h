// SPDX-License-Identifier: Apache-2.0
// Bytes of PNG and JPEG files for tests, made by the libraries' own writers.
#pragma once

#include "sim/images/picture.h"

#include <png.h>
#include <stdexcept>
#include <string>
#include <turbojpeg.h>
#include <vector>

namespace hashiflex::test {

// `format` as libpng names it, PNG_FORMAT_RGB for one; `pixels` accordingly.
inline std::string png_file(int width, int height, png_uint_32 format, const void* pixels) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width);
    image.height = static_cast<png_uint_32>(height);
    image.format = format;
    png_alloc_size_t size = 0;
    png_image_write_to_memory(&image, nullptr, &size, 0, pixels, 0, nullptr);
    std::string bytes(size, '\0');
    if (png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels, 0, nullptr) == 0)
        throw std::runtime_error(image.message);
    bytes.resize(size);
    return bytes;
}

inline std::string png_file(const Picture& picture) {
    return png_file(picture.width, picture.height, picture.channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY,
                    picture.pixels.data());
}

// `format` as TurboJPEG names it, TJPF_RGB for one. CMYK pixels give a CMYK file.
inline std::string jpeg_file(int width, int height, int format, const std::vector<std::uint8_t>& pixels,
                             int flags = 0) {
    tjhandle encoder = tjInitCompress();
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    const int subsampling = format == TJPF_GRAY ? TJSAMP_GRAY : TJSAMP_444;
    const int error =
        tjCompress2(encoder, pixels.data(), width, 0, height, format, &bytes, &size, subsampling, 95, flags);
    std::string file(reinterpret_cast<const char*>(bytes), size);
    tjFree(bytes);
    tjDestroy(encoder);
    if (error != 0) throw std::runtime_error("TurboJPEG cannot write a test file");
    return file;
}

// A chunk of a PNG file; without `whole` its checksum is wrong.
inline std::string png_chunk(const std::string& type, const std::string& content, bool whole = true) {
    const auto integer = [](std::uint32_t value) {
        std::string bytes;
        for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xffU);
        return bytes;
    };
    std::uint32_t crc = 0xffffffffU;
    for (const char c : type + content) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? crc >> 1 ^ 0xedb88320U : crc >> 1;
    }
    return integer(static_cast<std::uint32_t>(content.size())) + type + content + integer(whole ? ~crc : crc);
}

// The file with a chunk behind its header, where most metadata stands.
inline std::string with_chunk(const std::string& png, const std::string& chunk) {
    constexpr std::size_t kHeaderEnd = 8 + 12 + 13;
    return png.substr(0, kHeaderEnd) + chunk + png.substr(kHeaderEnd);
}

// A smooth picture without symmetry: errors of place, order and channel show.
inline Picture gradient(int width, int height, int channels) {
    Picture picture{width, height, channels, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                picture.pixels.push_back(static_cast<std::uint8_t>(10 + 3 * x + 2 * y + 40 * c));
    return picture;
}

}  // namespace hashiflex::test

// SPDX-License-Identifier: Apache-2.0
// PNG by the simplified interface of libpng, which returns errors instead of jumping.
#include "sim/images/orientation.h"
#include "sim/images/picture.h"
#include "sim/images/png_chunks.h"

#include <algorithm>
#include <memory>
#include <png.h>
#include <stdexcept>

namespace hashiflex {
namespace {

// Libpng's warnings. About pixels they tell of damage; about the meaning of colours they tell that it is unknown.
class Warned : public std::invalid_argument {
 public:
    using std::invalid_argument::invalid_argument;
};

void check(const png_image& image, bool good) {
    const std::string message = std::string("is damaged: ") + image.message;
    if (!good || PNG_IMAGE_FAILED(image)) throw std::invalid_argument(message);
    if (image.warning_or_error != 0) throw Warned(message);
}

// [pixels][RGBA or grey and alpha] without alpha.
std::vector<std::uint8_t> opaque(const std::vector<std::uint8_t>& pixels, std::size_t channels) {
    std::vector<std::uint8_t> result;
    result.reserve(pixels.size() / (channels + 1) * channels);
    for (std::size_t i = 0; i < pixels.size(); i += channels + 1) {
        if (pixels[i + channels] != 255) throw std::invalid_argument("found transparent pixels; allowed: opaque ones");
        for (std::size_t c = 0; c < channels; ++c) result.push_back(pixels[i + c]);
    }
    return result;
}

// libpng gives some colour to an index beyond the palette.
void require_indices(const std::string& bytes) {
    constexpr std::size_t kMostColors = 256, kColorBytes = 4;
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    const std::unique_ptr<png_image, decltype(&png_image_free)> guard(&image, &png_image_free);
    check(image, png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) != 0);
    image.format = PNG_FORMAT_RGBA_COLORMAP;
    std::vector<png_byte> indices(PNG_IMAGE_SIZE(image)), colors(kMostColors * kColorBytes);
    check(image, png_image_finish_read(&image, nullptr, indices.data(), 0, colors.data()) != 0);
    const auto highest = std::max_element(indices.begin(), indices.end());
    if (highest != indices.end() && *highest >= image.colormap_entries)
        throw std::invalid_argument("is damaged: found colour " + std::to_string(*highest) + " in a palette of " +
                                    std::to_string(image.colormap_entries));
}

Picture decode_pixels(const std::string& bytes) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    const std::unique_ptr<png_image, decltype(&png_image_free)> guard(&image, &png_image_free);
    check(image, png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) != 0);
    if (std::int64_t{image.width} * image.height > kMostPicturePixels)
        throw std::invalid_argument("found " + std::to_string(image.width) + "x" + std::to_string(image.height) +
                                    " pixels; allowed: up to " + std::to_string(kMostPicturePixels));
    if ((image.format & PNG_FORMAT_FLAG_LINEAR) != 0)
        throw std::invalid_argument("found 16 bits per sample; allowed: up to 8");
    if ((image.format & PNG_FORMAT_FLAG_COLORMAP) != 0) require_indices(bytes);
    const bool color = (image.format & PNG_FORMAT_FLAG_COLOR) != 0;
    const bool alpha = (image.format & PNG_FORMAT_FLAG_ALPHA) != 0;
    image.format = (color ? PNG_FORMAT_FLAG_COLOR : 0U) | (alpha ? PNG_FORMAT_FLAG_ALPHA : 0U);
    Picture picture;
    picture.width = static_cast<int>(image.width);
    picture.height = static_cast<int>(image.height);
    picture.channels = color ? 3 : 1;
    picture.pixels.resize(PNG_IMAGE_SIZE(image));
    check(image, png_image_finish_read(&image, nullptr, picture.pixels.data(), 0, nullptr) != 0);
    if (alpha) picture.pixels = opaque(picture.pixels, static_cast<std::size_t>(picture.channels));
    return picture;
}

// Colours whose gamma or profile cannot be used are taken as they are.
Picture decode_whole(const std::string& bytes) {
    try {
        return decode_pixels(png_pixels(bytes, true));
    } catch (const Warned&) {
        return decode_pixels(png_pixels(bytes, false));
    }
}

}  // namespace

Picture decode_png(const std::string& bytes) {
    // libpng is content with all pixels; a file without its last chunk was cut off all the same.
    static const std::string last_chunk("\0\0\0\0IEND\xae\x42\x60\x82", 12);
    if (bytes.rfind(last_chunk) == std::string::npos) throw std::invalid_argument("is damaged: truncated");
    return turned_upright(decode_whole(bytes), tiff_orientation(png_exif(bytes)));
}

}  // namespace hashiflex

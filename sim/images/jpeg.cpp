// SPDX-License-Identifier: Apache-2.0
// JPEG by the TurboJPEG interface of libjpeg-turbo, whose integer arithmetic gives the same pixels on every machine.
#include "sim/images/orientation.h"
#include "sim/images/picture.h"

#include <memory>
#include <stdexcept>
#include <turbojpeg.h>

namespace hashiflex {
namespace {

using Decoder = std::unique_ptr<void, decltype(&tjDestroy)>;

[[noreturn]] void fail(const Decoder& decoder) {
    throw std::invalid_argument(std::string("is damaged: ") + tjGetErrorStr2(decoder.get()));
}

}  // namespace

Picture decode_jpeg(const std::string& bytes) {
    const Decoder decoder(tjInitDecompress(), &tjDestroy);
    if (!decoder) throw std::runtime_error("libjpeg-turbo cannot be initialised");
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto size = static_cast<unsigned long>(bytes.size());
    Picture picture;
    int subsampling = 0, colors = 0;
    if (tjDecompressHeader3(decoder.get(), data, size, &picture.width, &picture.height, &subsampling, &colors) != 0)
        fail(decoder);
    if (std::int64_t{picture.width} * picture.height > kMostPicturePixels)
        throw std::invalid_argument("found " + std::to_string(picture.width) + "x" + std::to_string(picture.height) +
                                    " pixels; allowed: up to " + std::to_string(kMostPicturePixels));
    if (colors == TJCS_CMYK || colors == TJCS_YCCK)
        throw std::invalid_argument("found CMYK colours; allowed: grey, RGB, YCbCr");
    picture.channels = colors == TJCS_GRAY ? 1 : 3;
    picture.pixels.resize(static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) *
                          static_cast<std::size_t>(picture.channels));
    // The accurate DCT is integer. A warning (missing data would be grey) is an error, so nothing is decoded beyond it.
    // Thousands of scans in a small file are an attack, not a photograph.
    const int flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;
    const int format = picture.channels == 1 ? TJPF_GRAY : TJPF_RGB;
    if (tjDecompress2(decoder.get(), data, size, picture.pixels.data(), picture.width, 0, picture.height, format,
                      flags) != 0)
        fail(decoder);
    return turned_upright(picture, exif_orientation(bytes));
}

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// Brings a picture to the size and channels that a network takes. Integers only: equal on every machine.
#pragma once

#include "modules/core/numeric/tensor.h"
#include "sim/images/picture.h"

#include <cstdint>
#include <string>
#include <vector>

namespace hashiflex {

// What was done, for reports.
struct Fitting {
    int width = 0, height = 0;  // of the picture, upright
    int orientation = 1;        // EXIF: how it was stored
    struct Crop {
        int x = 0, y = 0, width = 0, height = 0;
    } crop;
    std::string resize;    // "none", "bilinear"
    std::string channels;  // "as they are", "grey to RGB", "RGB to grey"
};

struct FittedPicture {
    std::vector<std::uint8_t> pixels;  // [height][width][channels] of the network
    Fitting fitting;
};

// 1. Crop: the largest centred rectangle with the network's ratio of sides; an odd pixel stays right or below.
//       width = floor(H' W / H) if that is less than W', else height = floor(W' H / W); W' x H' picture, W x H network
// 2. Resize: bilinear, the triangle as wide as an output pixel when shrinking. Along each axis, of n input and m output
//    pixels, input i weighs max(0, 2 max(n, m) - |(2 i + 1) m - (2 o + 1) n|) in output o. Weighted sums of both axes
//    are exact, their quotient is rounded half up. With n = m nothing changes.
// 3. Channels: grey to RGB repeats, RGB to grey is (77 R + 150 G + 29 B + 128) >> 8.
// Throws std::invalid_argument if the network has other than 1 or 3 channels.
FittedPicture fit(const Picture& picture, const core::Shape& shape);

}  // namespace hashiflex

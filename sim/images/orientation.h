// SPDX-License-Identifier: Apache-2.0
// Cameras store photographs as the sensor saw them, and note in EXIF how to turn them upright.
#pragma once

#include "sim/images/picture.h"

#include <string>
#include <string_view>

namespace hashiflex {

// The EXIF tag Orientation of a JPEG file, 1 to 8; 1 (upright) if there is none, or none that makes sense.
int exif_orientation(const std::string& jpeg);

// The same of the TIFF structure that EXIF consists of; 1 if it is empty.
int tiff_orientation(std::string_view tiff);

// The picture upright.
Picture turned_upright(const Picture& stored, int orientation);

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// The images that quantization looks at.
#pragma once

#include "modules/core/numeric/tensor.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hashiflex {

struct Calibration {
    std::optional<std::filesystem::path> file;  // none: synthetic images
    std::vector<std::vector<std::uint8_t>> images;
    std::set<std::string> hashes;  // of the images of a file
};

// "FILE.npz:ARRAY"; without an array: `images`.
struct CalibrationFile {
    std::filesystem::path file;
    std::string array;
};
CalibrationFile calibration_file(const std::string& text);

// `text` as the key `calibrate`, with a path relative to the working directory; empty: 32 synthetic images. At most
// `most` images are read. Throws ConfigError.
Calibration calibration_images(const std::string& text, std::size_t most, const core::Shape& shape);

std::string hash_of_image(const std::vector<std::uint8_t>& pixels);

}  // namespace hashiflex

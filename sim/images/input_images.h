// SPDX-License-Identifier: Apache-2.0
// The images that `run --input PATH` names: photographs, folders of them, arrays.
#pragma once

#include "modules/core/numeric/tensor.h"
#include "sim/images/fit.h"
#include "sim/images/labelled_array.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

struct InputImage {
    std::filesystem::path file;
    std::vector<std::uint8_t> pixels;  // of the network's input
    std::optional<Fitting> fitting;    // of a photograph; an image of an array must fit as it is
    int label = kNoLabel;
};

// Each path is a PNG or JPEG file, a folder (its PNG and JPEG files by name, in the order of their
// names, without hidden ones), or
// an array [images][height][width][channels] of 0..255 (one channel: also [images][height][width]): a .npy file, or
// that of a .npz file, as labelled_images() takes it, with its labels. Throws ConfigError naming the file, what was
// found, and what is allowed.
std::vector<InputImage> input_images(const std::vector<std::string>& paths, const core::Shape& shape,
                                     std::optional<int> classes = std::nullopt);

}  // namespace hashiflex

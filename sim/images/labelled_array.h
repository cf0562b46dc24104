// SPDX-License-Identifier: Apache-2.0
// Which arrays of a .npz file are images, and which are their labels.
#pragma once

#include "modules/core/numeric/tensor.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// "FILE.npz:IMAGES,LABELS", "FILE.npz:IMAGES" or "FILE.npz".
struct ArrayPath {
    std::filesystem::path file;
    std::string images;  // empty: the file says by its names
    std::string labels;  // empty: none; without `images`, likewise
};
// Throws ConfigError.
ArrayPath array_path(const std::string& text);
// As it is if it has names, else with those of the file: see labelled_images().
ArrayPath with_names(const ArrayPath& path);

constexpr int kNoLabel = -1;

struct LabelledImages {
    std::vector<std::vector<std::uint8_t>> images;
    std::vector<int> labels;  // one an image, or none
};

// Without names: the first of these pairs of which the file has the images, with the labels if it has them: images and
// labels; x_test, X_test and y_test; test_images and test_labels; x, X and y. Labels are integers, one an image, below
// `classes` if that is known. Throws ConfigError naming file, array, what was found and what is allowed.
LabelledImages labelled_images(const ArrayPath& path, const core::Shape& shape, std::optional<int> classes);

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// Cuts an array into images, after a look at its shape and values.
#pragma once

#include "modules/core/network/weights.h"
#include "modules/core/numeric/tensor.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// [images][height][width][channels] (or without channels, if there is one) of 0..255. Throws ConfigError naming
// `file` and `name`.
std::vector<std::vector<std::uint8_t>> images_of_array(const core::Array& array, const std::string& file,
                                                       const std::string& name, const core::Shape& shape);

// [images] (or [images][1]) integers from 0, below `classes` if that is known. Likewise.
std::vector<int> labels_of_array(const core::Array& array, const std::string& file, const std::string& name,
                                 std::size_t images, std::optional<int> classes);

// All integers from 0 to `highest`? Throws ConfigError.
void require_integers(const core::Array& array, const std::string& file, const std::string& name, std::int64_t highest);

// Throws ConfigError with the nearest name.
const core::Array& array_named(const core::WeightSet& arrays, const std::string& name, const std::string& file);

}  // namespace hashiflex

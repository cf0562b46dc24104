// SPDX-License-Identifier: Apache-2.0
// The images of a run: those that are given, the network's test set, or synthetic ones that are the same everywhere.
#pragma once

#include "modules/core/numeric/tensor.h"
#include "sim/chip/simulate.h"
#include "sim/config/network_file.h"
#include "sim/report/run_info.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

constexpr std::uint64_t kImageSeed = 1;
constexpr std::uint64_t kSyntheticImages = 32;  // of a run that is given none

struct RunImages {
    ImageSet images;
    std::vector<int> labels;              // one per image (kNoLabel: it has none), or none at all
    std::string source;                   // "test set", "synthetic", "given"
    std::vector<InputFileHash> files;     // that were given, each once
    std::vector<Photograph> photographs;  // of them, those that are pictures
};

// The classes of a network that has a classifier: labels are below it.
std::optional<int> classes_of(const core::NetworkSpec& network);

// `paths` as input_images() takes them.
RunImages given_images(const std::vector<std::string>& paths, const core::Shape& shape,
                       std::optional<int> classes = std::nullopt);

// Arrays [images][height][width][channels] (or without channels, if there is one) of 0..255, and [images].
// Throws ConfigError naming file and array.
RunImages test_images(const TestSet& set, const core::Shape& shape, std::optional<int> classes = std::nullopt);

RunImages synthetic_images(const core::Shape& shape, std::uint64_t count, std::uint64_t seed);

// The test set if the network has one, else so many synthetic ones.
RunImages images_of_network(const NetworkFile& network, const core::Shape& shape, std::uint64_t synthetic);

// Accuracy on images that the weights were made for says nothing: throws ConfigError if one of the labelled images is
// a calibration image to the bit.
void require_other_images(const RunImages& images, const NetworkFile& network);

// How many images a run has: as many as are asked for, else each once. Synthetic ones may be missing where nobody looks
// at their pixels; then as many as there would be.
std::uint64_t images_to_run(const std::optional<std::uint64_t>& asked, const RunImages& images);

}  // namespace hashiflex

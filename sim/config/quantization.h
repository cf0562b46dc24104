// SPDX-License-Identifier: Apache-2.0
// What quantization did, for reports, and for those who must not test on its images.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace hashiflex {

struct Quantization {
    std::string method;
    int levels = 0;
    int terms = 0;
    int activation_bits = 0;
    int weight_bits = 0;
    double prune = 0;
    std::optional<std::filesystem::path> calibration;  // none: synthetic images, if any
    std::uint64_t images = 0;                          // that calibrated; 0: none were needed
    std::set<std::string> image_hashes;                // of those of a file
    std::string digest;                                // of the integers and their formats
};

}  // namespace hashiflex

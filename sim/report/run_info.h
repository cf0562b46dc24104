// SPDX-License-Identifier: Apache-2.0
// What was asked for: everything a report needs that is neither in the design nor measured.
#pragma once

#include "sim/images/fit.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// A file that was read, without its folder: reports hold no path of a machine.
struct InputFileHash {
    std::string role;  // "design", "network", ...
    std::string file;
    std::string sha256;
};

// A picture among the images, and how it became one.
struct Photograph {
    std::size_t image = 0;  // index in the image set
    std::string file;       // without its folder
    std::string sha256;
    Fitting fitting;
};

// How the weights were made of float ones.
struct QuantizationInfo {
    std::string method;
    int levels = 0;
    int terms = 0;
    int activation_bits = 0;
    int weight_bits = 0;
    double prune = 0;
    bool calibrated = false;
    std::optional<std::string> calibration_file;  // without its folder
    std::uint64_t calibration_images = 0;
    std::string digest;
};

struct RunInfo {
    std::string design;
    std::string engine = "systemc";
    std::uint64_t images = 0;  // requested
    std::string image_source;  // "test set", "synthetic", "given"
    std::uint64_t seed = 0;    // of everything random
    std::string tool_version;
    std::vector<InputFileHash> inputs;
    std::optional<QuantizationInfo> quantization;
    std::vector<Photograph> photographs;
    std::vector<std::string> overrides;  // --set, in order
    std::optional<std::uint64_t> reprogram_at;
    std::optional<std::string> limiting_buffer;
    std::optional<double> float_top1;
    std::vector<int> labels;  // of the image set, which is used again from its start if it is too short; may be empty
};

}  // namespace hashiflex

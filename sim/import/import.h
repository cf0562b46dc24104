// SPDX-License-Identifier: Apache-2.0
// An ONNX file -> a float network of this program, complete or refused.
#pragma once

#include "sim/import/float_model.h"
#include "sim/import/input_scale.h"

#include <filesystem>

namespace hashiflex::importing {

struct ImportOptions {
    Preprocessing preprocessing;
    std::string output;  // the tensor that is the output; empty: the graph's only one
};

struct Imported {
    FloatModel model;
    std::string producer;            // of the file
    std::vector<std::string> notes;  // what was assumed, left out, or differs at the border
};

// Throws ConfigError that names everything unsupported, std::invalid_argument for options that do not fit the network.
Imported import_onnx(const std::filesystem::path& file, const ImportOptions& options);

}  // namespace hashiflex::importing

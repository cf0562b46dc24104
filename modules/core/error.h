// SPDX-License-Identifier: Apache-2.0
// The error for input that cannot be built: says which file and key, so that the loader can add the line.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace hashiflex::core {

enum class InputFile { network, weights, design, technology };

class InvalidInput : public std::invalid_argument {
 public:
    // `path` is dotted, as in "layers[3].kernel" or "stages.stem.lanes"; for weights it is the array's name.
    InvalidInput(InputFile file, std::string path, const std::string& message)
        : std::invalid_argument(message), file_(file), path_(std::move(path)) {}

    InputFile file() const { return file_; }
    const std::string& path() const { return path_; }

 private:
    InputFile file_;
    std::string path_;
};

}  // namespace hashiflex::core

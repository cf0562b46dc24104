// SPDX-License-Identifier: Apache-2.0
#include "sim/files/text_of_file.h"

#include <fstream>
#include <iterator>

namespace hashiflex {

std::string text_of_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace hashiflex

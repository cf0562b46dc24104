// SPDX-License-Identifier: Apache-2.0
// Reads a technology file.
#include "sim/config/technology_file.h"

#include "sim/config/describe_technology.h"
#include "sim/config/reader.h"

namespace hashiflex {

core::Technology read_technology(const Document& document) {
    core::Technology technology;
    read(Place{document.root, ""}, technology, Mapping{});
    return technology;
}

core::Technology load_technology(const std::filesystem::path& path) {
    return read_technology(read_document(path));
}

}  // namespace hashiflex

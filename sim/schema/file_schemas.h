// SPDX-License-Identifier: Apache-2.0
// The kinds of files, and the JSON Schema (draft 7) of each, written from the description that the program reads or
// writes them with.
#pragma once

#include "sim/schema/rule_schema.h"

#include <string>
#include <vector>

namespace hashiflex {

struct FileSchema {
    std::string kind;  // "design": docs/schema/design.schema.json
    Json (*write)();
};

const std::vector<FileSchema>& file_schemas();

}  // namespace hashiflex

// SPDX-License-Identifier: Apache-2.0
// A YAML file as a tree whose nodes know where they stand; scalars stay text, for numbers are judged by the
// reader.
#pragma once

#include "sim/config/node.h"

#include <filesystem>
#include <string>

namespace hashiflex {

struct Document {
    std::string file;
    Node root;
};

// Each throws ConfigError: syntax, duplicate keys, aliases, tags, a second document in the file.
Document read_document(const std::filesystem::path& path);
Document parse_document(const std::string& text, const std::string& file);
// A value alone, as behind the '=' of an override; its nodes have no line.
Node parse_value(const std::string& text, const std::string& where);

}  // namespace hashiflex

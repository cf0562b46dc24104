// SPDX-License-Identifier: Apache-2.0
// Files that modules/embed.cmake builds into the program.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace hashiflex {

struct EmbeddedText {
    std::string name;  // of the file, without folder
    std::string text;
};

// std::logic_error if there is none of this name.
inline const std::string& text_named(const std::vector<EmbeddedText>& texts, const std::string& name) {
    for (const EmbeddedText& text : texts)
        if (text.name == name) return text.text;
    throw std::logic_error("no text '" + name + "' is built in");
}

}  // namespace hashiflex

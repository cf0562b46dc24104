// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/library.h"

#include "modules/core/embedded_text.h"

namespace hashiflex {

const std::vector<EmbeddedText>& rtl_texts();  // modules/rtl/sv

namespace rtl {

std::vector<File> library_modules() {
    const std::string template_ending = ".in";
    std::vector<File> files;
    for (const EmbeddedText& text : rtl_texts())
        if (text.name.rfind(template_ending) == std::string::npos) files.push_back({text.name, text.text});
    return files;
}

std::string library_text(const std::string& name) {
    return text_named(rtl_texts(), name);
}

}  // namespace rtl
}  // namespace hashiflex

# SPDX-License-Identifier: Apache-2.0
# cmake -DOUTPUT=web.cpp -DHEADER=sim/html/page.h -DFUNCTION=web_text "-DFILES=a.js;b.css" -P embed.cmake
# Writes `const char* FUNCTION(const std::string& name)`: the text of the file of that name, as a string literal.
set(entries "")
foreach(file IN LISTS FILES)
  file(READ ${file} text)
  get_filename_component(name ${file} NAME)
  string(APPEND entries "    {\"${name}\", R\"embedded(${text})embedded\"},\n")
endforeach()
file(WRITE ${OUTPUT}.new "// Made by sim/html/embed.cmake.
#include \"${HEADER}\"

#include <stdexcept>
#include <string>

namespace hashiflex {
namespace {

struct Text {
    const char* name;
    const char* text;
};
const Text kTexts[] = {
${entries}};

}  // namespace

const char* ${FUNCTION}(const std::string& name) {
    for (const Text& text : kTexts)
        if (name == text.name) return text.text;
    throw std::logic_error(\"no text '\" + name + \"' is built in\");
}

}  // namespace hashiflex
")
file(RENAME ${OUTPUT}.new ${OUTPUT})

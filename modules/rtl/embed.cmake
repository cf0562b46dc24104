# SPDX-License-Identifier: Apache-2.0
# cmake -DOUTPUT=library.cpp -DFILES=a.sv;b.sv -P embed.cmake: the files as C++ string literals.
set(entries "")
foreach(file IN LISTS FILES)
  file(READ ${file} text)
  get_filename_component(name ${file} NAME)
  string(APPEND entries "    {\"${name}\", R\"sv(${text})sv\"},\n")
endforeach()
file(WRITE ${OUTPUT}.new "// Made by modules/rtl/embed.cmake.
#include \"modules/rtl/library.h\"

#include <stdexcept>

namespace hashiflex::rtl {
namespace {

struct Text {
    const char* name;
    const char* text;
};
const Text kTexts[] = {
${entries}};

}  // namespace

std::vector<File> library_modules() {
    std::vector<File> files;
    for (const Text& text : kTexts)
        if (std::string(text.name).rfind(\".sv.in\") == std::string::npos) files.push_back({text.name, text.text});
    return files;
}

std::string library_text(const std::string& name) {
    for (const Text& text : kTexts)
        if (text.name == name) return text.text;
    throw std::logic_error(\"no text '\" + name + \"' is built in\");
}

}  // namespace hashiflex::rtl
")
file(RENAME ${OUTPUT}.new ${OUTPUT})

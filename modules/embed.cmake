# SPDX-License-Identifier: Apache-2.0
# Files built into the program as text: modules/core/embedded_text.h.
#   include(modules/embed.cmake)
#   embed_texts(VARIABLE FUNCTION FILES...)   sets VARIABLE to a source that defines
#                                             const std::vector<EmbeddedText>& hashiflex::FUNCTION(), in the order given
function(embed_texts variable function)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp)
  list(TRANSFORM ARGN PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE files)
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} "-DOUTPUT=${source}" -DFUNCTION=${function} "-DFILES=${files}" -P ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
    DEPENDS ${files} ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
    VERBATIM)
  set(${variable} ${source} PARENT_SCOPE)
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE)
  return()
endif()

set(entries "")
foreach(file IN LISTS FILES)
  file(READ ${file} text)
  get_filename_component(name ${file} NAME)
  string(APPEND entries "    {\"${name}\", R\"embedded(${text})embedded\"},\n")
endforeach()
file(WRITE ${OUTPUT}.new "// Made by modules/embed.cmake.
#include \"modules/core/embedded_text.h\"

namespace hashiflex {

const std::vector<EmbeddedText>& ${FUNCTION}();
const std::vector<EmbeddedText>& ${FUNCTION}() {
    static const std::vector<EmbeddedText> texts{
${entries}};
    return texts;
}

}  // namespace hashiflex
")
file(RENAME ${OUTPUT}.new ${OUTPUT})

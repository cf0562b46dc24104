# SPDX-License-Identifier: Apache-2.0
# What makes a whole build cheap. Measured with g++ -ftime-report and clang++ -ftime-trace: a file spends its time on
# headers (SystemC 0.9 s, JSON 1.4 s and 4 s for each file that parses, the standard library 0.5 s) and on templates
# that its neighbours instantiate, too.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# compile_by_folder(TARGET [ALONE FILE...]): the files of each folder of the target are one translation unit, but for
# those that stand ALONE.
function(compile_by_folder target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "ALONE")
  if(NOT HASHIFLEX_UNITY)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    cmake_path(GET source PARENT_PATH folder)
    if(source IN_LIST arg_ALONE OR folder STREQUAL "" OR IS_ABSOLUTE ${source})
      continue()
    endif()
    string(REPLACE "/" "_" group ${folder})
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${group})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

# The headers of the standard library that nearly every file includes.
set(COMMON_HEADERS <algorithm> <array> <cstdint> <exception> <filesystem> <fstream> <functional> <map> <memory>
                   <optional> <set> <sstream> <stdexcept> <string> <string_view> <utility> <variant> <vector>)

# SPDX-License-Identifier: Apache-2.0
# `cmake --install`: the program, the libraries with their headers, and a CMake package, so that
#   find_package(hashiflex REQUIRED)
#   target_link_libraries(my_platform PRIVATE hashiflex::sim)
# puts a chip into a SystemC platform of one's own (docs/examples/platform).
include(CMakePackageConfigHelpers)
set(hashiflex_package lib/cmake/hashiflex)

install(TARGETS hashiflex RUNTIME DESTINATION bin)
install(TARGETS core rtl hw sim EXPORT hashiflex_libraries ARCHIVE DESTINATION lib/hashiflex)
# Headers live under hashiflex/ and say so when they include each other: "modules/" and "sim/" are everybody's names.
install(CODE "set(root \"${PROJECT_SOURCE_DIR}\")")
install(CODE [[
  file(GLOB_RECURSE headers RELATIVE "${root}" "${root}/modules/*.h" "${root}/sim/*.h")
  foreach(header IN LISTS headers)
    file(READ "${root}/${header}" text)
    string(REGEX REPLACE "#include \"(modules|sim)/" "#include \"hashiflex/\\1/" text "${text}")
    file(WRITE "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/include/hashiflex/${header}" "${text}")
  endforeach()
]])
install(EXPORT hashiflex_libraries NAMESPACE hashiflex:: DESTINATION ${hashiflex_package})

set(config_file ${PROJECT_BINARY_DIR}/hashiflexConfig.cmake)
file(WRITE ${config_file} [[
include(${CMAKE_CURRENT_LIST_DIR}/dependencies.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/hashiflex_libraries.cmake)
]])
write_basic_package_version_file(${PROJECT_BINARY_DIR}/hashiflexConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${config_file} ${PROJECT_BINARY_DIR}/hashiflexConfigVersion.cmake
              ${PROJECT_SOURCE_DIR}/sim/dependencies.cmake
        DESTINATION ${hashiflex_package})

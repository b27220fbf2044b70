# What the program is made with, for `waarborg version --sbom`: each library with its version, its Debian package and
# the name it is loaded by, found where the compiler finds it. Written into build/made/own_libraries.cpp; CMake looks
# again whenever it runs. Without dpkg the version is pkg-config's and the purl says pkg:generic.
function(describe_library OUT NAME FILE VERSION)
  set(soname "")
  set(package "")
  set(purl "")
  get_filename_component(real "${FILE}" REALPATH)
  if(real MATCHES "\\.so(\\.|$)")
    execute_process(COMMAND ${CMAKE_OBJDUMP} -p ${real} OUTPUT_VARIABLE headers ERROR_QUIET)
    string(REGEX MATCH "SONAME +([^\n ]+)" found "${headers}")
    set(soname "${CMAKE_MATCH_1}")
  endif()
  # A merged /usr has two names for each file, and dpkg knows only the one that its package used.
  string(REGEX REPLACE "^/usr/lib" "/lib" other "${real}")
  foreach(path ${real} ${other})
    if(package STREQUAL "")
      execute_process(COMMAND dpkg-query -S ${path} OUTPUT_VARIABLE owner ERROR_QUIET RESULT_VARIABLE failed)
      if(failed STREQUAL "0")
        string(REGEX MATCH "^[^,:]+(:[a-z0-9]+)?" package "${owner}")
      endif()
    endif()
  endforeach()
  if(NOT package STREQUAL "")
    execute_process(COMMAND dpkg-query -W -f "\${Package};\${Version};\${Architecture}" ${package} OUTPUT_VARIABLE row)
    list(GET row 0 package)
    list(GET row 1 VERSION)
    list(GET row 2 architecture)
    string(REPLACE "+" "%2B" escaped "${VERSION}")
    string(REPLACE "+" "%2B" escaped_package "${package}")
    set(purl "pkg:deb/debian/${escaped_package}@${escaped}?arch=${architecture}")
  else()
    set(purl "pkg:generic/${NAME}@${VERSION}")
  endif()
  set(${OUT} "    {\"${NAME}\", \"${VERSION}\", \"${package}\", \"${purl}\", \"${soname}\"},\n" PARENT_SCOPE)
endfunction()

set(own_rows "")
foreach(library ${own_libraries})
  set(file "")
  foreach(candidate ${${library}_LINK_LIBRARIES})
    if(candidate MATCHES "/lib[^/]*\\.(so|a)$" AND file STREQUAL "")
      set(file ${candidate})
    endif()
  endforeach()
  describe_library(row ${library} "${file}" "${${library}_VERSION}")
  string(APPEND own_rows "${row}")
endforeach()
# SOCI has no file for pkg-config. Its way to PostgreSQL is loaded when a ledger lies there.
find_library(SOCI_POSTGRESQL soci_postgresql REQUIRED)
foreach(pair "soci_core:${SOCI_CORE}" "soci_sqlite3:${SOCI_SQLITE}" "soci_postgresql:${SOCI_POSTGRESQL}")
  string(REGEX MATCH "^([^:]+):(.+)$" all ${pair})
  describe_library(row ${CMAKE_MATCH_1} ${CMAKE_MATCH_2} "unknown")
  string(APPEND own_rows "${row}")
endforeach()
# Headers that are compiled in, by a file that each must have.
foreach(pair "CLI11:CLI/CLI.hpp" "tl-expected:tl/expected.hpp" "xxhash:xxhash.h")
  string(REGEX MATCH "^([^:]+):(.+)$" all ${pair})
  set(name ${CMAKE_MATCH_1})
  find_path(own_${name} ${CMAKE_MATCH_2} REQUIRED)
  describe_library(row ${name} "${own_${name}}/${CMAKE_MATCH_2}" "unknown")
  string(APPEND own_rows "${row}")
endforeach()
# What the compiler adds by itself.
foreach(name libstdc++ libgcc_s libm libc)
  foreach(ending 6 1)
    execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=${name}.so.${ending} OUTPUT_VARIABLE file
                    OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(IS_ABSOLUTE "${file}" AND EXISTS "${file}")
      describe_library(row ${name} ${file} "${CMAKE_CXX_COMPILER_VERSION}")
      string(APPEND own_rows "${row}")
      break()
    endif()
  endforeach()
endforeach()

set(own_libraries_cpp ${CMAKE_BINARY_DIR}/made/own_libraries.cpp)
file(CONFIGURE OUTPUT ${own_libraries_cpp} @ONLY CONTENT [[
// Made by cmake/own_sbom.cmake. Do not edit.
#include "engine/own_sbom.h"
namespace waarborg {
const std::vector<OwnLibrary>& own_libraries() {
  static const std::vector<OwnLibrary> all = {
@own_rows@  };
  return all;
}
}  // namespace waarborg
]])
list(APPEND engine_made ${own_libraries_cpp})

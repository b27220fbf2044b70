# Data that people write as YAML and the program carries inside: embed_yaml(NAME FOLDER LAYER [CHECK source...]).
# FOLDER may be one file. A small program, compile_NAME, reads every *.yaml below FOLDER, refuses faults with file and line (the build fails), and writes one JSON
# text: [{"file", "sha256", "content"}, ...], sorted by file. The text is put into library LAYER behind this function, which the layer declares
# where it is used:
#     namespace waarborg { std::string_view shipped_NAME_json(); }
# CHECK: sources that define check_data() of tools/compile_data.h, and the sources of the loader it calls. They are compiled into the program
# directly, because the layer's library holds the text that the program is still to write. Without CHECK only the YAML itself is checked.
function(embed_yaml NAME FOLDER LAYER)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "" "CHECK")
  if(NOT arg_CHECK)
    set(arg_CHECK tools/check_none.cpp)
  endif()
  add_executable(compile_${NAME} tools/compile_data.cpp ${arg_CHECK})
  target_include_directories(compile_${NAME} PRIVATE tools)
  target_link_libraries(compile_${NAME} PRIVATE flags base crypto observations ${${LAYER}_needs} PkgConfig::fmt)

  if(FOLDER MATCHES "\\.yaml$")  # one file
    set(files ${FOLDER})
  else()
    file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${FOLDER}/*.yaml)
    list(SORT files)
  endif()
  set(text ${CMAKE_BINARY_DIR}/made/${NAME}.json)
  add_custom_command(OUTPUT ${text} DEPENDS compile_${NAME} ${files} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    COMMAND compile_${NAME} -o ${text} ${files} COMMENT "Checking and compiling ${FOLDER}")

  set(source ${CMAKE_BINARY_DIR}/made/shipped_${NAME}.cpp)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
// Made by cmake/data.cmake. Do not edit. The assembler copies the text: a compiler takes seconds for a long array.
#include <string_view>
asm(".pushsection .rodata\n"
    ".global waarborg_@NAME@_begin\n.hidden waarborg_@NAME@_begin\nwaarborg_@NAME@_begin:\n"
    ".incbin \"@text@\"\n"
    ".global waarborg_@NAME@_end\n.hidden waarborg_@NAME@_end\nwaarborg_@NAME@_end:\n"
    ".byte 0\n.popsection\n");
extern "C" {
extern const char waarborg_@NAME@_begin[];
extern const char waarborg_@NAME@_end[];
}
namespace waarborg {
std::string_view shipped_@NAME@_json();
std::string_view shipped_@NAME@_json() {
  return {waarborg_@NAME@_begin, static_cast<std::size_t>(waarborg_@NAME@_end - waarborg_@NAME@_begin)};
}
}  // namespace waarborg
]])
  # The text is a source too, so that its rule is made; ccache passes a file with .incbin through to the compiler.
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${text})
  set(${LAYER}_made ${${LAYER}_made} ${source} ${text} PARENT_SCOPE)
endfunction()

embed_yaml(catalogue catalogue/vendors indicators CHECK tools/check_catalogue.cpp
  src/indicators/catalogue_loader.cpp src/indicators/catalogue_values.cpp)
# Feeds to fetch, docs/schemas/feeds.schema.json: shipped_feeds_json().
embed_yaml(feeds catalogue/feeds.yaml indicators)
# Versions of phones with exploited weaknesses, docs/schemas/exploited.schema.json: shipped_exploited_json().
embed_yaml(exploited catalogue/exploited.yaml indicators CHECK tools/check_exploited.cpp
  src/indicators/exploited.cpp src/indicators/exploited_read.cpp src/indicators/catalogue_values.cpp)
# Debian's own Python, so that python3-jsonschema is found whatever else is in the path.
add_test(NAME catalogue_schema COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/catalogue/check.py
  $<TARGET_FILE:compile_catalogue> $<TARGET_FILE:compile_feeds> $<TARGET_FILE:compile_exploited>
  ${PROJECT_SOURCE_DIR})
embed_yaml(directives directives directives CHECK tools/check_directives.cpp
  src/directives/read.cpp src/directives/read_reasons.cpp src/directives/read_whole.cpp src/directives/fields.cpp
  src/directives/vocabulary.cpp src/directives/logic.cpp src/directives/dates.cpp src/indicators/model.cpp)
add_test(NAME directives_schema COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/directives/check.py
  $<TARGET_FILE:compile_directives> ${PROJECT_SOURCE_DIR})

# Text files are compiled in as arrays of characters, so that the program needs no file beside it. CMake runs again
# when one of them changes.
function(embed_texts OUT HEADER NAMESPACE)
  set(body "")
  while(ARGN)
    list(POP_FRONT ARGN name file)
    set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${file})
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${hex}")
    string(APPEND body "static const char ${name}_bytes[] = {${bytes}};\n")
    string(APPEND body "const std::string_view ${name}(${name}_bytes, sizeof ${name}_bytes);\n")
  endwhile()
  file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT [[
// Made by cmake/messages.cmake. Do not edit.
#include "@HEADER@"
namespace @NAMESPACE@ {
@body@}  // namespace @NAMESPACE@
]])
endfunction()
set(outputs_texts ${CMAKE_BINARY_DIR}/made/outputs_texts.cpp)
embed_texts(${outputs_texts} outputs/embedded.h waarborg::embedded
  messages_en src/outputs/messages/en.txt
  messages_nl src/outputs/messages/nl.txt
  messages_fr src/outputs/messages/fr.txt
  messages_de src/outputs/messages/de.txt
  page_style src/outputs/page/style.css
  page_script src/outputs/page/search.js)
list(APPEND outputs_made ${outputs_texts})

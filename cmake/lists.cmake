# The folder is the list. Every FOLDER/NAME.cpp (or FOLDER/GROUP/NAME.cpp) defines `TYPE NAME();`; this writes a source file with the sorted
# list behind `const std::vector<TYPE>& LIST()`. Several folders make one list. A file whose function has another name does not link.
# What it lists is called like its file, unless it brings a name.
function(folder_list LIST TYPE HEADER)
  list(TRANSFORM ARGN APPEND "/*.cpp" OUTPUT_VARIABLE direct)
  list(TRANSFORM ARGN APPEND "/*/*.cpp" OUTPUT_VARIABLE grouped)
  file(GLOB files CONFIGURE_DEPENDS ${direct})
  file(GLOB below CONFIGURE_DEPENDS ${grouped})
  if(below OR TYPE STREQUAL "Reader")
    set(files ${below})  # sub-folders group; what lies beside them is not in the list
  endif()
  list(FILTER files EXCLUDE REGEX "_test\\.cpp$")
  set(names "")
  foreach(f ${files})
    get_filename_component(n ${f} NAME_WE)
    list(APPEND names ${n})
    set(file_of_${n} ${f})
    # Two functions of one name and different types would link, and the wrong one would run.
    get_property(other GLOBAL PROPERTY listed_${n})
    if(other AND NOT other STREQUAL TYPE)
      message(FATAL_ERROR "${f}: there is a ${other} ${n}() already; name the file otherwise and give it .name")
    endif()
    set_property(GLOBAL PROPERTY listed_${n} ${TYPE})
  endforeach()
  list(SORT names)
  set(declarations "")
  set(rows "")
  set(data "")
  foreach(n ${names})
    string(APPEND declarations "${TYPE} ${n}();\n")
    set(more "")
    if(TYPE STREQUAL "Reader")
      string(REGEX REPLACE "\\.cpp$" ".canary" canary ${file_of_${n}})
      if(NOT EXISTS ${canary})
        message(FATAL_ERROR "${file_of_${n}} has no canary beside it: write ${canary}")
      endif()
      set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${canary})
      file(READ ${canary} bytes HEX)
      string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
      string(APPEND data "static const std::uint8_t ${n}_canary[] = {${bytes}};\n")
      set(more "  r.canary = ${n}_canary;\n")
    endif()
    string(APPEND rows "  {\n  auto r = ${n}();\n  if (r.name.empty()) r.name = \"${n}\";\n${more}  all.push_back(std::move(r));\n  }\n")
  endforeach()
  set(out ${CMAKE_BINARY_DIR}/made/${LIST}.cpp)
  file(CONFIGURE OUTPUT ${out} @ONLY CONTENT [[
// Made by cmake/lists.cmake from the files in a folder. Do not edit.
#include "@HEADER@"
namespace waarborg {
@declarations@
@data@
static std::vector<@TYPE@> make_@LIST@() {
  std::vector<@TYPE@> all;
@rows@  return all;
}
const std::vector<@TYPE@>& @LIST@() {
  static const std::vector<@TYPE@> all = make_@LIST@();
  return all;
}
}  // namespace waarborg
]])
  set(${LIST}_cpp ${out} PARENT_SCOPE)
  set(${LIST}_names ${names} PARENT_SCOPE)
endfunction()

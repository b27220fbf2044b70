// A case of a reader: a folder tests/readers/NAME/CASE that holds the input, as bytes or as text that is
// built into bytes, and what the reader must say about it.
//   in             the bytes; for readers of names a listing ("file opt/x", one a line)
//   in.EXT         text that a builder turns into bytes: in.hex, in.sql, in.hive (see builders() in
//   reader_case.cpp) in.N, in.N.EXT the same for the reader's want number N, counted from 0 path the path the
//   file had; otherwise the reader's first pattern with its wildcards filled in expected       the golden
//   text
#pragma once
#include <map>
#include <string>
#include <vector>

#include "readers/reader.h"

namespace waarborg {

struct Case {
  std::string name{}, folder{}, path{}, expected{};
  bool has_expected = false;
  Blob input{};
  std::map<std::size_t, Blob> wants{};  // by the number of the want
};

// What a builder made: the file, and files beside it by the ending their names have ("-wal").
struct Built {
  Blob file;
  std::map<std::string, Blob> beside;
};
// A builder is given the text of in.EXT.
struct Builder {
  std::string_view extension;
  Result<Built> (*build)(const std::string& text);
};
const std::vector<Builder>& builders();

Result<std::vector<Case>> load_cases(const Reader& reader, const std::string& folder);
std::string read_text(const std::string& path);  // "" when it cannot be read

}  // namespace waarborg

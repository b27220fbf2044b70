// Strict YAML, as people write catalogues and directives: it becomes JSON whose scalars are all strings, so
// that one loader and one JSON Schema serve both. Refused: duplicate keys, anchors, aliases, tags (also the
// bare !), directives (lines that begin with %), a second document, keys that are not plain text, quotes
// without an end, what is not UTF-8, and nesting deeper than 64. The plain words ~ and null are the empty
// string.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace waarborg {

struct YamlText {
  std::string json;
  std::map<std::string, std::uint64_t> lines;  // JSON pointer ("/products/0/id") → line, from 1
};

// The offset of an Error is a line.
Result<YamlText> yaml_to_json(std::string_view text);

}  // namespace waarborg

#include "readers/reader.h"

#include <algorithm>

#include "base/text.h"

namespace waarborg {

const Reader* reader_named(std::string_view name) {
  const auto& all = all_readers();
  const auto at = std::find_if(all.begin(), all.end(), [&](const auto& r) { return r.name == name; });
  return at == all.end() ? nullptr : &*at;
}

std::string canary_path(const Reader& reader) {
  std::string out;
  if (reader.paths.empty()) return "waarborg-canary";
  const auto pattern = reader.paths.front();
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '*') {
      if (i == 0 || pattern[i - 1] != '*') out += "waarborg-canary";
    } else if (c == '?') {
      out += 'x';
    } else if (const auto end = pattern.find(']', i + 2); c == '[' && end != std::string_view::npos) {
      out += pattern[i + 1];
      i = end;
    } else {
      out += c;
    }
  }
  return out;
}

void read_memory(const Reader& reader, std::string path, Bytes bytes, std::span<const Beside> beside,
                 Sink& out) {
  File file{.path = std::move(path), .beside = beside};
  std::unique_ptr<Source> source;
  std::unique_ptr<Stream> stream;
  std::vector<Name> names;
  switch (reader.shape) {
    case Shape::whole:
      file.bytes = bytes;
      break;
    case Shape::random:
      source = memory_source(bytes);
      file.source = source.get();
      break;
    case Shape::stream:
      source = memory_source(bytes);
      stream = source_stream(*source);
      file.stream = stream.get();
      break;
    case Shape::names:
      names = names_in(as_text(bytes));
      file.names = names;
      break;
  }
  reader.read(file, out);
}

std::vector<Name> names_in(std::string_view listing) {
  constexpr Name::What kinds[] = {Name::What::file, Name::What::folder, Name::What::link, Name::What::other};
  std::vector<Name> out;
  std::string_view line;
  bool whole = false;
  for (std::size_t at = 0; next_line(listing, at, line, whole);) {
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos) continue;
    for (const auto what : kinds)
      if (line.substr(0, blank) == name_of(what)) out.push_back({std::string(line.substr(blank + 1)), what});
  }
  return out;
}

}  // namespace waarborg

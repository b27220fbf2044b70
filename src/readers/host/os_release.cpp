// The operating system's own description of itself: man 5 os-release. Shell-like assignments, read as the
// shell would without running anything.
#include <string>

#include "base/text.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_value = 4096;

// One shell word: 'as it is', "with \escapes", bare with \escapes. False where a quote has no end, or where
// something follows the word that only a shell could make sense of.
bool shell_word(std::string_view in, std::string& out) {
  out.clear();
  char quote = 0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const char c = in[i];
    if (quote == 0 && (c == ' ' || c == '\t'))
      return trim(in.substr(i)).empty() || trim(in.substr(i)).front() == '#';
    if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == '\\' && quote != '\'') {
      if (++i == in.size()) return false;
      // Inside double quotes a backslash escapes only these four.
      if (quote == '"' && std::string_view("\"\\$`").find(in[i]) == std::string_view::npos) out += '\\';
      out += in[i];
    } else {
      out += c;
    }
  }
  return quote == 0;
}

void read(const File& file, Sink& out) {
  std::string id, name, version, pretty, cpe, value;
  std::string_view line;
  bool whole = true, any = false;
  for (std::size_t at = 0; at < file.bytes.size();) {
    const auto offset = at;
    next_line(as_text(file.bytes), at, line, whole);
    line = trim(line);
    if (line.empty() || line.front() == '#') continue;
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) {
      out.problem(Fault::malformed, "a line without '='", offset);
      continue;
    }
    const auto key = line.substr(0, equals);
    std::string* const into = key == "ID"            ? &id
                              : key == "NAME"        ? &name
                              : key == "VERSION_ID"  ? &version
                              : key == "PRETTY_NAME" ? &pretty
                              : key == "CPE_NAME"    ? &cpe
                                                     : nullptr;
    if (into == nullptr) continue;
    if (!shell_word(line.substr(equals + 1), value))
      out.problem(Fault::malformed, "a value whose quotes do not end or that is not one word", offset);
    if (value.size() > longest_value) {
      out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", offset);
      value.resize(longest_value);
    }
    *into = value;  // the last one counts, as in a shell
    any = true;
  }
  if (!whole) out.problem(Fault::truncated, "the last line has no end", file.bytes.size());
  // "linux" is what a system without an ID is called by the specification.
  if (any)
    out.add(OsRelease{.id = id.empty() ? "linux" : std::string_view(id),
                      .name = name,
                      .version_id = version,
                      .pretty_name = pretty,
                      .platform = "linux",
                      .cpe = {cpe}},
            0);
}

}  // namespace

Reader os_release() {
  return {.about = "Name and version of a Linux system from os-release.",
          .probe = "identity.os",
          .paths = {"etc/os-release", "usr/lib/os-release"},
          .emits = {OsRelease::kind},
          .read = read};
}

}  // namespace waarborg

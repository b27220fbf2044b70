#include "formats/ini.h"

#include "base/text.h"

namespace waarborg {

bool Ini::next(IniEntry& out) {
  std::string_view line;
  for (;;) {
    out.offset = at_;
    if (!next_line(text_, at_, line, whole_)) return false;
    line = trim(line);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[') {
      if (line.back() == ']')
        section_ = line.substr(1, line.size() - 2);
      else
        fault_(Fault::malformed, "a section whose name has no end", out.offset);
      continue;
    }
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) {
      fault_(Fault::malformed, "a line that is neither section nor key", out.offset);
      out.value = line;
      join(out);  // what continues it is no key either
      continue;
    }
    out.section = section_;
    out.key = trim(line.substr(0, equals));
    out.value = trim(line.substr(equals + 1));
    join(out);
    return true;
  }
}

// Appends the lines that a '\\' at the end asks for.
void Ini::join(IniEntry& out) {
  bool told = false;
  std::string_view line;
  for (bool more = out.value.ends_with('\\'); more;) {
    if (!told) out.value.pop_back();
    do {
      if (!next_line(text_, at_, line, whole_)) {
        whole_ = false;
        return;
      }
      line = trim(line);
    } while (!line.empty() && (line.front() == '#' || line.front() == ';'));
    more = line.ends_with('\\');
    if (told) continue;
    if (out.value.size() + line.size() > longest_value) {
      fault_(Fault::too_big, "a value longer than 64 KiB was cut", out.offset);
      told = true;
    } else if (!line.empty()) {
      (out.value += ' ') += line;
    }
  }
}

}  // namespace waarborg

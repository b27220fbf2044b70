#include "formats/assignments.h"

#include "base/text.h"

namespace waarborg {
namespace {

// One shell word. False where a quote has no end, or where something follows that only a shell could make
// sense of.
bool shell_word(std::string_view in, std::string& out) {
  char quote = 0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const char c = in[i];
    if (quote == 0 && (c == ' ' || c == '\t')) {
      const auto after = trim(in.substr(i));
      return after.empty() || after.front() == '#';
    }
    if (c == quote && c != 0) {
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

}  // namespace

bool Assignments::next(Assignment& out) {
  std::string_view line;
  do {
    out.offset = at_;
    if (!next_line(text_, at_, line, whole_)) return false;
    line = trim(line);
  } while (line.empty() || line.front() == '#');
  out.value.clear();
  out.wrong = {};
  const auto equals = line.find('=');
  out.key = line.substr(0, equals);
  if (equals == std::string_view::npos)
    out.wrong = "a line without '='";
  else if (!shell_word(line.substr(equals + 1), out.value))
    out.wrong = "a value whose quotes do not end or that is not one word";
  return true;
}

}  // namespace waarborg

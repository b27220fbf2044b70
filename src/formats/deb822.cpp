#include "formats/deb822.h"

#include <algorithm>

#include "base/text.h"

namespace waarborg {
namespace {

// Field names have no case.
bool same_name(std::string_view a, std::string_view b) {
  const auto fold = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return fold(x) == fold(y); });
}

bool is_name(std::string_view s) {
  return !s.empty() && s.front() != '#' && s.front() != '-' &&
         std::all_of(s.begin(), s.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace

std::string_view Paragraph::text(std::string_view name) const {
  for (const auto& field : fields)
    if (same_name(field.name, name)) return trim(field.value);
  return {};
}

std::string_view Paragraph::first_line(std::string_view name) const {
  for (const auto& field : fields)
    if (same_name(field.name, name)) return trim(field.value.substr(0, field.value.find('\n')));
  return {};
}

bool Deb822::next(Paragraph& out) {
  out.fields.clear();
  out.ended = too_many_ = false;
  bool any = false;  // a line that is not empty, well-formed or not
  std::string_view line;
  for (;;) {
    const auto offset = at_;
    if (!next_line(text_, at_, line, whole_)) return any;
    const bool continues = line.starts_with(' ') || line.starts_with('\t');
    if (line.empty() || (!any && trim(line).empty())) {
      if (!any) continue;
      out.ended = true;
      return true;
    }
    if (!any) out.offset = offset;
    any = true;
    if (!continues) {
      add(out, line, offset);
    } else if (out.fields.empty()) {
      fault_(Fault::malformed, "a continuation line that continues nothing", offset);
    } else if (!too_many_ && !skipped_) {
      auto& value = out.fields.back().value;
      value = {value.data(), static_cast<std::size_t>(line.data() + line.size() - value.data())};
    }
  }
}

void Deb822::add(Paragraph& out, std::string_view line, std::size_t offset) {
  const auto colon = line.find(':');
  const auto name = line.substr(0, colon);
  // What continues a line that was left out is left out as well.
  skipped_ = true;
  if (colon == std::string_view::npos || !is_name(name))
    return fault_(Fault::malformed, "a line that is no field", offset);
  if (out.fields.size() >= most_fields) {
    if (!too_many_)
      fault_(Fault::too_big, "a paragraph of more than 128 fields; the rest was left out", offset);
    too_many_ = true;
    return;
  }
  for (const auto& field : out.fields)
    if (same_name(field.name, name))
      return fault_(Fault::malformed, "a field that stands twice in its paragraph; the first one counts",
                    offset);
  skipped_ = false;
  out.fields.push_back({name, line.substr(colon + 1)});
}

}  // namespace waarborg

#include "formats/vcard.h"

#include <algorithm>

#include "base/text.h"

namespace waarborg {
namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

std::string unescaped(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool escape = value[i] == '\\' && i + 1 < value.size() &&
                        std::string_view(",;\\:").find(value[i + 1]) != std::string_view::npos;
    if (!escape) out += value[i];
    if (escape) out += value[++i];
  }
  return out;
}

void tell(std::string_view line, bool& within, const std::function<void(const CardLine&)>& visit) {
  // A value in quotes may hold a colon: TEL;TYPE="x:y":123
  bool quoted = false;
  std::size_t colon = 0;
  for (; colon < line.size() && (quoted || line[colon] != ':'); ++colon)
    if (line[colon] == '"') quoted = !quoted;
  if (colon == line.size()) colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const auto head = line.substr(0, colon);
  const auto semicolon = std::min(head.find(';'), head.size());
  auto name = trim(head.substr(0, semicolon));
  name.remove_prefix(name.rfind('.') + 1);  // npos + 1 is 0
  const auto value = unescaped(trim(line.substr(colon + 1)));
  CardLine one{
      .name = upper(name), .parameters = head.substr(std::min(semicolon + 1, head.size())), .value = value};
  const bool card = upper(value) == "VCARD";
  if (one.name == "BEGIN" && card) within = true;
  if (within) visit(one);
  if (one.name == "END" && card) within = false;
}

}  // namespace

std::string_view CardLine::parameter(std::string_view called) const {
  for (const auto part : split(parameters, ';')) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos || lower(trim(part.substr(0, equals))) != lower(called)) continue;
    return trim(part.substr(equals + 1));
  }
  return {};
}

void each_card_line(std::string_view text, const std::function<void(const CardLine&)>& visit) {
  bool within = false;
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find_first_of("\r\n", at), text.size());
    const auto part = text.substr(at, end - at);
    at = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
    if (!line.empty() && (part.starts_with(' ') || part.starts_with('\t'))) {
      line += part.substr(1);
      continue;
    }
    tell(line, within, visit);
    line = part;
  }
  tell(line, within, visit);
}

}  // namespace waarborg

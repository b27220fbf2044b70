#include "formats/purl.h"

#include "base/text.h"

namespace waarborg {
namespace {

void encode(std::string& out, std::string_view part) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : part) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        std::string_view(".-_~:").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
}

}  // namespace

std::string make_purl(std::string_view type, std::string_view space, std::string_view name,
                      std::string_view version,
                      std::initializer_list<std::pair<std::string_view, std::string_view>> qualifiers) {
  if (name.empty()) return {};
  std::string out = "pkg:";
  encode(out, type);
  for (const auto segment : split(space, '/')) {
    if (segment.empty()) continue;
    out += '/';
    encode(out, segment);
  }
  out += '/';
  encode(out, name);
  if (!version.empty()) {
    out += '@';
    encode(out, version);
  }
  char before = '?';
  for (const auto& [key, value] : qualifiers) {
    if (value.empty()) continue;
    out += before;
    out += key;
    out += '=';
    encode(out, value);
    before = '&';
  }
  return out;
}

}  // namespace waarborg

#include "formats/utf16.h"

namespace waarborg {
namespace {

void append(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

bool is_high(std::uint32_t c) {
  return c >= 0xD800 && c <= 0xDBFF;
}
bool is_low(std::uint32_t c) {
  return c >= 0xDC00 && c <= 0xDFFF;
}

}  // namespace

std::string utf16le_to_utf8(Bytes text) {
  std::string out;
  const auto unit = [&](std::size_t i) {
    return static_cast<std::uint32_t>(text[2 * i] | static_cast<std::uint32_t>(text[2 * i + 1]) << 8);
  };
  const auto units = text.size() / 2;
  for (std::size_t i = 0; i < units; ++i) {
    const auto c = unit(i);
    if (is_high(c) && i + 1 < units && is_low(unit(i + 1))) {
      append(out, 0x10000 + ((c - 0xD800) << 10) + (unit(i + 1) - 0xDC00));
      ++i;
    } else {
      append(out, is_high(c) || is_low(c) ? 0xFFFD : c);
    }
  }
  return out;
}

std::string latin1_to_utf8(Bytes text) {
  std::string out;
  for (const auto c : text) append(out, c);
  return out;
}

}  // namespace waarborg

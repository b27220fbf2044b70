#include "formats/plain_text.h"

#include <array>

#include "base/text.h"

namespace waarborg {
namespace {

// Windows-1252 from 0x80 to 0x9F; above it is Latin-1. The five holes are the controls of Latin-1.
constexpr std::array<std::uint16_t, 32> high_controls = {
    0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

void append(std::string& out, std::uint32_t c) {
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6), tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12), tail(6), tail(0);
  } else {
    out += static_cast<char>(0xF0 | c >> 18), tail(12), tail(6), tail(0);
  }
}

bool from_utf16(Bytes bytes, bool big, std::string& out) {
  bool good = bytes.size() % 2 == 0;
  const auto unit = [&](std::size_t i) {
    const auto first = bytes[i], second = bytes[i + 1];
    return static_cast<std::uint32_t>(big ? first << 8 | second : second << 8 | first);
  };
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    auto c = unit(i);
    if (c >= 0xD800 && c < 0xE000) {
      const bool pair = c < 0xDC00 && bytes.size() - i >= 4 && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000;
      c = pair ? 0x10000 + ((c - 0xD800) << 10) + (unit(i + 2) - 0xDC00) : 0xFFFD;
      if (pair) i += 2;
      good &= pair;
    }
    append(out, c);
  }
  return good;
}

// Without a mark: ASCII in UTF-16 has a zero in every second byte, and no text of single bytes has.
bool looks_utf16(Bytes bytes, std::size_t zero_at) {
  const auto head = bytes.first(std::min<std::size_t>(bytes.size(), 64) & ~std::size_t{1});
  if (head.size() < 8) return false;
  for (std::size_t i = 0; i < head.size(); ++i)
    if ((head[i] == 0) != (i % 2 == zero_at)) return false;
  return true;
}

// Does any sequence above ASCII make sense as UTF-8? Then the text is UTF-8, damaged; else it is of single
// bytes. At the end of what was cut short, the beginning of one is enough.
bool has_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4) continue;
    if (length > text.size() - i) return true;
    if (is_utf8(text.substr(i, length))) return true;
  }
  return false;
}

}  // namespace

Result<PlainText> PlainText::read(Bytes bytes) {
  PlainText out;
  const auto mark = [&](std::string_view m) { return as_text(bytes).starts_with(m); };
  const bool little = mark("\xFF\xFE") || looks_utf16(bytes, 1),
             big = mark("\xFE\xFF") || looks_utf16(bytes, 0);
  if (mark("\xEF\xBB\xBF")) bytes = bytes.subspan(3);
  if (!little && !big && is_utf8(as_text(bytes))) {
    out.lent_ = as_text(bytes);
    return out;
  }
  if (bytes.size() > longest_converted)
    return fail(Fault::too_big, "text beyond 128 MiB that is not UTF-8; it was not converted");
  out.converted_ = true;
  if (little || big) {
    if (mark("\xFF\xFE") || mark("\xFE\xFF")) bytes = bytes.subspan(2);
    if (!from_utf16(bytes, big, out.owned_))
      out.wrong_ = "text in UTF-16 that is cut or damaged; what could be read was";
    return out;
  }
  if (has_utf8(as_text(bytes))) {
    out.owned_ = to_utf8(as_text(bytes));
    out.wrong_ = "bytes that are not UTF-8 were replaced";
    return out;
  }
  for (const auto byte : bytes)
    append(out.owned_, byte >= 0x80 && byte < 0xA0 ? high_controls[byte - 0x80u] : byte);
  return out;
}

}  // namespace waarborg

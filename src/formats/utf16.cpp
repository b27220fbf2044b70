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

std::string utf16_to_utf8(Bytes text, bool big) {
  std::string out;
  const auto unit = [&](std::size_t i) {
    const std::uint32_t first = text[2 * i], second = text[2 * i + 1];
    return big ? first << 8 | second : second << 8 | first;
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

}  // namespace

std::string utf16le_to_utf8(Bytes text) {
  return utf16_to_utf8(text, false);
}

std::string utf16be_to_utf8(Bytes text) {
  return utf16_to_utf8(text, true);
}

std::string latin1_to_utf8(Bytes text) {
  std::string out;
  for (const auto c : text) append(out, c);
  return out;
}

std::size_t Utf16ToUtf8::line(Bytes piece, std::size_t most, std::string& out) {
  std::size_t taken = 0;
  while (taken < piece.size() && out.size() < most) {
    const auto byte = piece[taken++];
    ++at_;
    if (!has_byte_) {
      has_byte_ = true;
      byte_ = byte;
      continue;
    }
    has_byte_ = false;
    const std::uint32_t c = big_ ? std::uint32_t{byte_} << 8 | byte : std::uint32_t{byte} << 8 | byte_;
    unit(c, out);
    if (c == '\n') break;
  }
  return taken;
}

void Utf16ToUtf8::unit(std::uint32_t c, std::string& out) {
  if (high_ != 0 && is_low(c)) {
    append(out, 0x10000 + ((high_ - 0xD800) << 10) + (c - 0xDC00));
    high_ = 0;
    return;
  }
  if (high_ != 0) half(at_ - 4, out);
  high_ = is_high(c) ? c : 0;
  if (is_low(c)) half(at_ - 2, out);
  if (!is_high(c) && !is_low(c)) append(out, c);
}

void Utf16ToUtf8::half(std::uint64_t at, std::string& out) {
  if (halves_++ == 0) first_half_ = at;
  append(out, 0xFFFD);
}

void Utf16ToUtf8::finish(std::string& out) {
  if (high_ != 0) half(at_ - 2 - (has_byte_ ? 1 : 0), out);
  high_ = 0;
}

}  // namespace waarborg

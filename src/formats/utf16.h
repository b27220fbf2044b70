// Text as Windows stores it, made UTF-8. Nothing fails: half of a surrogate pair becomes U+FFFD, an odd last
// byte is left out.
#pragma once
#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace waarborg {

std::string utf16le_to_utf8(Bytes text);
std::string utf16be_to_utf8(Bytes text);
std::string latin1_to_utf8(Bytes text);

// UTF-16 that comes in pieces. It keeps three bytes at most between them, and counts what is no character.
class Utf16ToUtf8 {
 public:
  explicit Utf16ToUtf8(bool big) : big_(big) {}

  // Appends the text up to and with its first line feed, at most about `most` bytes of it. How many bytes of
  // the piece that took.
  std::size_t line(Bytes piece, std::size_t most, std::string& out);
  void finish(std::string& out);  // half a pair that is kept; an odd byte is left out

  std::uint64_t size() const { return at_; }  // bytes so far
  std::uint64_t halves() const { return halves_; }
  std::uint64_t first_half() const { return first_half_; }
  bool odd() const { return has_byte_; }  // an odd number of bytes so far

 private:
  void unit(std::uint32_t c, std::string& out);
  void half(std::uint64_t at, std::string& out);

  bool big_, has_byte_ = false;
  std::uint8_t byte_ = 0;
  std::uint32_t high_ = 0;
  std::uint64_t at_ = 0, halves_ = 0, first_half_ = 0;
};

}  // namespace waarborg

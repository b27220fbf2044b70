// Packer writes what Cursor reads: varints and length-prefixed text, for messages between our own processes.
#pragma once
#include "base/bytes.h"
#include "base/cursor.h"

namespace waarborg {

class Packer {
 public:
  Packer& number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_.push_back(static_cast<std::uint8_t>(value | 0x80));
    out_.push_back(static_cast<std::uint8_t>(value));
    return *this;
  }
  Packer& text(std::string_view value) { return bytes(as_bytes(value)); }
  Packer& bytes(Bytes value) {
    number(value.size());
    out_.insert(out_.end(), value.begin(), value.end());
    return *this;
  }
  // What follows, up to so many bytes, is not moved again: no copy of a secret stays behind.
  Packer& room(std::size_t bytes) {
    out_.reserve(out_.size() + bytes);
    return *this;
  }
  const Blob& done() const { return out_; }

 private:
  Blob out_;
};

inline std::string_view packed_text(Cursor& in) {
  return in.chars(in.varint());
}

}  // namespace waarborg

// Cursor reads hostile bytes from left to right. The first read that does not fit makes it fail; from then on
// every read gives zero or nothing. So parse a record in straight lines and ask ok() once, before using it.
// It borrows: the bytes belong to somebody else and must outlive it.
#pragma once
#include <concepts>

#include "base/bytes.h"

namespace waarborg {

class Cursor {
 public:
  explicit Cursor(Bytes data) : data_(data) {}

  template <std::unsigned_integral T>
  T le() {
    T value = 0;
    const Bytes b = take(sizeof(T));
    for (std::size_t i = 0; i < b.size(); ++i)
      value = static_cast<T>(value | static_cast<T>(T{b[i]} << (8 * i)));
    return value;
  }
  template <std::unsigned_integral T>
  T be() {
    T value = 0;
    for (const std::uint8_t x : take(sizeof(T))) value = static_cast<T>((sizeof(T) > 1 ? value << 8 : 0) | x);
    return value;
  }
  // LEB128, at most ten bytes; a longer one, or one beyond 64 bits, fails.
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = le<std::uint8_t>();
      if (shift == 63 && byte > 1) break;
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return ok_ ? value : 0;
    }
    ok_ = false;
    return 0;
  }

  // The only bounds check in the house. pos_ <= data_.size() always holds.
  Bytes take(std::uint64_t n) {
    if (!ok_ || n > data_.size() - pos_) {
      ok_ = false;
      return {};
    }
    const Bytes got = data_.subspan(pos_, n);
    pos_ += n;
    return got;
  }
  std::string_view chars(std::uint64_t n) { return as_text(take(n)); }
  std::string_view text(std::uint64_t n) {  // a fixed-width field, padded with NUL
    const std::string_view s = chars(n);
    return s.substr(0, s.find('\0'));
  }
  void skip(std::uint64_t n) { take(n); }
  Cursor sub(std::uint64_t n) {
    Cursor inner(take(n));
    inner.ok_ = ok_;
    return inner;
  }
  void fail() { ok_ = false; }  // a value was read that cannot be

  bool ok() const { return ok_; }
  bool more() const { return ok_ && pos_ < data_.size(); }
  std::uint64_t at() const { return pos_; }
  std::uint64_t left() const { return ok_ ? data_.size() - pos_ : 0; }

 private:
  Bytes data_;
  std::size_t pos_ = 0;
  bool ok_ = true;
};

}  // namespace waarborg

// Key material that is wiped when it goes out of scope: Secret<N> of a fixed size, SecretText for keys as
// text. Both move (the source is wiped) and never copy.
#pragma once
#include <array>
#include <span>
#include <string>
#include <utility>

#include "base/bytes.h"

namespace waarborg {

void wipe(void* memory, std::size_t size);        // not taken out by the compiler
bool random_bytes(std::span<std::uint8_t> into);  // from the kernel; false when there is no source of chance

template <std::size_t N>
class Secret {
 public:
  Secret() = default;
  Secret(Secret&& other) noexcept : bytes_(other.bytes_) { other.clear(); }
  Secret& operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    bytes_ = other.bytes_;
    other.clear();
    return *this;
  }
  ~Secret() { clear(); }
  void clear() { wipe(bytes_.data(), N); }
  std::uint8_t* data() { return bytes_.data(); }
  const std::uint8_t* data() const { return bytes_.data(); }
  static constexpr std::size_t size() { return N; }
  std::span<std::uint8_t> span() { return bytes_; }
  Bytes view() const { return bytes_; }

 private:
  std::array<std::uint8_t, N> bytes_{};
};

class SecretText {
 public:
  SecretText() = default;
  explicit SecretText(std::string text) : text_(std::move(text)) {}
  // A short string is copied by a move, so the source is wiped first-hand.
  // A copy, so that the source has something to wipe. NOLINTNEXTLINE(performance-move-constructor-init)
  SecretText(SecretText&& other) noexcept : text_(other.text_) { other.clear(); }
  SecretText& operator=(SecretText&& other) noexcept {
    if (this == &other) return *this;
    clear();
    text_.swap(other.text_);
    return *this;
  }
  ~SecretText() { clear(); }
  void clear() {
    wipe(text_.data(), text_.size());
    text_.clear();
  }
  std::string& text() { return text_; }
  std::string_view view() const { return text_; }

 private:
  std::string text_;
};

}  // namespace waarborg

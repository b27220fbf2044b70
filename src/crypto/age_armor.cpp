#include "crypto/age_armor.h"

#include <sodium.h>

#include <algorithm>

#include "base/text.h"
#include "crypto/hkdf.h"

namespace waarborg {
namespace {

constexpr std::string_view armor_end = "-----END AGE ENCRYPTED FILE-----";
constexpr std::size_t columns = 64, line_bytes = 48, blank_limit = 1024;

}  // namespace

Result<> ArmorWriter::line(Bytes bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.back() = '\n';  // the NUL that libsodium writes
  if (!begun_) text.insert(0, std::string(armor_begin) + "\n");
  begun_ = true;
  return out_(as_bytes(text));
}

Result<> ArmorWriter::add(Bytes piece) {
  while (rest_.size() + piece.size() >= line_bytes) {
    const auto n = line_bytes - rest_.size();
    rest_.insert(rest_.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(n));
    piece = piece.subspan(n);
    if (const auto written = line(rest_); !written) return written;
    rest_.clear();
  }
  rest_.insert(rest_.end(), piece.begin(), piece.end());
  return {};
}

Result<> ArmorWriter::finish() {
  if (!rest_.empty() || !begun_)
    if (const auto written = line(rest_); !written) return written;
  return out_(as_bytes(std::string(armor_end) + "\n"));
}

tl::unexpected<Error> ArmorReader::bad(Fault fault, std::string what) {
  own_fault_ = true;
  return fail(fault, "armour: " + std::move(what), at_);
}

Result<> ArmorReader::body(std::string_view text) {
  if (text.size() > columns) return bad(Fault::malformed, "a line of more than 64 columns");
  std::array<std::uint8_t, line_bytes> bytes{};
  std::size_t n = 0;
  if (text.empty() || !is_seven_bit(text) ||
      sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &n, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return bad(Fault::malformed, "a line that is not base64");
  if (n < line_bytes) place_ = Place::last;
  return out_(Bytes(bytes).first(n));
}

Result<> ArmorReader::line(std::string_view text) {
  switch (place_) {
    case Place::before:
    case Place::behind:
      if (trim(text).empty()) {
        blanks_ += text.size() + 1;
        if (blanks_ > blank_limit) return bad(Fault::too_big, "more than 1024 blanks around it");
        return {};
      }
      if (place_ == Place::behind) return bad(Fault::malformed, "something stands behind its end");
      if (text != armor_begin) return bad(Fault::malformed, "it does not begin with its BEGIN line");
      place_ = Place::inside;
      return {};
    case Place::inside:
    case Place::last:
      if (text == armor_end) {
        place_ = Place::behind;
        blanks_ = 0;
        return {};
      }
      if (place_ == Place::last) return bad(Fault::malformed, "a line behind the last one");
      return body(text);
  }
  return {};
}

Result<> ArmorReader::add(Bytes piece) {
  for (auto text = as_text(piece); !text.empty();) {
    const auto end = text.find('\n');
    line_ += text.substr(0, end);
    // Blanks on one line may be as many as blanks on several.
    if (line_.size() > blank_limit + 2) return bad(Fault::malformed, "a line without an end");
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
    const auto whole = line_.size() + 1;
    if (line_.ends_with('\r')) line_.pop_back();
    if (const auto good = line(line_); !good) return good;
    at_ += whole;
    line_.clear();
  }
  return {};
}

Result<> ArmorReader::finish() {
  if (!line_.empty()) {
    if (line_.ends_with('\r')) line_.pop_back();
    if (const auto good = line(line_); !good) return good;
    line_.clear();
  }
  if (place_ != Place::behind) return bad(Fault::truncated, "it has no END line");
  return {};
}

}  // namespace waarborg

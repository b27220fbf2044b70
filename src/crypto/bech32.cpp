#include "crypto/bech32.h"

#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::string_view digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::size_t checksum_digits = 6, longest = 4096;

// The checksum is the rest of a division of polynomials over GF(32); five steps of the generator at once.
class Checksum {
 public:
  void add(unsigned digit) {
    constexpr std::uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    const auto top = value_ >> 25;
    value_ = ((value_ & 0x1ffffff) << 5) ^ digit;
    for (unsigned i = 0; i < 5; ++i)
      if (((top >> i) & 1) != 0) value_ ^= generator[i];
  }
  void add_prefix(std::string_view prefix) {
    for (const char c : prefix) add(static_cast<std::uint8_t>(c) >> 5);
    add(0);
    for (const char c : prefix) add(static_cast<std::uint8_t>(c) & 31);
  }
  std::uint32_t value() const { return value_; }

 private:
  std::uint32_t value_ = 1;
};

}  // namespace

SecretText to_bech32(std::string_view prefix, Bytes data) {
  std::string out;
  out.reserve(prefix.size() + 1 + data.size() * 8 / 5 + 1 +
              checksum_digits);  // no copy of a key is left behind
  out.append(prefix) += '1';
  Checksum sum;
  sum.add_prefix(prefix);
  const auto put = [&](unsigned digit) {
    sum.add(digit);
    out += digits[digit];
  };
  unsigned kept = 0, bits = 0;
  for (const auto byte : data) {
    kept = (kept << 8 | byte) & 0xFFF;
    for (bits += 8; bits >= 5; bits -= 5) put(kept >> (bits - 5) & 31);
  }
  if (bits > 0) put(kept << (5 - bits) & 31);
  for (std::size_t i = 0; i < checksum_digits; ++i) sum.add(0);
  const auto rest = sum.value() ^ 1;
  for (std::size_t i = 0; i < checksum_digits; ++i) out += digits[rest >> (5 * (5 - i)) & 31];
  return SecretText(std::move(out));
}

Result<FromBech32> from_bech32(std::string_view text) {
  if (text.size() > longest)
    return fail(Fault::too_big, "a Bech32 key of more than 4096 characters", longest);
  bool has_lower = false, has_upper = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] < '!' || text[i] > '~')
      return fail(Fault::malformed, "a Bech32 key with a character that cannot be", i);
    has_lower |= text[i] >= 'a' && text[i] <= 'z';
    has_upper |= text[i] >= 'A' && text[i] <= 'Z';
  }
  if (has_lower && has_upper) return fail(Fault::malformed, "a Bech32 key in mixed case");
  const auto one = text.rfind('1');
  if (one == std::string_view::npos || one == 0)
    return fail(Fault::malformed, "a Bech32 key has a prefix, a 1 and digits; this has no prefix");
  if (text.size() - one - 1 < checksum_digits)
    return fail(Fault::truncated, "a Bech32 key cut short", text.size());
  FromBech32 out{lower(text.substr(0, one)), {}};
  out.data.text().reserve(text.size());
  Checksum sum;
  sum.add_prefix(out.prefix);
  unsigned kept = 0, bits = 0;
  for (std::size_t i = one + 1; i < text.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
    const auto digit = digits.find(c);
    if (digit == std::string_view::npos)
      return fail(Fault::malformed, "a Bech32 key with a character that is no digit", i);
    sum.add(static_cast<unsigned>(digit));
    if (i >= text.size() - checksum_digits) continue;
    kept = (kept << 5 | static_cast<unsigned>(digit)) & 0xFFF;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out.data.text() += static_cast<char>(kept >> bits & 0xFF);
  }
  if (sum.value() != 1)
    return fail(Fault::malformed, "the checksum of the Bech32 key does not match: a typing error?");
  if (bits >= 5 || (kept & ((1u << bits) - 1)) != 0)
    return fail(Fault::malformed, "a Bech32 key with bits left over at its end", text.size());
  return out;
}

}  // namespace waarborg

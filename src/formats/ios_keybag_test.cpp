// Keybags are made by tests/program and its maker; here stand the lies of their tags and the test vectors of
// what they are made of.
#include "formats/ios_keybag.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "crypto/pbkdf2.h"

namespace waarborg {
namespace {

Blob unhexed(std::string_view text) {
  Blob out;
  EXPECT_TRUE(from_hex(text, out));
  return out;
}
AesKey aes_key(std::string_view text) {
  AesKey out;
  const auto bytes = unhexed(text);
  std::copy(bytes.begin(), bytes.end(), out.data());
  return out;
}
std::string number(std::uint32_t n) {
  return {static_cast<char>(n >> 24), static_cast<char>(n >> 16), static_cast<char>(n >> 8),
          static_cast<char>(n)};
}
std::string tag(std::string_view name, std::string_view value) {
  return std::string(name) + number(static_cast<std::uint32_t>(value.size())) + std::string(value);
}
std::string head(std::uint32_t rounds = 1, std::uint32_t first = 1) {
  return tag("VERS", number(3)) + tag("TYPE", number(1)) + tag("UUID", "0123456789abcdef") +
         tag("SALT", "salt") + tag("ITER", number(rounds)) + tag("DPIC", number(first)) +
         tag("DPSL", "pepper");
}
std::string class_key(std::uint32_t number_of, std::string_view wrapped, std::uint32_t wrap = 2) {
  return tag("UUID", "0123456789abcdef") + tag("CLAS", number(number_of)) + tag("WRAP", number(wrap)) +
         tag("WPKY", wrapped);
}
std::string why(const std::string& bag, std::string_view password = "secret") {
  auto read = IosKeybag::read(as_bytes(bag));
  if (!read) return read.error().what;
  const auto open = read->unlock(password);
  return open ? "open" : open.error().what;
}

TEST(IosKeybag, vectors) {
  // RFC 3394, 4.6; RFC 6070, second vector; RFC 7914, 11, cut to 32 bytes.
  const auto key =
      unwrap_key(aes_key("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"),
                 unhexed("28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21"));
  ASSERT_TRUE(key);
  EXPECT_EQ(hex(key->view()), "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f");
  std::array<std::uint8_t, 20> one{};
  EXPECT_TRUE(pbkdf2(Pbkdf2Hash::sha1, as_bytes("password"), as_bytes("salt"), 2, one));
  EXPECT_EQ(hex(one), "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
  std::array<std::uint8_t, 32> two{};
  EXPECT_TRUE(pbkdf2(Pbkdf2Hash::sha256, as_bytes("passwd"), as_bytes("salt"), 1, two));
  EXPECT_EQ(hex(two), "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
  EXPECT_FALSE(pbkdf2(Pbkdf2Hash::sha256, as_bytes("passwd"), as_bytes("salt"), 0, two));
}

TEST(IosKeybag, a_changed_wrapped_key_does_not_open) {
  const auto with = aes_key("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F");
  const auto wrapped =
      unhexed("28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21");
  for (std::size_t bit = 0; bit < wrapped.size() * 8; ++bit) {
    auto bent = wrapped;
    bent[bit / 8] = static_cast<std::uint8_t>(bent[bit / 8] ^ (1u << bit % 8));
    EXPECT_FALSE(unwrap_key(with, bent)) << bit;
  }
  EXPECT_FALSE(unwrap_key(with, Bytes(wrapped).first(32)));
  EXPECT_FALSE(unwrap_key(with, {}));
}

TEST(IosKeybag, lies) {
  const std::string closed(40, 'x');
  struct Row {
    std::string bag, expected;
  };
  for (const auto& row : std::vector<Row>{
           {"", "the keybag has no SALT or no ITER"},
           {head(), "the keybag has no class keys"},
           {head() + class_key(4, closed), "the password is wrong"},
           {head() + class_key(4, closed, 1), "the keybag has no key that a password opens"},
           {head() + class_key(4, ""), "the keybag has no key that a password opens"},
           {head() + class_key(4, "short"), "the password is wrong"},
           {head() + "WPKY" + number(0xFFFFFFFF), "the keybag is cut short"},
           {head(1, 0) + class_key(4, closed), "the keybag has only one of DPSL and DPIC"},
           {head(1, 1u << 31) + class_key(4, closed),
            "the keybag asks for 2147483648 rounds of key derivation (DPIC); 150000000 are the limit"},
           {head(1u << 31) + class_key(4, closed),
            "the keybag asks for 2147483648 rounds of key derivation (ITER); 20000000 are the limit"},
           {tag("TYPE", number(0)) + head().substr(24) + class_key(4, closed),
            "the keybag is of type 0, not of a backup"},
       })
    EXPECT_EQ(why(row.bag), row.expected);
  std::string many = head();
  for (int i = 0; i < 300; ++i) many += class_key(4, closed);
  EXPECT_EQ(why(many), "the keybag has more than 256 classes");
}

TEST(CbcStream, the_end_decides) {
  // AES-256-CBC with a key of zeros, of 32 times "a" and "hello"; made with openssl enc.
  const AesKey key;
  const auto whole = unhexed(
      "984c526a7335b55c845758634aa0654d4a68cb0ddc0d54be88668e58becefacf7a12164cfeaf9475037b5ccb1b0c8cb5");
  for (const std::size_t piece : {1u, 15u, 16u, 17u, 100u}) {
    CbcStream stream(key);
    std::string got;
    for (std::size_t at = 0; at < whole.size(); at += piece) {
      const auto out = stream.add(Bytes(whole).subspan(at, std::min(piece, whole.size() - at)));
      ASSERT_TRUE(out);
      got += as_text(*out);
    }
    const auto rest = stream.finish();
    ASSERT_TRUE(rest) << rest.error().what;
    EXPECT_EQ(got + std::string(as_text(*rest)), std::string(32, 'a') + "hello");
  }
  for (std::size_t n = 0; n < whole.size(); ++n) {
    CbcStream stream(key);
    ASSERT_TRUE(stream.add(Bytes(whole).first(n)));
    const auto rest = stream.finish();
    ASSERT_FALSE(rest) << n;
    EXPECT_EQ(rest.error().fault, n == 0 || n % 16 != 0 ? Fault::truncated : Fault::malformed);
  }
}

}  // namespace
}  // namespace waarborg

// The data of CbcSource is that of CbcStream, wherever it is read; the streams' own vectors stand with the
// keybag.
#include "crypto/aes.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>

namespace waarborg {
namespace {

class Held : public Source {
 public:
  explicit Held(Blob bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (offset > bytes_.size() || into.size() > bytes_.size() - offset)
      return fail(Fault::truncated, "ends early");
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), into.size(), into.begin());
    return {};
  }

 private:
  Blob bytes_;
};

AesKey some_key() {
  AesKey key;
  for (std::size_t i = 0; i < AesKey::size(); ++i) key.data()[i] = static_cast<std::uint8_t>(i * 7 + 1);
  return key;
}

Blob plain_of(std::size_t size) {
  Blob out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(i * 31 + i / 251);
  return out;
}

Blob encrypted(const Blob& plain, const AesKey& key) {
  const std::array<std::uint8_t, 16> zeros{};
  Blob out(plain.size() + 16);
  int n = 0, rest = 0;
  auto* context = EVP_CIPHER_CTX_new();
  EXPECT_EQ(1, EVP_EncryptInit_ex(context, EVP_aes_256_cbc(), nullptr, key.data(), zeros.data()));
  EXPECT_EQ(1, EVP_EncryptUpdate(context, out.data(), &n, plain.data(), static_cast<int>(plain.size())));
  EXPECT_EQ(1, EVP_EncryptFinal_ex(context, out.data() + n, &rest));
  EVP_CIPHER_CTX_free(context);
  out.resize(static_cast<std::size_t>(n + rest));
  return out;
}

TEST(CbcSource, gives_any_part_of_the_data) {
  const auto key = some_key();
  for (const std::size_t size : {0u, 1u, 15u, 16u, 17u, 4096u, 262'144u, 262'160u, 700'001u}) {
    const auto plain = plain_of(size);
    const Held stored(encrypted(plain, key));
    const auto source = CbcSource::over(stored, key);
    ASSERT_TRUE(source);
    EXPECT_FALSE((*source)->damage());
    ASSERT_EQ((*source)->size(), size);
    for (const std::size_t from : {0u, 1u, 16u, 31u, 4095u, 262'143u, 262'144u})
      for (const std::size_t length : {0u, 1u, 15u, 16u, 33u, 5000u, 300'000u}) {
        if (from > size || length > size - from) continue;
        Blob part(length);
        ASSERT_TRUE((*source)->read(from, part)) << from << " " << length;
        EXPECT_TRUE(std::equal(part.begin(), part.end(), plain.begin() + static_cast<std::ptrdiff_t>(from)))
            << size << " " << from << " " << length;
      }
    Blob more(1);
    EXPECT_FALSE((*source)->read(size, more));
    EXPECT_FALSE((*source)->read(UINT64_MAX, more));
  }
}

TEST(CbcSource, a_damaged_end_is_told_and_what_stands_before_is_given) {
  const auto key = some_key();
  const auto plain = plain_of(100);
  const auto whole = encrypted(plain, key);
  for (const std::size_t cut : {1u, 15u, 16u, 17u, 100u, 111u, 112u}) {
    const Held stored(Blob(whole.begin(), whole.end() - static_cast<std::ptrdiff_t>(cut)));
    const auto source = CbcSource::over(stored, key);
    ASSERT_TRUE(source);
    EXPECT_TRUE((*source)->damage()) << cut;
    const auto left = stored.size() - stored.size() % 16;
    ASSERT_EQ((*source)->size(), left);
    Blob part(std::min<std::size_t>(left, plain.size()));
    ASSERT_TRUE((*source)->read(0, part));
    EXPECT_TRUE(std::equal(part.begin(), part.end(), plain.begin()));
  }
}

}  // namespace
}  // namespace waarborg

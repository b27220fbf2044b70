// Golden cases of the reader of trusted roots hold whole certificates; here stands what must be refused.
#include "crypto/certificate.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace waarborg {
namespace {

// Made for this test; nobody has its key.
Blob sample() {
  Blob out;
  EXPECT_TRUE(from_hex(
      "308201b53082015ba003020102021411b223515b1bb21f4a8f026a93115e72758bd6d4300a06082a8648ce3d04030230"
      "3031163014060355040a0c0d414f2053616d706c65204c61623116301406035504030c0d4772c3b6c39f652c20526f6f"
      "74301e170d3236313132323037353333335a170d3336313131393037353333335a303031163014060355040a0c0d414f"
      "2053616d706c65204c61623116301406035504030c0d4772c3b6c39f652c20526f6f743059301306072a8648ce3d0201"
      "06082a8648ce3d03010703420004dbae52916f28a50eb6ec9127b2b16fe9c98d62e90aaa59d492fbdca8160e43178184"
      "b83e0bdb69cde3bf0a029ea0a31f3d943a62a18a49fae6be457f3f0e889ca3533051301d0603551d0e04160414f71546"
      "b0fc90a365e1f6532f1f4efbfcb23ac1cc301f0603551d23041830168014f71546b0fc90a365e1f6532f1f4efbfcb23a"
      "c1cc300f0603551d130101ff040530030101ff300a06082a8648ce3d04030203480030450220266458941151cc3f8bbe"
      "3acf2704668d20d5497f98f5ccff42afc35553ec9e75022100ff3d65e90a142b86979121ed008a442e108fa230e772f2"
      "ac5af5baf6d0f04557",
      out));
  return out;
}

TEST(Certificate, names_digests_and_end_are_read) {
  const auto got = read_certificate(sample());
  ASSERT_TRUE(got) << got.error().what;
  EXPECT_EQ(got->subject, "O=AO Sample Lab, CN=Größe\\, Root");
  EXPECT_EQ(got->issuer, got->subject);
  EXPECT_EQ(got->sha1, "c61daffa948108a1d3d80b262f31f64628426589");
  EXPECT_EQ(got->sha256, hex(sha256(sample())));
  EXPECT_EQ(to_text(got->not_after), "2036-11-19T07:53:33Z");
}

TEST(Certificate, every_cut_and_anything_behind_it_is_refused) {
  const auto whole = sample();
  for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(read_certificate(Bytes(whole).first(n))) << n;
  auto longer = whole;
  longer.push_back(0);
  EXPECT_FALSE(read_certificate(longer));
  EXPECT_EQ(read_certificate(Blob((1u << 20) + 1)).error().fault, Fault::too_big);
}

TEST(Certificate, flipped_bits_do_no_harm) {
  auto bytes = sample();
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    const auto got = read_certificate(bytes);
    EXPECT_TRUE(!got || got->subject.size() <= 4096u) << bit;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
  }
}

}  // namespace
}  // namespace waarborg

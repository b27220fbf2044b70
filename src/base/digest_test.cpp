#include "base/digest.h"

#include <gtest/gtest.h>

namespace waarborg {
namespace {

// FIPS 180-4, the examples published with it.
TEST(Digest, sha256_of_the_published_examples) {
  EXPECT_EQ(hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256(as_bytes("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256(Blob(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, pieces_give_the_same_as_the_whole) {
  const Blob data(1000, 7);
  for (const std::size_t piece : {1u, 63u, 64u, 65u, 1000u}) {
    Sha256Stream stream;
    for (std::size_t at = 0; at < data.size(); at += piece)
      stream.add(Bytes(data).subspan(at, std::min(piece, data.size() - at)));
    EXPECT_EQ(stream.finish(), sha256(data)) << piece;
  }
}

TEST(Digest, hexadecimal) {
  Blob out;
  EXPECT_TRUE(from_hex("00fFA5", out));
  EXPECT_EQ(out, (Blob{0, 0xFF, 0xA5}));
  EXPECT_EQ(hex(out), "00ffa5");
  EXPECT_TRUE(from_hex("", out));
  EXPECT_TRUE(out.empty());
  for (const auto* bad : {"0", "0g", "g0", " 0", "0x", "００"}) EXPECT_FALSE(from_hex(bad, out)) << bad;
}

TEST(Digest, a_seed_gives_another_table) {
  EXPECT_EQ(fast_hash("a"), fast_hash("a"));
  EXPECT_NE(fast_hash("a"), fast_hash("a", 1));
  EXPECT_NE(fast_hash("a"), fast_hash("b"));
}

}  // namespace
}  // namespace waarborg

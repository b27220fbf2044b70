#include "crypto/slow_digest.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace waarborg {
namespace {

constexpr SlowCost cheap{1, 8};

TEST(SlowDigest, DependsOnTextSaltAndCost) {
  const Blob salt(16, 7), other(16, 8);
  SlowDigest a{}, b{};
  ASSERT_TRUE(slow_digest("tel:+31201234567", salt, cheap, a));
  ASSERT_TRUE(slow_digest("tel:+31201234567", salt, cheap, b));
  EXPECT_EQ(a, b);
  for (const auto& [text, with, cost] :
       {std::tuple{"tel:+31201234568", salt, cheap}, std::tuple{"tel:+31201234567", other, cheap},
        std::tuple{"tel:+31201234567", salt, SlowCost{2, 8}},
        std::tuple{"tel:+31201234567", salt, SlowCost{1, 16}}}) {
    ASSERT_TRUE(slow_digest(text, with, cost, b));
    EXPECT_NE(a, b) << text;
  }
}

// The argon2 program of the reference implementation says the same:
// printf 'tel:+31201234567' | argon2 saltsaltsaltsalt -id -t 2 -k 64 -p 1 -r
TEST(SlowDigest, IsArgon2id) {
  SlowDigest out{};
  ASSERT_TRUE(slow_digest("tel:+31201234567", as_bytes("saltsaltsaltsalt"), {2, 64}, out));
  EXPECT_EQ(hex(out), "636d7e38a9d4871faaaedcba2beb2184e70142c85e6e09fc78a082e8f2e97441");
}

TEST(SlowDigest, RefusesWhatCostsTooMuchOrNothing) {
  SlowDigest out{};
  const Blob salt(16, 7);
  EXPECT_FALSE(slow_digest("x", Blob(15, 7), cheap, out));
  EXPECT_FALSE(slow_digest("x", salt, {0, 8}, out));
  EXPECT_FALSE(slow_digest("x", salt, {11, 8}, out));
  EXPECT_FALSE(slow_digest("x", salt, {1, 7}, out));
  EXPECT_FALSE(slow_digest("x", salt, {1, 1024 * 1024 + 1}, out));
}

}  // namespace
}  // namespace waarborg

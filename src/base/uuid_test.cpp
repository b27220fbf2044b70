#include "base/uuid.h"

#include <gtest/gtest.h>

namespace waarborg {
namespace {

TEST(Uuid, HasItsVersionAndVariantWhateverTheDigest) {
  Sha256 digest{};
  EXPECT_EQ(uuid_of(digest), "00000000-0000-8000-8000-000000000000");
  digest.fill(0xFF);
  EXPECT_EQ(uuid_of(digest), "ffffffff-ffff-8fff-bfff-ffffffffffff");
  EXPECT_NE(uuid_of(sha256(as_bytes("a"))), uuid_of(sha256(as_bytes("b"))));
}

}  // namespace
}  // namespace waarborg

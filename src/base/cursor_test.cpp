#include "base/cursor.h"

#include <gtest/gtest.h>

namespace waarborg {
namespace {

TEST(Cursor, reads_both_byte_orders) {
  const Blob data = {1, 2, 3, 4, 5, 6, 7, 8, 0xFF};
  EXPECT_EQ(Cursor(data).le<std::uint16_t>(), 0x0201);
  EXPECT_EQ(Cursor(data).be<std::uint16_t>(), 0x0102);
  EXPECT_EQ(Cursor(data).le<std::uint32_t>(), 0x04030201u);
  EXPECT_EQ(Cursor(data).be<std::uint64_t>(), 0x0102030405060708u);
  EXPECT_EQ(Cursor(Bytes(data).last(1)).be<std::uint8_t>(), 0xFF);
}

TEST(Cursor, fails_once_and_then_gives_nothing) {
  const Blob data = {1, 2, 3};
  Cursor in(data);
  EXPECT_EQ(in.le<std::uint32_t>(), 0u);
  EXPECT_FALSE(in.ok());
  EXPECT_EQ(in.le<std::uint8_t>(), 0u);  // one byte would fit, but the record is lost
  EXPECT_FALSE(in.more());
  EXPECT_EQ(in.left(), 0u);
}

TEST(Cursor, a_length_near_the_end_of_the_number_range_does_not_wrap) {
  const Blob data = {1, 2, 3};
  for (const std::uint64_t n : {UINT64_MAX, UINT64_MAX - 2, std::uint64_t{4}}) {
    Cursor in(data);
    in.skip(1);
    EXPECT_TRUE(in.take(n).empty());
    EXPECT_FALSE(in.ok());
  }
}

TEST(Cursor, varint) {
  struct Row {
    Blob bytes;
    std::uint64_t value;
    bool good;
  };
  const Row rows[] = {
      {{0}, 0, true},
      {{0x7F}, 127, true},
      {{0x80, 0x01}, 128, true},
      {{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}, UINT64_MAX, true},
      {{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02}, 0, false},        // beyond 64 bits
      {{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, 0, false},  // eleven bytes
      {{0x80}, 0, false},                                                              // cut short
      {{}, 0, false},
  };
  for (const auto& row : rows) {
    Cursor in(row.bytes);
    EXPECT_EQ(in.varint(), row.value);
    EXPECT_EQ(in.ok(), row.good) << row.bytes.size() << " bytes";
  }
}

TEST(Cursor, text_ends_at_the_first_nul_and_sub_stays_inside) {
  const std::string_view data("ab\0cdXY", 7);
  Cursor in(as_bytes(data));
  EXPECT_EQ(in.text(5), "ab");
  EXPECT_EQ(in.at(), 5u);
  auto inner = in.sub(1);
  EXPECT_EQ(inner.chars(1), "X");
  EXPECT_FALSE(inner.more());
  EXPECT_EQ(inner.chars(1), "");
  EXPECT_TRUE(in.ok());  // what fails inside leaves the outside alone
  EXPECT_FALSE(in.sub(2).ok());
  EXPECT_FALSE(in.ok());
}

}  // namespace
}  // namespace waarborg

#include "formats/rpm_header.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace waarborg {
namespace {

void put(Blob& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

struct Tag {
  std::uint32_t tag, type, offset, count;
};
Blob header(const std::vector<Tag>& tags, std::string_view data) {
  Blob out;
  put(out, static_cast<std::uint32_t>(tags.size()));
  put(out, static_cast<std::uint32_t>(data.size()));
  for (const auto& t : tags)
    for (const auto field : {t.tag, t.type, t.offset, t.count}) put(out, field);
  out.insert(out.end(), data.begin(), data.end());
  return out;
}

using namespace std::string_view_literals;
constexpr auto data = "kesl\0Short\0Kurz\0\0\0\x02\x80\0\0\x07\0\0\0\0\0\0\0\x09"sv;
//                      0     5      11    16 (3 bytes pad and a 2), 19: 80 00 00 07, 23: eight bytes

TEST(RpmHeader, values_of_every_type_are_read) {
  const auto bytes = header({{1000, 6, 0, 1},
                             {1004, 9, 5, 2},
                             {1117, 8, 0, 3},
                             {1003, 4, 19, 1},
                             {1008, 5, 23, 1},
                             {1011, 3, 21, 1},
                             {1015, 7, 19, 4},
                             {1020, 2, 18, 1}},
                            data);
  std::vector<Error> problems;
  const auto got = RpmHeader::parse(bytes, problems);
  ASSERT_TRUE(got) << got.error().what;
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(got->text(RpmTag::name), "kesl");
  EXPECT_EQ(got->text(RpmTag::summary), "Short");
  EXPECT_EQ(got->count(RpmTag::base_names), 3u);
  EXPECT_EQ(got->number(RpmTag::epoch), 0x80000007u);
  EXPECT_EQ(got->number(RpmTag::install_time), 9u);
  EXPECT_EQ(got->number(RpmTag::vendor), 7u);
  EXPECT_EQ(got->number(RpmTag::url), 2u);
  EXPECT_EQ(got->number(RpmTag::name), std::nullopt) << "a text is no number";
  EXPECT_EQ(got->number(RpmTag::packager), std::nullopt) << "bytes are no number";
  EXPECT_EQ(got->text(RpmTag::epoch), "") << "a number is no text";
  EXPECT_FALSE(got->has(RpmTag::arch));
}

TEST(RpmHeader, what_was_added_on_installation_holds) {
  std::vector<Error> problems;
  const auto bytes = header({{63, 7, 0xFFFFFFF0, 16}, {1000, 6, 0, 1}, {1000, 6, 5, 1}}, data);
  const auto got = RpmHeader::parse(bytes, problems);
  ASSERT_TRUE(got);
  EXPECT_TRUE(problems.empty()) << "a region is no value";
  EXPECT_EQ(got->text(RpmTag::name), "Short");
}

TEST(RpmHeader, a_tag_that_lies_is_left_out_and_the_others_are_read) {
  const std::vector<Tag> lies = {{1001, 6, 31, 1},         {1001, 6, UINT32_MAX, 1}, {1001, 99, 0, 1},
                                 {1001, 6, 0, 0},          {1001, 8, 0, UINT32_MAX}, {1001, 5, 23, 2},
                                 {1001, 4, 0, UINT32_MAX}, {1001, 7, 0, 32},         {1001, 6, 30, 1},
                                 {1001, 4, 28, 1}};
  for (const auto& lie : lies) {
    std::vector<Error> problems;
    const auto bytes = header({{1000, 6, 0, 1}, lie, {1004, 9, 5, 2}}, data);
    const auto got = RpmHeader::parse(bytes, problems);
    ASSERT_TRUE(got) << got.error().what;
    EXPECT_FALSE(got->has(RpmTag::version)) << lie.type << ' ' << lie.offset << ' ' << lie.count;
    EXPECT_EQ(got->text(RpmTag::name), "kesl");
    EXPECT_EQ(got->text(RpmTag::summary), "Short");
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].offset, 8u + 16u) << "the place of the second tag";
  }
}

TEST(RpmHeader, many_bad_tags_are_counted_not_listed) {
  std::vector<Error> problems;
  const auto bytes = header(std::vector<Tag>(5000, {1001, 6, 99, 1}), data);
  ASSERT_TRUE(RpmHeader::parse(bytes, problems));
  ASSERT_EQ(problems.size(), 9u);
  EXPECT_EQ(problems.back().what, "and 4992 more tags like that");
}

TEST(RpmHeader, counts_that_cannot_be_are_refused_before_anything_is_allocated) {
  struct Case {
    std::uint32_t tags, size;
    Fault fault;
  };
  for (const auto& [tags, size, fault] : {Case{0, 0, Fault::malformed},
                                          {0x10000, 0, Fault::malformed},
                                          {UINT32_MAX, 0, Fault::malformed},
                                          {2, 0, Fault::truncated},
                                          {1, UINT32_MAX, Fault::too_big}}) {
    Blob bytes;
    put(bytes, tags), put(bytes, size);
    bytes.resize(8 + 16);
    std::vector<Error> problems;
    const auto got = RpmHeader::parse(bytes, problems);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().fault, fault) << tags;
  }
}

TEST(RpmHeader, every_cut_is_reported_and_no_changed_bit_crashes) {
  const auto bytes = header({{1000, 6, 0, 1}, {1004, 9, 5, 2}, {1003, 4, 19, 1}, {1008, 5, 23, 1}}, data);
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    std::vector<Error> problems;
    const Blob cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n));
    EXPECT_TRUE(!RpmHeader::parse(cut, problems) || !problems.empty()) << n;
  }
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    auto bad = bytes;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ (1u << bit % 8));
    std::vector<Error> problems;
    if (const auto got = RpmHeader::parse(bad, problems)) {
      EXPECT_LE(got->text(RpmTag::name).size(), data.size());
      EXPECT_LE(got->text(RpmTag::summary).size(), data.size());
    }
  }
}

}  // namespace
}  // namespace waarborg

#include "evidence/archive_names.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace waarborg {
namespace {

TEST(safe_path, takes_out_what_leads_elsewhere) {
  struct Row {
    std::string_view path, safe;
    bool left;
  };
  for (const auto& row : std::initializer_list<Row>{{"a/b", "a/b", false},
                                                    {"/a//b/", "a/b", false},
                                                    {"./a/./b", "a/b", false},
                                                    {"../a", "a", true},
                                                    {"a/../../b", "a/b", true},
                                                    {"a/..b/c..", "a/..b/c..", false},
                                                    {"..", "", true},
                                                    {"", "", false},
                                                    {"///", "", false},
                                                    {"a\n/\xFF", "a\n/\xFF", false}}) {
    bool left = !row.left;
    EXPECT_EQ(safe_path(row.path, left), row.safe) << row.path;
    EXPECT_EQ(left, row.left) << row.path;
  }
}

TEST(unpacked_name, strips_what_says_compressed) {
  EXPECT_EQ(unpacked_name("var/log/x.log.gz"), "x.log");
  EXPECT_EQ(unpacked_name("X.TGZ"), "X.tar");
  EXPECT_EQ(unpacked_name("x.tzst"), "x.tar");
  EXPECT_EQ(unpacked_name("x.gz.xz", 2), "x");
  EXPECT_EQ(unpacked_name("x.gz.xz", 0), "x.gz.xz");
  EXPECT_EQ(unpacked_name("plain"), "plain");
  EXPECT_EQ(unpacked_name(".gz"), ".gz");
  EXPECT_EQ(unpacked_name(""), "content");
  EXPECT_EQ(unpacked_name("folder/"), "content");
  for (const auto name : {"a.tar.gz", "a.tar.zst", "A.TAR.XZ", "a.tgz", "a.tbz2", "a.txz"})
    EXPECT_TRUE(says_tar(name)) << name;
  for (const auto name : {"a.log.gz", "tar.gz", "atar.gz", ""}) EXPECT_FALSE(says_tar(name)) << name;
}

Packing packing_of_text(std::string_view head) {
  return packing_of(as_bytes(head));
}

TEST(packing_of, knows_each_kind_and_survives_every_truncation) {
  using std::string_view_literals::operator""sv;
  struct Row {
    std::string_view head;
    Packing packing;
  };
  const auto lzma = "\x5D\0\0\x80\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv;
  const auto binary = "\xC7\x71\1\0\2\0\xA4\x81\0\0\0\0\1\0\0\0\0\0\0\0\4\0\0\0\0\0abc\0"sv;
  for (const auto& row : std::initializer_list<Row>{{"\x1F\x8B\x08", Packing::compressed},
                                                    {"BZh9", Packing::compressed},
                                                    {"\xFD"
                                                     "7zXZ\0"sv,
                                                     Packing::compressed},
                                                    {"\x28\xB5\x2F\xFD", Packing::compressed},
                                                    {"\x04\x22\x4D\x18", Packing::compressed},
                                                    {lzma, Packing::compressed},
                                                    {"PK\3\4", Packing::zip},
                                                    {"PK\5\6", Packing::zip},
                                                    {"7z\xBC\xAF\x27\x1C", Packing::seven_zip},
                                                    {"070701", Packing::cpio},
                                                    {"070707", Packing::cpio},
                                                    {binary, Packing::cpio},
                                                    {"%PDF-1.4", Packing::none},
                                                    {"MZ\x90", Packing::none}}) {
    EXPECT_EQ(packing_of_text(row.head), row.packing) << row.head;
    for (std::size_t n = 0; n < row.head.size(); ++n) {
      const auto cut = packing_of_text(row.head.substr(0, n));
      EXPECT_TRUE(cut == Packing::none || cut == row.packing);
    }
  }
  EXPECT_EQ(packing_of_text("\x5D\0\0\x81\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv),
            Packing::none);  // no dictionary
  EXPECT_EQ(packing_of_text("\xC7\x71 two bytes are not enough to be an archive"), Packing::none);
}

TEST(packing_of, knows_a_tar_by_magic_or_by_checksum) {
  std::string header(512, '\0');
  EXPECT_EQ(packing_of_text(header), Packing::none);
  header.replace(0, 9, "old/na\xFFme");
  EXPECT_EQ(packing_of_text(header), Packing::none);
  int plain = 8 * ' ';
  int with_signs = 8 * ' ';
  for (const char c : header) {
    plain += static_cast<unsigned char>(c);
    with_signs += static_cast<signed char>(c);
  }
  for (const int sum : {plain, with_signs}) {
    auto old = header;
    old.replace(148, 8, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
    EXPECT_EQ(packing_of_text(old), Packing::tar);
    old[0] ^= 1;
    EXPECT_EQ(packing_of_text(old), Packing::none);
  }
  header.replace(257, 5, "ustar");
  EXPECT_EQ(packing_of_text(header), Packing::tar);
}

TEST(seen_names, knows_every_name_again) {
  SeenNames seen;
  for (int i = 0; i < 20'000; ++i) EXPECT_TRUE(seen.add(fmt::format("name/{}", i)));
  for (int i = 0; i < 20'000; ++i) EXPECT_FALSE(seen.add(fmt::format("name/{}", i)));
  EXPECT_TRUE(seen.has("name/7"));
  EXPECT_FALSE(seen.has("name/x"));
  EXPECT_FALSE(SeenNames().has("name/7"));
  EXPECT_TRUE(seen.add(""));
  EXPECT_FALSE(seen.add(""));
}

}  // namespace
}  // namespace waarborg

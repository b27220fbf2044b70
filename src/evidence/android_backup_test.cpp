// An Android backup as an archive: plain, deflated, encrypted; what is cut, wrong or made to harm.
#include "formats/android_backup.h"

#include <fmt/core.h>

#include "base/digest.h"
#include "evidence/packed.h"

namespace waarborg {
namespace {

std::string tar_of(const std::vector<Packed>& entries) {
  const auto made = pack("ustar", "", entries);
  return std::string(as_text(made));
}
std::string plain(const std::string& data, int version = 5) {
  return fmt::format("ANDROID BACKUP\n{}\n0\nnone\n", version) + data;
}
Seen seen_in(const std::string& bytes, const std::string& password = {}) {
  const auto source = memory_source(as_bytes(bytes));
  const auto tree = ArchiveTree::over(*source, "backup.ab", {}, password);
  return read_all(*tree);
}

// Made by tools/make-android-backup with the password "correct horse": one file, hello, deflated.
constexpr std::string_view head_of_version_5 =
    "ANDROID BACKUP\n5\n1\nAES-256\nc4eb7a0c8b31e01dc2ebda561153cd014dfda6551608281dc3ec9d6990941ca43066a"
    "e5f6cdd985fa083e2186a6b1d6eca724ba8370f2a6d9e28eecb42d4e1f4\n5645e312353dfbcd4c2e8e4a711956fe1005"
    "94325099a91b0b398224991b119d80c3a016f7aefd265341881eec6669f313b30073d997c29f963a5bbb15b03fe6\n100"
    "\n008bb54cc8c3b85754e9668170512459\n00ea71263015378b210a87a62d378b878392b94daa05e19c14ef8cc15b7dc3"
    "af61051e20a60a875198be4621b54adf2c3350f060ebfd360de7662dcf4cca640655954ba8c5856f26f1752a460e405b"
    "c9e207ce8cf52567a7842bd925d1ed8b03\n";
constexpr std::string_view data_of_version_5 =
    "3e7127d7e694d1de2a4b46aea9321505852c7c5bdff2672339292e3525cb7bd6955bebdf7a6edf04901b677ad4c5a5f7"
    "0a4da0c7ae15fee46014e1ae60595f1f220694c5e2c4d4bfb96c3ab62e2182eeee0170bd113b1017ef634136bc464695"
    "9f8ee177a7cccedf4008f05df81efe2be6e75e4defafa393b7c8718196db1e3f";
// The same as version 1, whose checksum is of the bytes of the key themselves.
constexpr std::string_view head_of_version_1 =
    "ANDROID BACKUP\n1\n1\nAES-256\nc4eb7a0c8b31e01dc2ebda561153cd014dfda6551608281dc3ec9d6990941ca43066a"
    "e5f6cdd985fa083e2186a6b1d6eca724ba8370f2a6d9e28eecb42d4e1f4\n5645e312353dfbcd4c2e8e4a711956fe1005"
    "94325099a91b0b398224991b119d80c3a016f7aefd265341881eec6669f313b30073d997c29f963a5bbb15b03fe6\n100"
    "\n008bb54cc8c3b85754e9668170512459\n00ea71263015378b210a87a62d378b878392b94daa05e19c14ef8cc15b7dc3"
    "af61051e20a60a875198be4621b54adf2c2e8b146d7d17eb13a9228be3d368877431b0d7c2bda51b813a8f94d3610479"
    "4afab371d619673eabaf22f9a1681c4eb5\n";

std::string encrypted(std::string_view head) {
  Blob data;
  EXPECT_TRUE(from_hex(data_of_version_5, data));
  return std::string(head) + std::string(as_text(data));
}

TEST(AndroidBackup, ThePasswordOpensAnEncryptedOne) {
  for (const auto head : {head_of_version_5, head_of_version_1}) {
    const auto seen = seen_in(encrypted(head), "correct horse");
    ASSERT_EQ(seen.entries.size(), 1u) << (seen.error ? seen.error->what : "");
    EXPECT_EQ(seen.entries[0].entry.path, "apps/com.example/f/x");
    EXPECT_EQ(seen.entries[0].content, "hello");
    EXPECT_FALSE(seen.complained());
    const auto wrong = seen_in(encrypted(head), "correct hors");
    ASSERT_TRUE(wrong.error.has_value());
    EXPECT_EQ(wrong.error->fault, Fault::denied);
  }
}

TEST(AndroidBackup, AnEncryptedOneThatIsCutOrChangedIsSaid) {
  const auto whole = encrypted(head_of_version_5);
  for (std::size_t cut = 1; cut < 60; ++cut)
    EXPECT_TRUE(seen_in(whole.substr(0, whole.size() - cut), "correct horse").complained()) << cut;
}

TEST(AndroidBackup, APlainOneIsATar) {
  const auto seen = seen_in(plain(tar_of({{.name = "apps/a/_manifest", .content = "1\n"}})));
  ASSERT_EQ(seen.entries.size(), 1u);
  EXPECT_EQ(seen.entries[0].entry.path, "apps/a/_manifest");
  EXPECT_EQ(seen.entries[0].content, "1\n");
  EXPECT_FALSE(seen.complained());
}

TEST(AndroidBackup, AnEncryptedOneWithoutItsPasswordSaysSo) {
  const auto head = fmt::format("ANDROID BACKUP\n5\n0\nAES-256\n{}\n{}\n100\n{}\n{}\n", std::string(128, 'a'),
                                std::string(128, 'b'), std::string(32, 'c'), std::string(192, 'd'));
  auto seen = seen_in(head + std::string(64, 'x'));
  ASSERT_TRUE(seen.error.has_value());
  EXPECT_EQ(seen.error->fault, Fault::encrypted);
  EXPECT_TRUE(seen.entries.empty());
  seen = seen_in(head + std::string(64, 'x'), "guess");
  ASSERT_TRUE(seen.error.has_value());
  EXPECT_EQ(seen.error->fault, Fault::denied);
}

TEST(AndroidBackup, WhatIsNoBackupIsRefusedWithAReason) {
  const struct {
    std::string bytes;
    Fault fault;
  } rows[] = {
      {"ANDROID BACKUP\n", Fault::malformed},
      {"ANDROID BACKUP\n9\n0\nnone\n", Fault::unsupported_version},
      {"ANDROID BACKUP\n5\n2\nnone\n", Fault::malformed},
      {"ANDROID BACKUP\n5\n0\nnone", Fault::truncated},
      {"ANDROID BACKUP\n5\n0\nDES\n", Fault::unsupported},
      {"ANDROID BACKUP\n5\n0\nAES-256\nzz\n", Fault::malformed},
      {plain(""), Fault::truncated},
      {plain("neither tar nor anything"), Fault::malformed},
      {"ANDROID BACKUP\n5\n1\nnone\nx", Fault::truncated},
      {"ANDROID BACKUP\n5\n1\nnone\nnot deflated", Fault::malformed},
      {plain(plain(plain(tar_of({{.name = "a"}})))), Fault::malformed},
  };
  for (const auto& row : rows) {
    const auto seen = seen_in(row.bytes);
    ASSERT_TRUE(seen.error.has_value()) << row.bytes.substr(0, 60);
    EXPECT_EQ(seen.error->fault, row.fault) << row.bytes.substr(0, 60) << ": " << seen.error->what;
    EXPECT_TRUE(seen.entries.empty());
  }
}

TEST(AndroidBackup, ACutAnywhereIsSaid) {
  const auto whole =
      plain(tar_of({{.name = "apps/a/_manifest", .content = "1\n"}, {.name = "apps/b/x", .content = "y"}}));
  for (std::size_t size = 0; size + 1024 < whole.size(); size += 37)
    EXPECT_TRUE(seen_in(whole.substr(0, size)).complained()) << size;
}

TEST(AndroidBackup, TooManyRoundsAreRefused) {
  const auto head = fmt::format("ANDROID BACKUP\n5\n0\nAES-256\naa\nbb\n4294967295\n{}\n{}\n",
                                std::string(32, 'c'), std::string(192, 'd'));
  const auto read = read_android_backup_header(as_bytes(head));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, Fault::too_big);
}

}  // namespace
}  // namespace waarborg

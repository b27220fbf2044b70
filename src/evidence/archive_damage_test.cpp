// Archives that lie: cut, flipped, too big, badly named. What came before the damage is kept, the rest is
// said.
#include <fmt/core.h>

#include <algorithm>

#include "evidence/packed.h"

namespace waarborg {
namespace {

void write(Blob& bytes, std::size_t at, std::string_view text) {
  std::copy(text.begin(), text.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

void sum_up_tar_header(Blob& bytes) {
  write(bytes, 148, "        ");
  unsigned sum = 0;
  for (std::size_t i = 0; i < 512; ++i) sum += bytes[i];
  write(bytes, 148, fmt::format("{:06o}", sum) + '\0');
}

TEST(archive_damage, truncated_anywhere_keeps_the_entries_before) {
  std::vector<Packed> entries;
  for (int i = 0; i < 20; ++i)
    entries.push_back({fmt::format("log/{}", i), noise(20'000, static_cast<std::uint64_t>(i) + 1)});
  struct Row {
    std::string format, filter, name;
  };
  for (const Row& row : std::vector<Row>{{"ustar", "gzip", "x.tar.gz"},
                                         {"pax", "zstd", "x.tzst"},
                                         {"gnutar", "xz", "x.tar.xz"},
                                         {"ustar", "bzip2", "x.tbz2"},
                                         {"ustar", "lz4", "x.tar.lz4"},
                                         {"ustar", "", "x.tar"},
                                         {"newc", "", "x.cpio"},
                                         {"zip", "", "x.zip"}}) {
    const auto bytes = pack(row.format, row.filter, entries);
    for (std::size_t i = 0; i < 64; ++i) {
      const auto part = Bytes(bytes).first(bytes.size() * i / 64);
      const auto seen = read_all(part, row.name);
      EXPECT_TRUE(seen.complained()) << row.name << " cut at " << i;
      std::size_t whole = 0;
      for (const auto& e : seen.entries) {
        if (e.error) continue;
        ASSERT_LT(whole, entries.size());
        EXPECT_EQ(e.entry.path, entries[whole].name) << row.name << " cut at " << i;
        EXPECT_TRUE(e.content == entries[whole].content) << row.name << " cut at " << i;
        ++whole;
      }
      // Lost is what shares the last block with the cut: 64 KiB of gzip and xz, 128 of zstd, 900 and 4096 of
      // bzip2 and lz4. An entry has 20.
      const bool one_block = row.filter == "bzip2" || row.filter == "lz4";
      const std::size_t block = one_block ? 20 : row.filter.empty() ? 0 : 7;
      EXPECT_GE(whole + 1 + block, 20 * i / 64) << row.name << " cut at " << i;
    }
  }
}

TEST(archive_damage, a_tar_cut_between_two_entries_lacks_its_end_mark) {
  const auto bytes = pack("ustar", "", {{"one", "1"}, {"two", "2"}});
  for (const std::size_t kept : {1024u, 2048u}) {
    const auto seen = read_all(Bytes(bytes).first(kept), "x.tar");
    EXPECT_EQ(seen.entries.size(), kept / 1024);
    EXPECT_TRUE(seen.said(Fault::truncated, "end mark"));
  }
  EXPECT_FALSE(read_all(bytes, "x.tar").complained());
  for (const bool read : {false, true}) {  // nor when nobody reads the content
    const auto source = memory_source(bytes);
    const auto visit = [&](const Entry&, std::uint64_t, Content& content) {
      return !read || content.whole(10).has_value();
    };
    const auto done =
        ArchiveTree::over(*source, "x.tar", Limits{})->each(visit, [](const TreeProblem& problem) {
          ADD_FAILURE() << problem.why;
        });
    EXPECT_TRUE(done.has_value());
  }
}

TEST(archive_damage, a_compressed_tar_cut_in_its_first_header_is_no_lone_file) {
  const auto tar = pack("ustar", "", {{"one", "1"}});
  const auto cut = [&](std::size_t size) {
    return pack("raw", "gzip", {{"x", std::string(as_text(Bytes(tar).first(size)))}});
  };
  for (const auto& [size, name] : std::vector<std::pair<std::size_t, std::string>>{
           {300, "blob"}, {511, "x.gz"}, {10, "x.tgz"}, {100, "x.tar.gz"}, {0, "x.tar.gz"}}) {
    const auto seen = read_all(cut(size), name);
    EXPECT_TRUE(seen.entries.empty()) << name;
    ASSERT_TRUE(seen.error.has_value()) << name;
    EXPECT_EQ(seen.error->fault, Fault::truncated) << name << ": " << seen.error->what;
  }
  const auto no_tar = read_all(pack("raw", "xz", {{"x", noise(5000)}}), "x.txz");
  ASSERT_TRUE(no_tar.error.has_value());
  EXPECT_EQ(no_tar.error->fault, Fault::malformed);
}

TEST(archive_damage, bombs_are_stopped_by_ratio_and_what_came_before_is_kept) {
  const std::string zeros(80 << 20, '\0');
  const std::vector<Packed> entries = {{"before", "kept"}, {"bomb", zeros}, {"behind", "x"}};
  Limits limits;
  limits.ratio = 100;
  for (const auto& [format, filter] : std::vector<std::pair<std::string, std::string>>{
           {"ustar", "zstd"}, {"ustar", "gzip"}, {"zip", ""}, {"7zip", ""}}) {
    const auto bytes = pack(format, filter, entries);
    const auto seen = read_all(bytes, "x", limits);
    ASSERT_TRUE(seen.error.has_value()) << format;
    EXPECT_EQ(seen.error->fault, Fault::too_big) << seen.error->what;
    EXPECT_NE(seen.error->what.find("100 times"), std::string::npos) << seen.error->what;
    ASSERT_EQ(seen.entries.size(), 2u);
    EXPECT_EQ(seen.entries[0].content, "kept");
    EXPECT_EQ(seen.entries[1].error->fault, Fault::too_big);
  }
}

TEST(archive_damage, some_megabytes_of_zeros_are_no_bomb) {
  Limits limits;
  limits.ratio = 100;
  const auto bytes = pack("ustar", "zstd", {{"preallocated", std::string(32 << 20, '\0')}});
  EXPECT_FALSE(read_all(bytes, "x", limits).complained());
}

TEST(archive_damage, bombs_are_stopped_when_nobody_reads_them) {
  const std::vector<Packed> entries = {{"bomb", std::string(80 << 20, '\0')}, {"behind", "x"}};
  Limits limits;
  limits.ratio = 100;
  for (const auto& [format, filter] :
       std::vector<std::pair<std::string, std::string>>{{"ustar", "gzip"}, {"newc", "xz"}, {"7zip", ""}}) {
    const auto bytes = pack(format, filter, entries);
    const auto source = memory_source(bytes);
    const auto done =
        ArchiveTree::over(*source, "x", limits)
            ->each([](const Entry&, std::uint64_t, Content&) { return true; }, [](const TreeProblem&) {});
    ASSERT_FALSE(done.has_value()) << format;
    EXPECT_EQ(done.error().fault, Fault::too_big);
  }
}

TEST(archive_damage, one_entry_over_its_limit_does_not_end_the_archive) {
  Limits limits;
  limits.entry_bytes = 1000;
  for (const auto* format : {"ustar", "zip", "newc", "7zip"}) {
    const auto seen =
        read_all(pack(format, "", {{"a", "1"}, {"big", noise(200'000)}, {"c", "3"}}), "x", limits);
    EXPECT_FALSE(seen.error.has_value()) << format;
    ASSERT_EQ(seen.entries.size(), 3u) << format;
    ASSERT_TRUE(seen.entries[1].error.has_value()) << format;
    EXPECT_EQ(seen.entries[1].error->fault, Fault::too_big);
    EXPECT_EQ(seen.entries[2].content, "3") << format;
  }
}

TEST(archive_damage, all_entries_together_have_a_limit_and_so_has_their_number) {
  Limits limits;
  limits.archive_bytes = 150'000;
  const auto bytes = pack("ustar", "gzip", {{"a", noise(100'000)}, {"b", noise(100'000)}, {"c", ""}});
  const auto seen = read_all(bytes, "x", limits);
  ASSERT_TRUE(seen.error.has_value());
  EXPECT_EQ(seen.error->fault, Fault::too_big);
  EXPECT_NE(seen.error->what.find("150000 bytes"), std::string::npos) << seen.error->what;
  EXPECT_EQ(seen.names(), "a b");

  limits = {};
  limits.archive_entries = 50;
  std::vector<Packed> many;
  for (int i = 0; i < 60; ++i) many.push_back({fmt::format("{}", i)});
  for (const auto* format : {"ustar", "zip", "7zip", "newc"}) {
    const auto counted = read_all(pack(format, "", many), "x", limits);
    ASSERT_TRUE(counted.error.has_value()) << format;
    EXPECT_EQ(counted.error->fault, Fault::too_big);
    EXPECT_NE(counted.error->what.find("more than 50 entries"), std::string::npos) << counted.error->what;
    EXPECT_EQ(counted.entries.size(), 50u);
  }
}

// A hole of a sparse file costs nothing in the archive: the size of the entry is what bounds it.
TEST(archive_damage, a_sparse_file_of_petabytes_ends_at_the_limit) {
  auto bytes = pack("gnutar", "", {{"huge", "data"}, {"behind", "x"}});
  // GNU's old form: at 386 offset and length of the one piece, at 483 the size with its holes.
  const std::string petabytes("\x80\0\0\0\0\x10\0\0\0\0\0\0", 12);
  bytes[156] = 'S';
  write(bytes, 386, petabytes);
  write(bytes, 398, "00000000004");
  write(bytes, 483, petabytes);
  sum_up_tar_header(bytes);
  Limits limits;
  limits.entry_bytes = 10 << 20;
  const auto seen = read_all(bytes, "x.tar", limits);
  ASSERT_EQ(seen.names(), "huge behind");
  ASSERT_TRUE(seen.entries[0].error.has_value());
  EXPECT_EQ(seen.entries[0].error->fault, Fault::too_big);
  EXPECT_EQ(seen.entries[1].content, "x");
}

TEST(archive_damage, names_that_leave_the_archive_are_repaired_and_said) {
  const std::vector<Packed> entries = {{"../../etc/passwd", "1"}, {"/etc/shadow", "2"}, {"./a/./b//c", "3"},
                                       {"a/../../d", "4"},        {"..", "5"},          {"./", "", AE_IFDIR}};
  for (const auto* format : {"ustar", "pax", "newc", "zip", "7zip"}) {
    const auto seen = read_all(pack(format, "", entries), "x");
    EXPECT_FALSE(seen.error.has_value());
    EXPECT_EQ(seen.names(), "etc/passwd etc/shadow a/b/c a/d unnamed-4") << format;
    EXPECT_EQ(
        std::count_if(seen.problems.begin(), seen.problems.end(),
                      [](const auto& p) { return p.why.find("leaves the archive") != std::string::npos; }),
        3)
        << format;
    for (const auto& e : seen.entries) EXPECT_EQ(e.content, fmt::format("{}", e.index + 1)) << format;
  }
}

TEST(archive_damage, a_name_met_twice_is_visited_twice_and_said) {
  for (const auto* format : {"ustar", "zip", "newc"}) {
    const auto seen = read_all(pack(format, "", {{"a", "good"}, {"b", "x"}, {"./a", "evil"}}), "x");
    EXPECT_EQ(seen.names(), "a b a") << format;
    EXPECT_EQ(seen.entries[2].content, "evil");
    EXPECT_TRUE(seen.said(Fault::malformed, "second entry")) << format;
    EXPECT_EQ(seen.problems.size(), 1u);
  }
}

TEST(archive_damage, an_encrypted_entry_is_named_and_its_neighbours_are_read) {
  for (const auto* how : {"zip:encryption=traditional", "zip:encryption=aes256"}) {
    const auto bytes = pack("zip", "", {{"secret", noise(3000)}, {"also", "x"}}, how, "password");
    ASSERT_FALSE(bytes.empty()) << how;
    const auto seen = read_all(bytes, "x.zip");
    EXPECT_FALSE(seen.error.has_value()) << how << seen.error->what;
    EXPECT_EQ(seen.names(), "secret also");
    EXPECT_TRUE(seen.said(Fault::encrypted, "encrypted"));
    EXPECT_EQ(seen.entries[0].error->fault, Fault::encrypted);
  }
}

// Offsets in a local header of a zip: 14 checksum, 18 packed size, 22 size.
TEST(archive_damage, lying_sizes_are_caught) {
  struct Row {
    std::string format;
    std::size_t at;
    std::string written;
  };
  const std::vector<Row> rows = {
      {"ustar", 124, "77777777777"},                           // a tar of eight gigabytes
      {"ustar", 124, "\x80\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"},  // and of nearly all
      {"ustar", 124, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"},  // and below zero
      {"newc", 54, "FFFFFFFF"},
      {"newc", 94, "FFFFFFFF"},  // the length of its name
      {"odc", 65, "77777777777"},
  };
  for (const auto& row : rows) {
    auto bytes = pack(row.format, "", {{"one", "content"}, {"two", "x"}});
    write(bytes, row.at, row.written);
    if (row.format == "ustar") sum_up_tar_header(bytes);
    EXPECT_TRUE(read_all(bytes, "x").complained()) << row.format << " " << row.at;
  }
  // The directory of a zip says more than there is.
  auto zip = pack("zip", "", {{"one", std::string(5000, 'x')}});
  const auto directory = as_text(zip).rfind("PK\1\2");
  ASSERT_NE(directory, std::string_view::npos);
  for (const std::size_t field : {20u, 24u}) {
    auto lying = zip;
    std::fill_n(lying.begin() + static_cast<std::ptrdiff_t>(directory + field), 4, 0xF0);
    const auto seen = read_all(lying, "x.zip");
    EXPECT_TRUE(seen.complained()) << field;
  }
}

TEST(archive_damage, a_zip_without_its_directory_is_read_from_the_front) {
  const auto bytes = pack("zip", "", {{"one", noise(3000)}, {"two", noise(3000, 2)}, {"three", "3"}});
  const auto directory = as_text(bytes).find("PK\1\2");
  const auto seen = read_all(Bytes(bytes).first(directory), "x.zip");
  EXPECT_EQ(seen.names(), "one two three");
  EXPECT_EQ(seen.entries[1].content, noise(3000, 2));
  EXPECT_TRUE(seen.said(Fault::truncated, "from the front"));
}

TEST(archive_damage, a_broken_header_in_a_tar_is_one_problem_and_the_rest_is_read) {
  auto bytes = pack("ustar", "", {{"one", "1"}, {"two", noise(5000)}, {"three", "3"}});
  bytes[1024 + 3] ^= 0x55;  // in the name of the second
  const auto seen = read_all(bytes, "x.tar");
  EXPECT_EQ(seen.names(), "one three");
  EXPECT_EQ(seen.problems.size(), 1u);
  EXPECT_FALSE(seen.error.has_value()) << seen.error->what;
}

TEST(archive_damage, a_broken_header_in_a_zip_hides_only_its_own_entry) {
  const std::vector<Packed> entries = {
      {"one", noise(3000)}, {"two", noise(3000, 2)}, {"three", "3"}, {"four", "4"}};
  auto bytes = pack("zip", "", entries);
  bytes[as_text(bytes).find("PK\3\4", 10)] = 'X';
  const auto seen = read_all(bytes, "x.zip");
  EXPECT_EQ(seen.names(), "one three four");  // "one" once, though it was met twice
  EXPECT_EQ(seen.entries.at(1).content, "3");
  EXPECT_EQ(seen.entries.at(2).index, 2u);
  EXPECT_TRUE(seen.said(Fault::malformed, "from the front"));
  EXPECT_FALSE(seen.said(Fault::malformed, "second entry"));
}

TEST(archive_damage, a_broken_entry_in_a_zip_does_not_hide_the_next) {
  auto bytes = pack("zip", "", {{"one", noise(3000)}, {"two", noise(3000, 2)}});
  bytes[500] ^= 1;
  const auto seen = read_all(bytes, "x.zip");
  EXPECT_EQ(seen.names(), "one two");
  EXPECT_TRUE(seen.said(Fault::malformed, "CRC"));
  EXPECT_EQ(seen.problems.at(0).path, "one");
  EXPECT_EQ(seen.entries[1].content, noise(3000, 2));
}

TEST(archive_damage, flipped_bits_never_crash_nor_go_on_for_ever) {
  const std::vector<Packed> entries = {
      {"var/log/one", noise(3000)}, {"b", std::string(50'000, 'b')}, {"c", "c"}};
  Limits limits;
  limits.entry_bytes = 1 << 20;
  limits.archive_bytes = 4 << 20;
  limits.archive_entries = 1000;
  for (const auto& [format, filter] : std::vector<std::pair<std::string, std::string>>{
           {"zip", ""}, {"ustar", "zstd"}, {"pax", ""}, {"7zip", ""}, {"newc", ""}, {"gnutar", "lz4"}}) {
    const auto whole = pack(format, filter, entries);
    std::uint64_t seed = 20'180'514;
    int hurt = 0;
    for (int round = 0; round < 300; ++round) {
      auto bytes = whole;
      for (int flips = 0; flips <= round % 4; ++flips) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        bytes[(seed >> 20) % bytes.size()] ^= static_cast<std::uint8_t>(1u << (seed >> 60) % 8);
      }
      const auto seen = read_all(bytes, "x", limits);
      hurt += seen.complained() ? 1 : 0;
      EXPECT_LE(seen.entries.size(), 1000u);
    }
    EXPECT_GT(hurt, 0) << format;  // cpio has no checksum of content
  }
}

// A source that is cut short or cannot be read while the archive is.
TEST(archive_damage, a_source_that_fails_is_said_in_its_own_words) {
  class Failing : public Source {
   public:
    explicit Failing(const Blob& bytes) : bytes_(bytes) {}
    std::uint64_t size() const override { return bytes_.size(); }
    Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
      if (offset > 0) return fail(Fault::io, "the disk is on fire", offset);
      std::copy_n(bytes_.begin(), into.size(), into.begin());
      return {};
    }

   private:
    const Blob& bytes_;
  };
  const auto bytes = pack("ustar", "", {{"one", noise(10'000)}, {"two", noise(900'000)}});
  const auto seen = read_all(*ArchiveTree::over(Failing(bytes), "x.tar", Limits{}));
  EXPECT_EQ(seen.entries.at(0).content, noise(10'000));
  EXPECT_EQ(seen.entries.at(1).error->fault, Fault::io);
  ASSERT_TRUE(seen.error.has_value());
  EXPECT_EQ(seen.error->what, "the disk is on fire");
  EXPECT_EQ(seen.error->offset, 262'144u);
}

TEST(archive_damage, nothing_and_noise_are_no_archives) {
  for (const auto& text : {std::string(), std::string("x"), noise(5000), std::string(5000, '\0')}) {
    EXPECT_FALSE(ArchiveTree::recognise(as_bytes(text)));
    const auto seen = read_all(as_bytes(text), "x");
    ASSERT_TRUE(seen.error.has_value());
    EXPECT_EQ(seen.error->fault, Fault::unsupported);
  }
}

}  // namespace
}  // namespace waarborg

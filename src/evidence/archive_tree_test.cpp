#include <fmt/core.h>

#include <clocale>
#include <map>

#include "evidence/packed.h"

namespace waarborg {
namespace {

const std::vector<Packed> three = {
    {"var/", "", AE_IFDIR}, {"var/log/one", "first"}, {"var/log/two", noise(100'000)}, {"empty", ""}};

struct Form {
  std::string format, filter;
};
class Round : public testing::TestWithParam<Form> {};

TEST_P(Round, trip_gives_names_kinds_times_and_content_twice) {
  const auto& [format, filter] = GetParam();
  const auto bytes = pack(format, filter, three);
  ASSERT_FALSE(bytes.empty());
  EXPECT_TRUE(ArchiveTree::recognise(Bytes(bytes).first(512)));
  const auto source = memory_source(bytes);
  const auto tree = ArchiveTree::over(*source, "evidence", Limits{});
  for (int pass = 0; pass < 2; ++pass) {
    const auto seen = read_all(*tree);
    ASSERT_FALSE(seen.error.has_value()) << seen.error->what;
    for (const auto& problem : seen.problems) ADD_FAILURE() << problem.path << ": " << problem.why;
    ASSERT_EQ(seen.entries.size(), 4u);
    std::map<std::string, Unpacked> by_name;  // 7z puts folders last
    for (const auto& e : seen.entries) by_name[e.entry.path] = e;
    EXPECT_EQ(by_name.at("var").entry.what, Name::What::folder);
    EXPECT_EQ(by_name.at("var/log/one").content, "first");
    EXPECT_EQ(by_name.at("var/log/two").content, three[2].content);
    EXPECT_EQ(by_name.at("var/log/two").entry.size, 100'000u);
    EXPECT_EQ(to_text(by_name.at("var/log/two").entry.modified), "2017-07-14T02:40:00Z");
    EXPECT_EQ(by_name.at("empty").content, "");
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(seen.entries[i].index, i);
  }
}

std::vector<Form> forms() {
  std::vector<Form> all = {{"zip", ""}, {"7zip", ""}};
  for (const auto* format : {"ustar", "pax", "gnutar", "v7tar", "newc", "odc", "bin", "pwb"})
    for (const auto* filter : {"", "gzip", "bzip2", "xz", "lzma", "zstd", "lz4", "compress"})
      all.push_back({format, filter});
  return all;
}
INSTANTIATE_TEST_SUITE_P(forms, Round, testing::ValuesIn(forms()), [](const auto& with) {
  return with.param.format + (with.param.filter.empty() ? "" : "_in_" + with.param.filter);
});

TEST(archive_tree, passes_by_what_the_visitor_does_not_read) {
  for (const auto& [format, filter] : forms()) {
    const auto bytes = pack(format, filter, three);
    const auto source = memory_source(bytes);
    std::string last;
    const auto done = ArchiveTree::over(*source, "evidence", Limits{})
                          ->each(
                              [&](const Entry& entry, std::uint64_t, Content& content) {
                                if (entry.path != "var/log/two") return true;
                                last = as_text(content.whole(1 << 20).value_or(Blob{}));
                                return true;
                              },
                              [](const TreeProblem& problem) { ADD_FAILURE() << problem.why; });
    EXPECT_TRUE(done.has_value());
    EXPECT_EQ(last, three[2].content) << format << " " << filter;
  }
}

TEST(archive_tree, stops_when_the_visitor_says_so) {
  const auto bytes = pack("ustar", "zstd", three);
  const auto source = memory_source(bytes);
  int visits = 0;
  const auto visit = [&](const Entry&, std::uint64_t, Content&) { return ++visits < 2; };
  EXPECT_TRUE(ArchiveTree::over(*source, "", Limits{})->each(visit, [](const TreeProblem&) {}).has_value());
  EXPECT_EQ(visits, 2);
}

TEST(archive_tree, of_one_compressed_file_holds_that_file) {
  const std::string text = noise(70'000) + "end";
  struct Row {
    std::string filter, name, inside;
  };
  const std::vector<Row> rows = {
      {"gzip", "var/log/x.log.gz", "x.log"}, {"bzip2", "x.log.bz2", "x.log"}, {"xz", "x.log.xz", "x.log"},
      {"zstd", "x.log.zst", "x.log"},        {"lz4", "x.log.lz4", "x.log"},   {"lzma", "x.log.lzma", "x.log"},
      {"compress", "x.log.Z", "x.log"},      {"gzip", "blob", "blob"},        {"gzip", ".gz", ".gz"}};
  for (const auto& row : rows) {
    for (const auto& content : {text, std::string()}) {
      const bool writable = row.filter != "compress" && row.filter != "lz4";  // libarchive's writers crash
      if (content.empty() && !writable) continue;
      const auto bytes = pack("raw", row.filter, {{"any", content}});
      ASSERT_FALSE(bytes.empty()) << row.filter;
      const auto seen = read_all(bytes, row.name);
      EXPECT_FALSE(seen.complained()) << row.filter << (seen.error ? seen.error->what : "");
      EXPECT_EQ(seen.names(), row.inside);
      EXPECT_EQ(seen.entries.at(0).content, content);
    }
  }
}

TEST(archive_tree, of_a_zip_in_a_zip_is_one_level) {
  const auto inner = pack("zip", "", {{"innermost", "x"}});
  const auto seen = read_all(pack("zip", "", {{"inner.zip", std::string(as_text(inner))}}), "outer.zip");
  EXPECT_EQ(seen.names(), "inner.zip");
  EXPECT_EQ(seen.entries[0].content, as_text(inner));
  const auto in_gzip = read_all(pack("raw", "gzip", {{"x", std::string(as_text(inner))}}), "inner.zip.gz");
  EXPECT_EQ(in_gzip.names(), "inner.zip");
}

TEST(archive_tree, gives_links_devices_and_pipes_without_content) {
  const std::vector<Packed> entries = {{"file", "content"},
                                       {"soft", "", AE_IFLNK, "/etc/passwd"},
                                       {"hard", "", AE_IFREG, "file"},
                                       {"pipe", "", AE_IFIFO}};
  const auto seen = read_all(pack("pax", "", entries), "x.tar");
  EXPECT_FALSE(seen.complained());
  ASSERT_EQ(seen.entries.size(), 4u);
  EXPECT_EQ(seen.entries[1].entry.what, Name::What::link);
  EXPECT_EQ(seen.entries[2].entry.what, Name::What::link);
  EXPECT_EQ(seen.entries[3].entry.what, Name::What::other);
  for (int i = 1; i < 4; ++i) EXPECT_EQ(seen.entries[static_cast<std::size_t>(i)].content, "");
}

TEST(archive_tree, keeps_names_of_any_bytes_in_every_format) {
  const std::string dutch = "archief/\xC3\xA9\xC3\xA9n-\xE2\x82\xAC";  // UTF-8
  const std::string latin = "archief/caf\xE9";                         // Latin-1
  for (const auto* format : {"ustar", "gnutar", "pax", "newc", "zip", "7zip"}) {
    ArchiveTree::prepare();
    setlocale(LC_CTYPE, "C.UTF-8");  // for the writer only
    const auto bytes = pack(format, "", {{dutch, "1"}, {"new\nline\x1b[31m", "2"}});
    setlocale(LC_CTYPE, "C");
    const auto seen = read_all(bytes, "x");
    EXPECT_FALSE(seen.complained()) << format;
    EXPECT_EQ(seen.names(), dutch + " new\nline\x1b[31m") << format;
  }
  for (const auto* format : {"ustar", "gnutar", "newc", "zip"}) {
    const auto seen = read_all(pack(format, "", {{latin, "1"}}), "x");
    EXPECT_EQ(seen.names(), latin) << format;
    EXPECT_EQ(seen.entries.at(0).content, "1") << format;
  }
}

TEST(archive_tree, fills_the_holes_of_sparse_files) {
  Blob bytes;
  archive* a = archive_write_new();
  archive_write_set_format_pax(a);
  archive_write_open2(a, &bytes, nullptr, keep_packed, nullptr, nullptr);
  archive_entry* entry = archive_entry_new();
  archive_entry_set_pathname(entry, "lastlog");
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_size(entry, 3'000'000);
  archive_entry_sparse_add_entry(entry, 1'000'000, 4);
  archive_entry_sparse_add_entry(entry, 2'000'000, 4);
  ASSERT_EQ(archive_write_header(a, entry), ARCHIVE_OK);
  const std::string zeros(3'000'000, '\0');
  std::string whole = zeros;
  whole.replace(1'000'000, 4, "data");
  whole.replace(2'000'000, 4, "more");
  archive_write_data(a, whole.data(), whole.size());
  archive_entry_free(entry);
  archive_write_close(a);
  archive_write_free(a);
  ASSERT_LT(bytes.size(), 50'000u);
  const auto seen = read_all(bytes, "x.tar");
  EXPECT_FALSE(seen.complained());
  ASSERT_EQ(seen.entries.size(), 1u);
  EXPECT_EQ(seen.entries[0].content.size(), whole.size());
  EXPECT_TRUE(seen.entries[0].content == whole);
}

TEST(archive_tree, takes_times_before_1970_and_beyond_any_calendar) {
  const auto seen = read_all(
      pack("pax", "", {{"old", "", AE_IFREG, "", -86'400}, {"never", "", AE_IFREG, "", INT64_MAX / 4}}),
      "x.tar");
  ASSERT_EQ(seen.entries.size(), 2u);
  EXPECT_EQ(to_text(seen.entries[0].entry.modified), "1969-12-31T00:00:00Z");
  EXPECT_FALSE(known(seen.entries[1].entry.modified));
}

TEST(archive_tree, does_not_depend_on_the_time_zone_of_the_machine) {
  // A zip of before extended times: only the DOS time, which has no zone.
  const auto bytes = pack("zip", "", {{"x", "1"}}, "zip:experimental=0");
  Blob plain = bytes;
  const std::string_view extended("UT", 2);
  for (auto at = as_text(plain).find(extended); at != std::string_view::npos;
       at = as_text(plain).find(extended, at + 1))
    plain[at] = 'Z';  // an extra field that nobody knows
  const auto seen = read_all(plain, "x.zip");
  ASSERT_EQ(seen.entries.size(), 1u);
  EXPECT_EQ(to_text(seen.entries[0].entry.modified), "2017-07-14T02:40:00Z");
}

}  // namespace
}  // namespace waarborg

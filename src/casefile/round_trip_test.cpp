#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "casefile/sample_test.h"

namespace waarborg {
namespace {

using namespace sample;

std::unique_ptr<CaseView> must_open(const std::string& path) {
  auto view = CaseView::open(path);
  EXPECT_TRUE(view) << view.error().what;
  return view ? std::move(*view) : nullptr;
}

TEST(Case, everything_that_goes_in_comes_out) {
  const Folder folder;
  const auto view = must_open(write_sample(folder.file("a.case")));
  const auto got = dump(*view);
  EXPECT_TRUE(got.errors.empty()) << got.errors.front();
  for (const auto* want :
       {"program|" WAARBORG_VERSION
        "|\ncontent|catalogue|acme|3|2026-01-02|ab12||\ncontent|directive|acme-2026|1|2026-01-"
        "03|cd34|2 of 2 valid|\n",
        "evidence|1|/|live||||user||||||\nidentifier|serial|S1|strong|\nevidence|2|/mnt/"
        "img|image|ff00|2023-11-14T22:13:20Z|"
        "option|root|desk-7|Org|byod|full|mdm|\nidentifier|machine-id|0123|strong|\nidentifier|hostname|desk-"
        "7|weak|\n",
        "coverage|1|services|unsupported-version|false|0||false|\ncoverage|2|packages.dpkg|partial|true|12|"
        "one file|true|\n",
        "summary|312|4|4|2|2|1|0|1|3|true|2023-11-14T22:13:20Z|\n",
        "program|1|12884901889|srv|npm|@acme/"
        "x|1|||declared|\nprogram|2|21474836489||deb|kesl|12.0|Acme|pkg:deb/kesl@12.0|installed|\n",
        "problem|1|a|4|io|twice|dpkg|\nproblem|1|a|4|io|twice|dpkg|\n",
        "problem|2|z|9|truncated|cut short|dpkg|\n",
        "finding|product/acme/agent|d|c|acme/agent#path|https://example.org/a|2|residual|installed|it is "
        "there|2|srv/root|2000|Acme Agent|\n"
        "because|2|21474836480|0|acme/agent#path|srv/root|names|path.seen|path|/opt/acme/0|file-only|opt/"
        "acme|paths|77|\n"
        "because|2|21474836481|1|acme#vendor|srv/root|names|path.seen|path|/opt/acme/1|file-only|opt/"
        "acme|paths|78|\n"
        "finding|vendor/acme||||",
        "observation|12884901888|3|1|var/lib/3||paths|names|5|0|/opt/acme/3/0|file|\n"})
    EXPECT_NE(got.text.find(want), std::string::npos) << want << "\n--- not in\n" << got.text.substr(0, 3000);
  EXPECT_NE(got.text.find(std::string("odd \0 byte \xFF", 12)), std::string::npos)
      << "bytes that are not text";
  EXPECT_EQ(view->segment_count(), 6u);
}

TEST(Case, in_memory_is_the_same_as_on_disk) {
  const Folder folder;
  const auto on_disk = must_open(write_sample(folder.file("a.case")));
  auto memory = CaseWriter::create("");
  ASSERT_TRUE(memory);
  fill(**memory);
  EXPECT_FALSE((*memory)->view()) << "not finished";
  ASSERT_TRUE((*memory)->finish());
  auto view = (*memory)->view();
  ASSERT_TRUE(view) << view.error().what;
  auto second = (*memory)->view();
  ASSERT_TRUE(second);
  EXPECT_EQ(dump(**view).text, dump(*on_disk).text);
  EXPECT_EQ(dump(**second).text, dump(*on_disk).text);
  EXPECT_FALSE((*memory)->finish()) << "twice";
}

TEST(Case, the_same_calls_give_the_same_bytes) {
  const Folder folder;
  EXPECT_EQ(read_file(write_sample(folder.file("a.case"))), read_file(write_sample(folder.file("b.case"))));
}

TEST(Case, an_empty_case_opens) {
  const Folder folder;
  auto out = CaseWriter::create(folder.file("a.case"));
  ASSERT_TRUE(out && (*out)->finish());
  auto view = (*out)->view();
  ASSERT_TRUE(view) << view.error().what;
  EXPECT_TRUE(dump(**view).errors.empty());
  EXPECT_EQ((*view)->segment_count(), 0u);
  EXPECT_FALSE((*view)->observation(0, [](const auto&) { FAIL(); }).value());
}

TEST(Case, what_cannot_be_numbered_fails_the_case) {
  const Records none;
  Records one;
  one.add("/x", 1);
  const Blob huge(4 << 20);
  const auto fails = [](const std::function<void(CaseWriter&)>& write) {
    auto out = CaseWriter::create("");
    write(**out);
    return !(*out)->finish() && !(*out)->view();
  };
  EXPECT_TRUE(fails([](auto& out) { out.job({1u << 31, 1, "", "", "", ""}); }));
  EXPECT_TRUE(fails([](auto& out) { out.job({1, 1, "", "", "", ""}), out.job({1, 1, "", "", "", ""}); }));
  EXPECT_TRUE(fails([&](auto& out) { out.segment(1u << 31, 0, 1, one.bytes()); }));
  EXPECT_TRUE(fails([&](auto& out) { out.segment(1, UINT32_MAX, 2, one.bytes()); }));
  EXPECT_TRUE(fails([&](auto& out) { out.segment(1, 0, 1, huge); }));
  EXPECT_FALSE(fails([&](auto& out) { out.segment(1, 0, 0, none.bytes()); })) << "nothing is nothing";
}

// Random jobs with random segments, handed over in random order, come back in order and can be asked for
// singly.
TEST(Case, observations_keep_their_numbers_whatever_the_order_of_arrival) {
  std::mt19937 engine(20260102);
  const auto random = [&] { return static_cast<std::uint32_t>(engine()); };
  for (int round = 0; round < 20; ++round) {
    struct Piece {
      std::uint32_t job, first;
      std::unique_ptr<Records> records;
    };
    std::vector<Piece> pieces;
    std::map<std::uint64_t, std::string> want;
    const auto jobs = 1 + random() % 60;
    std::uint32_t job = 0;
    for (unsigned j = 0; j < jobs; ++j) {
      job += 1 + random() % 1000;
      std::uint32_t first = random() % 3;  // a worker may have lost what came before
      for (auto n = random() % 4; n > 0; --n) {
        auto records = std::make_unique<Records>();
        for (auto i = 1 + random() % 200; i > 0; --i) {
          const auto path = fmt::format("/{}/{}", std::string(random() % 100, 'p'), random() % 50);
          want[std::uint64_t{job} << 32 | (first + records->count())] = path;
          records->add(path, random());
        }
        const auto count = records->count();
        pieces.push_back({job, first, std::move(records)});
        first += count + random() % 2;
      }
    }
    std::shuffle(pieces.begin(), pieces.end(), engine);
    auto out = CaseWriter::create("");
    ASSERT_TRUE(out);
    std::set<std::uint32_t> told;
    for (const auto& piece : pieces) {
      (*out)->segment(piece.job, piece.first, piece.records->count(), piece.records->bytes());
      if (told.insert(piece.job).second)
        (*out)->job({piece.job, 1, fmt::format("f{}", piece.job), "", "r", "p"});
    }
    ASSERT_TRUE((*out)->finish());
    auto view = (*out)->view();
    ASSERT_TRUE(view) << view.error().what;

    auto expected = want.begin();
    const auto done = (*view)->observations([&](const Observed& seen) {
      ASSERT_NE(expected, want.end());
      EXPECT_EQ(seen.number, expected->first);
      EXPECT_EQ(seen.job->job, seen.number >> 32);
      EXPECT_EQ(seen.job->file, fmt::format("f{}", seen.job->job));
      EXPECT_EQ(seen.record->text(1), expected->second);
      ++expected;
    });
    EXPECT_TRUE(done) << done.error().what;
    EXPECT_EQ(expected, want.end());

    for (int i = 0; i < 50 && !want.empty(); ++i) {
      auto at = want.begin();
      std::advance(at, random() % want.size());
      std::string got;
      EXPECT_TRUE(
          (*view)->observation(at->first, [&](const Observed& seen) { got = seen.record->text(1); }).value());
      EXPECT_EQ(got, at->second);
      const auto beside = at->first + 1;
      EXPECT_EQ((*view)->observation(beside, [](const auto&) {}).value(), want.contains(beside));
    }
    // Two halves by position are the whole.
    std::size_t halves = 0;
    const auto count = (*view)->segment_count(), middle = count / 2;
    const auto add = [&](const JobRow&, std::uint32_t, Bytes records) { halves += records.size(); };
    EXPECT_TRUE((*view)->segments(0, middle, add));
    EXPECT_TRUE((*view)->segments(middle, count + 5, add));
    EXPECT_EQ(halves, std::accumulate(
                          pieces.begin(), pieces.end(), std::size_t{0},
                          [](std::size_t sum, const auto& p) { return sum + p.records->bytes().size(); }));
  }
}

TEST(Case, a_visitor_may_ask_the_same_view) {
  const Folder folder;
  const auto view = must_open(write_sample(folder.file("a.case")));
  std::size_t seen = 0;
  const auto done = view->observations([&](const Observed& outer) {
    const std::string before(outer.record->text(1));
    const auto found = view->observation(7ull << 32 | 3, [&](const Observed&) { ++seen; });
    EXPECT_TRUE(found && *found);
    EXPECT_EQ(outer.record->text(1), before);
  });
  EXPECT_TRUE(done);
  EXPECT_EQ(seen, 20u * (7 + 3 + 5) + 12);
}

}  // namespace
}  // namespace waarborg

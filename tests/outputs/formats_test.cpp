// What holds for every view in every format, whatever the case says.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "outputs/fit.h"
#include "outputs/sample.h"

namespace waarborg {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (const auto line : split(text, '\n')) lines.emplace_back(line);
  return lines;
}

TEST(Table, NeverWrapsAtAnyWidthInAnyLanguage) {
  auto hostile = sample::hostile(), plain = sample::plain(), older = sample::older_plain();
  for (auto* view : {hostile.view.get(), plain.view.get()})
    for (const auto& what : all_views())
      for (const auto language : languages())
        for (const std::size_t columns : {20u, 40u, 80u, 100u, 173u}) {
          const ReportOptions options{
              .language = std::string(language), .columns = columns, .against = older.view.get()};
          for (const auto& line : lines_of(sample::written(*view, what.name, "table", options)))
            EXPECT_LE(columns_of(line), columns) << what.name << " " << language << ": " << line;
        }
}

TEST(EveryFormat, IsUtf8WithoutAnEscapeOrTurnedText) {
  auto sample = sample::hostile();
  for (const auto& what : all_views())
    for (const auto& format : all_formats()) {
      std::string refused;
      const auto text = sample::written(*sample.view, what.name, format.name, {}, &refused);
      // A format that cannot tell a view says so and writes nothing.
      EXPECT_NE(text.empty(), refused.empty()) << what.name << " " << format.name << " " << refused;
      EXPECT_TRUE(is_utf8(text)) << what.name << " " << format.name;
      for (const std::string_view bad : {"\x1b", "\x07", "\u202E", "\u009B"})
        EXPECT_EQ(text.find(bad), std::string::npos) << what.name << " " << format.name;
    }
}

TEST(EveryFormat, IsTheSameWhenItIsWrittenTwice) {
  auto sample = sample::hostile(), again = sample::hostile();
  for (const auto& what : all_views())
    for (const auto& format : all_formats())
      EXPECT_EQ(sample::written(*sample.view, what.name, format.name),
                sample::written(*again.view, what.name, format.name));
}

TEST(Ndjson, EveryLineIsAnObjectWithEveryColumn) {
  auto sample = sample::hostile();
  for (const auto& what : all_views()) {
    std::size_t rows = 0;
    for (const auto& line : lines_of(sample::written(*sample.view, what.name, "ndjson"))) {
      if (line.empty()) continue;
      const auto document = JsonDocument::parse(line);
      ASSERT_TRUE(document) << line;
      const auto members = document->root().members();
      EXPECT_EQ(members.size(), what.columns.size() - (what.columns.front().change ? 1 : 0)) << what.name;
      ++rows;
    }
    EXPECT_GE(rows, 2u) << what.name;
  }
}

TEST(Csv, EveryRowHasEveryColumnAndNoCellIsAFormula) {
  auto sample = sample::hostile();
  for (const auto& what : all_views()) {
    const auto text = sample::written(*sample.view, what.name, "csv");
    std::vector<std::vector<std::string>> rows(1);
    std::string cell;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {  // RFC 4180, read strictly
      const char c = text[i];
      if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
        cell += text[++i];
      } else if (c == '"') {
        ASSERT_TRUE(quoted || cell.empty()) << "a quote within a cell that is not quoted";
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\r')) {
        rows.back().push_back(std::move(cell));
        cell.clear();
        if (c == '\r') {
          ASSERT_EQ(text[++i], '\n');
          rows.emplace_back();
        }
      } else {
        cell += c;
      }
    }
    ASSERT_TRUE(rows.back().empty() && !quoted);
    rows.pop_back();
    EXPECT_GE(rows.size(), 3u) << what.name;
    for (const auto& row : rows) {
      EXPECT_EQ(row.size(), rows.front().size()) << what.name;
      for (const auto& one : row)
        EXPECT_TRUE(one.empty() || std::string_view("=+-@").find(one[0]) == std::string_view::npos);
    }
  }
}

TEST(Findings, NothingFoundIsNeverSaidWithoutWhatWasRead) {
  auto sample = sample::nothing();
  for (const std::string_view format : {"table", "json", "html"})
    for (const std::string_view probe : {"packages.dpkg", "services", "kernel.modules"})
      EXPECT_NE(sample::written(*sample.view, "findings", format).find(probe), std::string::npos) << format;
  auto bare = sample::many(1);
  EXPECT_NE(sample::written(*bare.view, "findings", "table").find("Nothing was looked for"),
            std::string::npos);
}

TEST(Findings, TheStrongestStandFirstWhateverTheOrderOfTheCase) {
  auto sample = sample::hostile();
  const auto text = sample::written(*sample.view, "findings", "json");
  EXPECT_LT(text.find("\"confirmed\""), text.find("\"confidence\": \"probable\""));
}

// Gives what the case has, then fails: a damaged segment, a row that cannot be read.
class Damaged final : public CaseView {
 public:
  explicit Damaged(CaseView& whole) : whole_(whole) {}
  std::string program_version() const override { return whole_.program_version(); }
  std::vector<ContentRow> content() override { return whole_.content(); }
  std::vector<EvidenceRow> evidence() override { return whole_.evidence(); }
  std::vector<CoverageRow> coverage() override { return whole_.coverage(); }
  Summary summary() override { return whole_.summary(); }
  Result<> problems(const std::function<void(const ProblemRow&)>& visit) override {
    return after(whole_.problems(visit));
  }
  Result<> programs(const std::function<void(const ProgramRow&)>& visit) override {
    return after(whole_.programs(visit));
  }
  Result<> findings(const std::function<void(const StoredFinding&)>& visit) override {
    return whole_.findings(visit);
  }
  Result<> observations(const std::function<void(const Observed&)>& visit) override {
    return after(whole_.observations(visit));
  }
  std::uint64_t segment_count() override { return whole_.segment_count(); }
  Result<> segments(std::uint64_t from, std::uint64_t to,
                    const std::function<void(const JobRow&, std::uint32_t, Bytes)>& visit) override {
    return whole_.segments(from, to, visit);
  }
  Result<bool> observation(std::uint64_t, const std::function<void(const Observed&)>&) override {
    return broken();
  }

 private:
  static tl::unexpected<Error> broken() { return fail(Fault::malformed, "segment 3 is damaged"); }
  static Result<> after(const Result<>& done) { return done ? Result<>(broken()) : done; }
  CaseView& whole_;
};

TEST(ADamagedCase, IsToldInTheOutputAndInTheResult) {
  auto sample = sample::hostile();
  Damaged damaged(*sample.view);
  for (const std::string_view what : {"findings", "observations", "timeline", "inventory"})
    for (const std::string_view format : {"json", "html", "table", "csv", "ndjson"}) {
      if (what == "findings" && (format == "table" || format == "csv" || format == "ndjson"))
        continue;  // reads no damage
      std::string failure;
      const auto text = sample::written(damaged, what, format, {}, &failure);
      EXPECT_EQ(failure, "segment 3 is damaged") << what << " " << format;
      if (format == "csv" || format == "ndjson") continue;  // rows only: the result says it
      EXPECT_NE(text.find("segment 3 is damaged"), std::string::npos) << what << " " << format;
      EXPECT_TRUE(format != "json" || JsonDocument::parse(text)) << what;
    }
  // Observations that cannot be read again are told by what was matched.
  EXPECT_NE(sample::written(damaged, "findings", "json").find("\"package\": \"deb/guard\""),
            std::string::npos);
}

std::vector<std::string> whats(CaseView& view, const RowFilter& filter) {
  ReportOptions options;
  options.filter = filter;
  std::vector<std::string> out;
  for (const auto& line : lines_of(sample::written(view, "timeline", "ndjson", options)))
    if (const auto row = JsonDocument::parse(line)) out.emplace_back(row->root()["what"].text());
  return out;
}

TEST(Timeline, AFilterLeavesItsRowsInTheirOrder) {
  using Names = std::vector<std::string>;
  auto sample = sample::hostile();
  const auto day = [](const char* text) { return parse_time(text); };
  const Names lost = {"lost.example", "never.example"};
  EXPECT_EQ(whats(*sample.view, {}).size(), 6u);
  EXPECT_EQ(whats(*sample.view, {day("1970-01-02"), {}, {"name.queried"}}),
            (Names{"example.org", "guess.example", "lost.example", "never.example"}));
  EXPECT_EQ(whats(*sample.view, {{}, day("1970-01-01"), {"query"}}), Names{}) << "a word that is nowhere";
  EXPECT_EQ(whats(*sample.view, {{}, day("1970-01-01"), {}}),
            (Names{"old.example", "lost.example", "never.example"}))
      << "what could not be placed may lie in every span";
  EXPECT_EQ(
      whats(*sample.view, {day("2018-05-14T10:00:00Z"), day("2018-05-14T10:00:01Z"), {"names", "guess"}}),
      Names{"guess.example"});
  EXPECT_EQ(whats(*sample.view, {day("2018-05-14T22:00:00Z"), {}, {}}),
            (Names{"guess.example", "lost.example", "never.example"}))
      << "a clock of an unknown zone may be 12 hours behind";
  EXPECT_EQ(whats(*sample.view, {day("2018-05-14T22:00:01Z"), {}, {}}), lost);
  EXPECT_EQ(whats(*sample.view, {day("2018-05-13"), day("2018-05-13T20:00:00Z"), {"guess"}}), Names{})
      << "the end is not in it";
  EXPECT_EQ(whats(*sample.view, {day("2018-05-13"), day("2018-05-13T20:00:01Z"), {"guess"}}),
            Names{"guess.example"});
}

TEST(Timeline, APageThatShowsAPartSaysWhichInEveryLanguage) {
  auto sample = sample::hostile();
  for (const auto language : languages()) {
    ReportOptions options;
    options.language = language;
    options.filter = {parse_time("2018-01-01"), parse_time("2019-01-01"), {"<script>"}};
    const auto text = sample::written(*sample.view, "timeline", "html", options);
    EXPECT_NE(text.find("2018-01-01T00:00:00Z"), std::string::npos) << language;
    EXPECT_NE(text.find("2019-01-01T00:00:00Z"), std::string::npos) << language;
    EXPECT_NE(text.find("&lt;script&gt;."), std::string::npos) << language;
    const auto whole = sample::written(*sample.view, "timeline", "html", {.language = std::string(language)});
    EXPECT_EQ(whole.find("2019-01-01"), std::string::npos) << language;
  }
}

TEST(Writers, GetPiecesAndNeverTheWholeText) {
  class Largest final : public Writer {
   public:
    void write(std::string_view bytes) override {
      largest = std::max(largest, bytes.size()), total += bytes.size();
    }
    std::size_t largest = 0, total = 0;
  };
  auto many = sample::many(5'000);
  for (const std::string_view format : {"json", "ndjson", "csv", "table", "html"}) {
    Largest out;
    ASSERT_TRUE(format_named(format)->write(*many.view, *view_named("inventory"), {}, out));
    EXPECT_GT(out.total, 100'000u) << format;
    EXPECT_LT(out.largest, 64u * 1024) << format;
  }
}

TEST(Comparison, EvidenceIsKnownAgainByItsIdentifierNotItsPlace) {
  auto now = sample::plain(), older = sample::older_plain();
  const ReportOptions options{.against = older.view.get()};
  const auto text = sample::written(*now.view, "inventory", "ndjson", options);
  const auto count = [&](std::string_view change) {
    std::size_t n = 0;
    for (auto at = text.find(change); at != std::string::npos; at = text.find(change, at + 1)) ++n;
    return n;
  };
  EXPECT_EQ(count("\"change\":\"same\""), 7u);
  EXPECT_EQ(count("\"change\":\"new\""), 2u);
  EXPECT_EQ(count("\"change\":\"gone\""), 1u);
  EXPECT_EQ(sample::written(*now.view, "inventory", "csv").find("change"), std::string::npos);
}

}  // namespace
}  // namespace waarborg

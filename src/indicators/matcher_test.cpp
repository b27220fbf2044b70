#include <gtest/gtest.h>

#include "indicators/index.h"
#include "observations/kinds.h"
#include "observations/wire.h"

namespace waarborg {
namespace {

Index make_index() {
  const auto indicator = [](Type type, Test test, std::string value) {
    Indicator out;
    out.type = type;
    out.test = test;
    out.value = std::move(value);
    return out;
  };
  return Index::build(
      {indicator(Type::package, Test::exact, "deb/kesl"), indicator(Type::path, Test::within, "/opt/k"),
       indicator(Type::service, Test::exact, "/opt/k"), indicator(Type::domain, Test::within, "k.example")});
}

void add_path(SegmentWriter& out, std::string_view path, std::string_view what = "file") {
  out.begin(PathSeen::number, PathSeen::version, 0);
  out.text(1, path);
  out.text(2, what);
  out.end();
}

std::vector<std::array<std::uint32_t, 3>> rows(const std::vector<Hit>& hits) {
  std::vector<std::array<std::uint32_t, 3>> out;
  for (const auto& h : hits) out.push_back({h.record, h.indicator, h.field});
  return out;
}
using Rows = std::vector<std::array<std::uint32_t, 3>>;

TEST(Matcher, SaysWhichRecordAndFieldMetWhat) {
  const auto index = make_index();
  SegmentWriter segment;
  add_path(segment, "/usr/bin/x");
  segment.begin(Program::number, Program::version, 0);
  segment.text(1, "deb", '/', "kesl");
  segment.text(9, "https://www.k.example/");
  segment.end();
  add_path(segment, "/opt/k/x");
  Matcher matcher(index);
  std::vector<Hit> hits;
  ASSERT_TRUE(matcher.match(segment.bytes(), hits));
  EXPECT_EQ(rows(hits), (Rows{{1, 0, 1}, {1, 3, 9}, {2, 1, 1}}));
}

TEST(Matcher, AnswersEqualTextsOfTwoTypesEachByItsType) {
  const auto index = make_index();
  SegmentWriter segment;
  for (int round = 0; round < 3; ++round) {
    add_path(segment, "/opt/k");
    segment.begin(ServiceUnit::number, ServiceUnit::version, 0);
    segment.text(1, "/opt/k");  // a service by the name of a path
    segment.end();
    add_path(segment, "/else", "/opt/k");  // as text it is never matched
  }
  Matcher matcher(index);
  std::vector<Hit> hits;
  ASSERT_TRUE(matcher.match(segment.bytes(), hits));
  EXPECT_EQ(rows(hits), (Rows{{0, 1, 1}, {1, 2, 1}, {3, 1, 1}, {4, 2, 1}, {6, 1, 1}, {7, 2, 1}}));
}

TEST(Matcher, ForgetsTheTextsOfTheSegmentBefore) {
  const auto index = make_index();
  SegmentWriter first, second;
  add_path(first, "/opt/k");
  add_path(second, "/opt/other");
  Matcher matcher(index);
  std::vector<Hit> hits;
  ASSERT_TRUE(matcher.match(first.bytes(), hits));
  ASSERT_TRUE(matcher.match(second.bytes(), hits));
  EXPECT_EQ(rows(hits), (Rows{{0, 1, 1}})) << "the same text id means another text";
}

TEST(Matcher, LooksUpLongTextsThatHaveNoNumber) {
  const auto index = make_index();
  SegmentWriter segment;
  for (int n = 0; n < 2; ++n) add_path(segment, "/opt/k/" + std::string(100, 'x'));
  Matcher matcher(index);
  std::vector<Hit> hits;
  ASSERT_TRUE(matcher.match(segment.bytes(), hits));
  EXPECT_EQ(rows(hits), (Rows{{0, 1, 1}, {1, 1, 1}}));
}

TEST(Matcher, SaysWhenASegmentIsCutShortAndKeepsWhatItHad) {
  const auto index = make_index();
  SegmentWriter segment;
  add_path(segment, "/opt/k");
  const auto one = segment.bytes().size();
  add_path(segment, "/opt/k/again");
  for (std::size_t size = 0; size < segment.bytes().size(); ++size) {
    Matcher matcher(index);
    std::vector<Hit> hits;
    EXPECT_EQ(matcher.match(segment.bytes().subspan(0, size), hits), size == 0 || size == one) << size;
    EXPECT_EQ(hits.size(), size >= one ? 1u : 0u) << size;
  }
}

TEST(Matcher, DoesNotMatchKindsItDoesNotKnow) {
  const auto index = make_index();
  SegmentWriter segment;
  segment.begin(60000, 1, 0);
  segment.text(1, "/opt/k");
  segment.end();
  Matcher matcher(index);
  std::vector<Hit> hits;
  ASSERT_TRUE(matcher.match(segment.bytes(), hits));
  EXPECT_TRUE(hits.empty());
}

}  // namespace
}  // namespace waarborg

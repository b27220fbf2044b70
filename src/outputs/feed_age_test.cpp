// A feed is never called current without a date that shows it.
#include "outputs/feed_age.h"

#include <gtest/gtest.h>

#include "outputs/output.h"

namespace waarborg {
namespace {

struct Row {
  const char *what, *date, *age;
};

class FeedAge : public testing::TestWithParam<Row> {};

TEST_P(FeedAge, IsSaid) {
  const auto [what, date, age] = GetParam();
  const ContentRow row{what, "a", "", date, "", ""};
  EXPECT_EQ(feed_age(row, *parse_time("2026-11-22T12:00:00Z")), age) << date;
}

INSTANTIATE_TEST_SUITE_P(Table, FeedAge,
                         testing::Values(Row{"indicators", "2026-11-22", "current"},
                                         Row{"indicators", "2026-10-23T12:00:00Z", "current"},
                                         Row{"indicators", "2026-10-23", "current"},
                                         Row{"indicators", "2026-10-22T11:59:59.000Z", "old"},
                                         Row{"indicators", "2021-07-18T00:00:00Z", "old"},
                                         Row{"indicators", "", "unknown"},
                                         Row{"indicators", "soon", "unknown"},
                                         Row{"indicators", "9999-01-01", "unknown"},
                                         Row{"indicators", "1970-01-01", "unknown"},
                                         Row{"catalogue", "2001-01-01", ""}, Row{"directive", "", ""}));

TEST(FeedAge, OfACaseWithoutATimeIsUnknown) {
  EXPECT_EQ(feed_age({"indicators", "a", "", "2026-11-22", "", ""}, Time{}), "unknown");
}

TEST(FeedAge, NotesNameOldAndUnknownFeedsOnly) {
  auto writer = CaseWriter::create("");
  ASSERT_TRUE(writer);
  (*writer)->content({"indicators", "fresh", "", "2026-11-20", "", ""});
  (*writer)->content({"indicators", "stale\x1b[2J", "", "2026-01-02", "", ""});
  (*writer)->content({"indicators", "undated", "", "", "", ""});
  (*writer)->content({"catalogue", "vendor/x", "", "2001-01-01", "", ""});
  Summary summary;
  summary.started = *parse_time("2026-11-22");
  (*writer)->summary(summary);
  ASSERT_TRUE((*writer)->finish());
  auto view = (*writer)->view();
  ASSERT_TRUE(view);
  for (const auto language : languages()) {
    const auto notes = feed_notes(**view, language);
    ASSERT_EQ(notes.size(), 2u) << language;
    EXPECT_NE(notes[0].find("stale"), std::string::npos) << notes[0];
    EXPECT_EQ(notes[0].find('\x1b'), std::string::npos) << notes[0];
    EXPECT_NE(notes[0].find("324"), std::string::npos) << notes[0];
    EXPECT_NE(notes[0].find("2026-01-02"), std::string::npos) << notes[0];
    EXPECT_NE(notes[1].find("undated"), std::string::npos) << notes[1];
  }
}

}  // namespace
}  // namespace waarborg

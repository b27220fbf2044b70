#include "outputs/text_time.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace waarborg {
namespace {

TEST(TextTimes, AreReadWithTheirZone) {
  struct Row {
    const char *text, *utc;
    bool zone;
  };
  TextTimes times;
  for (const auto& row :
       {Row{"2026-10-24 09:08:07.123 Europe/Amsterdam (year of the collection)",
            "2026-10-24T07:08:07.123000Z", true},
        Row{"2026-10-30 09:08:07.123 Europe/Amsterdam", "2026-10-30T08:08:07.123000Z", true},
        Row{"2026-09-26 23:10:03 Africa/Kigali", "2026-09-26T21:10:03Z", true},
        Row{"1969-12-31 23:00:00 America/New_York", "1970-01-01T04:00:00Z", true},
        Row{"2026-10-30 09:08:07.518290770+0100", "2026-10-30T08:08:07.518290Z", true},
        Row{"2026-10-30 09:08:07 -05:30", "2026-10-30T14:38:07Z", true},
        Row{"2026-10-30T09:08:07Z", "2026-10-30T09:08:07Z", true},
        Row{"2026-10-30 09:08:07 UTC", "2026-10-30T09:08:07Z", true},
        Row{"2026-09-25 02:41:35.649 (zone not known)", "2026-09-25T02:41:35.649000Z", false},
        Row{"2026-10-30 09:08:07", "2026-10-30T09:08:07Z", false},
        Row{"2026-10-30 Europe/Amsterdam", "2026-10-30T00:00:00Z", false},
        Row{"2026-10-30", "2026-10-30T00:00:00Z", false},
        Row{"2026-10-30 09:08:07 Europe/Nowhere", "2026-10-30T09:08:07Z", false},
        Row{"2026-10-30 09:08:07 ../../etc/passwd", "2026-10-30T09:08:07Z", false},
        Row{"2026-10-30 09:08:07 Europe", "2026-10-30T09:08:07Z", false},
        Row{"2026-10-30 09:08:07 +9900", "2026-10-30T09:08:07Z", false}}) {
    const auto got = times.read(row.text);
    ASSERT_TRUE(got) << row.text;
    EXPECT_EQ(to_text(got->time), row.utc) << row.text;
    EXPECT_EQ(got->zone_known, row.zone) << row.text;
  }
  for (const auto* text : {"", "soon", "11-01 09:08:08.123 (year and zone not known)", "2026-13-30 09:08:07",
                           "2026-10-30 25:08:07", "(2026-10-30 09:08:07)", "+2d3h"})
    EXPECT_FALSE(times.read(text)) << text;
}

TEST(TextTimes, GivesTheZoneBack) {
  setenv("TZ", "Asia/Tokyo", 1);
  { EXPECT_TRUE(TextTimes().read("2026-10-30 09:08:07 Europe/Amsterdam")); }
  EXPECT_STREQ(std::getenv("TZ"), "Asia/Tokyo");
  unsetenv("TZ");
  { EXPECT_TRUE(TextTimes().read("2026-10-30 09:08:07 Europe/Amsterdam")); }
  EXPECT_EQ(std::getenv("TZ"), nullptr);
}

}  // namespace
}  // namespace waarborg

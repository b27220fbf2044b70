#include "base/time.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace waarborg {
namespace {

TEST(Time, written) {
  EXPECT_EQ(to_text(from_seconds(1526292000)), "2018-05-14T10:00:00Z");
  EXPECT_EQ(to_text(from_seconds(1526292000) + std::chrono::microseconds(5)), "2018-05-14T10:00:00.000005Z");
  EXPECT_EQ(date_of(from_seconds(-1)), "1969-12-31");
  EXPECT_EQ(to_text(Time{}), "");
  EXPECT_EQ(date_of(Time{}), "");
}

TEST(Time, beyond_the_calendar_is_not_known) {
  for (const auto s : {INT64_MIN, INT64_MAX, last_second + 1, first_second - 1})
    EXPECT_FALSE(known(from_seconds(s)));
  EXPECT_EQ(to_text(from_seconds(last_second)), "9999-12-31T23:59:59Z");
  EXPECT_EQ(to_text(from_seconds(first_second)), "0000-01-01T00:00:00Z");
  for (const auto us : {INT64_MIN, INT64_MAX}) {
    EXPECT_FALSE(known(from_microseconds(us)));
    EXPECT_EQ(to_text(Time(std::chrono::microseconds(us))), "");  // must not overflow either
    EXPECT_EQ(date_of(Time(std::chrono::microseconds(us))), "");
  }
}

TEST(Time, read) {
  struct Row {
    std::string_view text, same;
  };
  const Row rows[] = {
      {"2018-05-14", "2018-05-14T00:00:00Z"},
      {"2018-05-14T10:00:00Z", "2018-05-14T10:00:00Z"},
      {"2018-05-14 10:00", "2018-05-14T10:00:00Z"},
      {"2018-05-14t10:00:00.5z", "2018-05-14T10:00:00.500000Z"},
      {"2018-05-14T10:00:00,1234567Z", "2018-05-14T10:00:00.123456Z"},
      {"2018-05-14T10:00:00+02:00", "2018-05-14T08:00:00Z"},
      {"2018-05-14T23:00:00-0130", "2018-05-15T00:30:00Z"},
      {"2018-05-14 10:00:00 UTC", "2018-05-14T10:00:00Z"},
      {"2016-02-29", "2016-02-29T00:00:00Z"},
  };
  for (const auto& row : rows) {
    const auto t = parse_time(row.text);
    ASSERT_TRUE(t) << row.text;
    EXPECT_EQ(to_text(*t), row.same) << row.text;
  }
}

TEST(Time, refused) {
  for (const auto* text : {"", "2018", "2018-5-14", "2018-02-30", "2017-02-29", "2018-13-01", "2018-05-14x",
                           "2018-05-14T", "2018-05-14T24:00", "2018-05-14T10:60", "2018-05-14T10:00:61",
                           "2018-05-14T10:00:00X", "2018-05-14T10:00:00+2", "2018-05-14T10:00:00+15:00",
                           "2018-05-14T10:00:00+02:00x", "+018-05-14", "２０１８-05-14"})
    EXPECT_FALSE(parse_time(text)) << text;
}

TEST(Time, a_run_can_be_repeated) {
  setenv("SOURCE_DATE_EPOCH", "1526292000", 1);
  EXPECT_EQ(to_text(Clock::now()), "2018-05-14T10:00:00Z");
  setenv("SOURCE_DATE_EPOCH", "1526292000x", 1);  // not a number: the real time
  EXPECT_GT(Clock::now(), from_seconds(1526292000));
  unsetenv("SOURCE_DATE_EPOCH");
}

}  // namespace
}  // namespace waarborg

#include "base/epochs.h"

#include <gtest/gtest.h>

#include <limits>

namespace waarborg {
namespace {

TEST(Epochs, whole_numbers) {
  struct Row {
    std::int64_t number;
    Epoch epoch;
    const char* text;
  };
  const Row rows[] = {
      {1'700'000'000, Epoch::unix_seconds, "2023-11-14T22:13:20Z"},
      {1'700'000'000'123, Epoch::unix_milliseconds, "2023-11-14T22:13:20.123000Z"},
      {1'700'000'000'123'456, Epoch::unix_microseconds, "2023-11-14T22:13:20.123456Z"},
      {721'692'800, Epoch::mac_seconds, "2023-11-14T22:13:20Z"},
      {-1, Epoch::mac_seconds, "2000-12-31T23:59:59Z"},
      {721'692'800'123'456'789, Epoch::mac_nanoseconds, "2023-11-14T22:13:20.123456Z"},
      {721'692'800'123'456'789, Epoch::mac_either, "2023-11-14T22:13:20.123456Z"},
      {721'692'800, Epoch::mac_either, "2023-11-14T22:13:20Z"},
      {100'000'000'000, Epoch::mac_either, "2001-01-01T00:01:40Z"},
      {99'999'999'999, Epoch::mac_either, "5169-11-16T09:46:39Z"},
      {1'500'000'000'000'000'000, Epoch::mac_either, "2048-07-14T02:40:00Z"},
      {-1'500'000'000, Epoch::mac_nanoseconds, "2000-12-31T23:59:58.500000Z"},
      {1'700'000'000, Epoch::unix_any, "2023-11-14T22:13:20Z"},
      {1'700'000'000'123, Epoch::unix_any, "2023-11-14T22:13:20.123000Z"},
      {1'700'000'000'123'456, Epoch::unix_any, "2023-11-14T22:13:20.123456Z"},
      {13'344'473'600'000'001, Epoch::chrome_microseconds, "2023-11-14T22:13:20.000001Z"},
  };
  for (const auto& row : rows) EXPECT_EQ(to_text(time_of(row.number, row.epoch)), row.text) << row.number;
}

TEST(Epochs, fractions) {
  EXPECT_EQ(to_text(time_of(721'692'800.25, Epoch::mac_seconds)), "2023-11-14T22:13:20.250000Z");
  EXPECT_EQ(to_text(time_of(-0.5, Epoch::mac_seconds)), "2000-12-31T23:59:59.500000Z");
  EXPECT_EQ(to_text(time_of(0.9999999, Epoch::unix_seconds)), "1970-01-01T00:00:01Z");
  EXPECT_EQ(to_text(time_of(7.216928e17, Epoch::mac_either)), "2023-11-14T22:13:20Z");
  EXPECT_EQ(to_text(time_of(1'700'000'000'500.0, Epoch::unix_milliseconds)), "2023-11-14T22:13:20.500000Z");
}

TEST(Epochs, what_is_no_time_is_not_known) {
  constexpr auto least = std::numeric_limits<std::int64_t>::min(), most = INT64_MAX;
  for (int epoch = 0; epoch <= static_cast<int>(Epoch::chrome_microseconds); ++epoch) {
    const auto as = static_cast<Epoch>(epoch);
    EXPECT_FALSE(known(time_of(std::int64_t{0}, as)));
    for (const double number : {0.0, 1e300, -1e300, std::numeric_limits<double>::quiet_NaN(),
                                std::numeric_limits<double>::infinity()})
      EXPECT_FALSE(known(time_of(number, as))) << epoch << " " << number;
  }
  for (const auto number : {least, most}) {
    for (const auto as : {Epoch::unix_seconds, Epoch::unix_milliseconds, Epoch::unix_microseconds,
                          Epoch::unix_any, Epoch::mac_seconds, Epoch::chrome_microseconds})
      EXPECT_FALSE(known(time_of(number, as))) << number;
    EXPECT_TRUE(known(time_of(number, Epoch::mac_nanoseconds))) << number;  // 292 years either way
  }
  EXPECT_FALSE(known(time_of(last_second + 1, Epoch::unix_seconds)));
  EXPECT_TRUE(known(time_of(last_second, Epoch::unix_seconds)));
}

}  // namespace
}  // namespace waarborg

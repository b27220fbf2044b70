#include "directives/dates.h"

#include <gtest/gtest.h>

namespace waarborg {
namespace {

TEST(Dates, spans_are_whole_units_in_order) {
  for (const std::string_view good : {"P30D", "P2W", "P6M", "P1Y", "P1Y6M", "PT72H", "P1DT12H", "P0D"})
    EXPECT_TRUE(is_time_span(good)) << good;
  for (const std::string_view bad : {"", "P", "30D", "P30", "P-3D", "P3M1Y", "P1D1D", "PT", "P1H", "PT1M",
                                     "P1.5D", "p30d", "P99999D", "P30D ", "PTT1H"})
    EXPECT_FALSE(is_time_span(bad)) << bad;
}

TEST(Dates, adding_keeps_to_days_that_exist) {
  struct Case {
    std::string_view from, span, to;
  };
  const Case cases[] = {
      {"2017-09-13", "P30D", "2017-10-13"},
      {"2017-09-13", "P60D", "2017-11-12"},
      {"2017-09-13", "P90D", "2017-12-12"},
      {"2020-01-31", "P1M", "2020-02-29"},
      {"2020-02-29", "P1Y", "2021-02-28"},
      {"2026-02-05", "P18M", "2027-08-05"},
      {"2018-05-14", "PT72H", "2018-05-17"},
      {"2018-05-14", "P2W", "2018-05-28"},
      {"2018-02-30", "P1D", ""},
      {"2018-05", "P1D", ""},
      {"", "P1D", ""},
      {"2018-05-14", "30 days", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(add_span(c.from, c.span), c.to) << c.from << " " << c.span;
}

TEST(Dates, partial) {
  for (const std::string_view good : {"2018", "2018-05", "2018-05-14"})
    EXPECT_TRUE(is_partial_date(good)) << good;
  for (const std::string_view bad :
       {"", "18", "2018-13", "2018-5", "2018-02-30", "201x", "2018-05-14T10:00:00Z"})
    EXPECT_FALSE(is_partial_date(bad)) << bad;
}

TEST(Dates, milestones_hang_on_issue_effect_and_each_other) {
  Directive d;
  d.issued = "2017-09-13";
  d.effective = "2017-10-01";
  Milestone identify, plan, found;
  identify.id = "identify", identify.complete_by = "P30D";
  plan.id = "plan", plan.complete_by = "P30D", plan.relative_to = "identify", plan.start_by = "2017-10-14";
  found.id = "found", found.complete_by = "P10D", found.relative_to = "discovery";
  d.milestones = {identify, plan, found};
  EXPECT_EQ(day_of(d, identify, "P30D"), "2017-10-13");
  EXPECT_EQ(day_of(d, plan, "P30D"), "2017-11-12");
  EXPECT_EQ(day_of(d, plan, plan.start_by), "2017-10-14");
  EXPECT_EQ(day_of(d, found, "P10D"), "");  // nobody knows when something will be found
  identify.relative_to = "effective";
  EXPECT_EQ(day_of(d, identify, "P1D"), "2017-10-02");
  d.calendar = "working-days";
  EXPECT_EQ(day_of(d, identify, "P1D"), "");
}

TEST(Dates, milestones_in_a_circle_end) {
  Directive d;
  d.issued = "2017-09-13";
  Milestone a, b;
  a.id = "a", a.complete_by = "P1D", a.relative_to = "b";
  b.id = "b", b.complete_by = "P1D", b.relative_to = "a";
  d.milestones = {a, b};
  EXPECT_EQ(day_of(d, a, "P1D"), "");
}

}  // namespace
}  // namespace waarborg

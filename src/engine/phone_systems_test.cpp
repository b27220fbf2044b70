// The systems of phones against the list: what is told, with which certainty, and that what is not known is
// said.
#include "engine/phone_systems.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "observations/kinds.h"

namespace waarborg {
namespace {

ExploitedList list() {
  ExploitedEntry one{.id = "one",
                     .name = "One",
                     .platform = "ios",
                     .weaknesses = {"CVE-2025-0001", "CVE-2025-0002"},
                     .from = {},
                     .before = {},
                     .fixed = {"16.6.1"},
                     .builds = {},
                     .only = {},
                     .source = "https://example.org/one",
                     .date = "2025-01-01"};
  ExploitedEntry two{.id = "two",
                     .name = "Two",
                     .platform = "android",
                     .weaknesses = {},
                     .from = {},
                     .before = {},
                     .fixed = {"2025-04-05"},
                     .builds = {},
                     .only = "devices of somebody",
                     .source = "https://example.org/two",
                     .date = "2025-04-01"};
  return {.name = "Test", .date = "2026-11-22", .sha256 = {}, .entries = {two, one}};
}

struct Seen {
  std::string platform, version, patch = {};
  std::uint32_t evidence = 0;
  std::string root = {};
};

PhoneSystems systems_of(const std::vector<Seen>& seen, std::uint32_t seed = 0) {
  std::vector<std::size_t> order(seen.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  if (seed != 0) std::shuffle(order.begin(), order.end(), std::mt19937(seed));  // NOLINT: the same every time
  PhoneSystems out;
  for (const auto i : order) {
    SegmentWriter segment;
    segment.begin(OsRelease::number, OsRelease::version, 7);
    segment.text(3, seen[i].version);
    segment.text(5, seen[i].platform);
    if (!seen[i].patch.empty()) segment.text(7, seen[i].patch);
    segment.end();
    SegmentReader in(segment.bytes());
    RecordView record;
    EXPECT_TRUE(in.next(record));
    if (is_phone_system(record)) out.see(record, {i + 1, seen[i].evidence, seen[i].root, "f", "r", "p"});
  }
  return out;
}

PhoneSystems::Outcome told(const std::vector<Seen>& seen, bool named = false,
                           std::set<std::uint32_t> phones = {}) {
  return systems_of(seen).compare(list(), named, phones, {0, 1});
}

TEST(PhoneSystems, AVersionOnTheListIsALeadThatSaysWhatItIsNot) {
  const auto out = told({{"ios", "16.5"}});
  ASSERT_EQ(out.findings.size(), 1u);
  const auto& f = out.findings[0];
  EXPECT_EQ(f.confidence, Confidence::lead);
  EXPECT_EQ(f.subject, "judgement/exploited_version");
  EXPECT_EQ(f.source, "https://example.org/one");
  EXPECT_EQ(f.because[0].value, "16.5");
  EXPECT_EQ(
      f.why,
      "iOS 16.5 is a version for which weaknesses are known that were used against people: One "
      "(CVE-2025-0001 "
      "and 1 more), repaired in 16.6.1. It could have been attacked so; that it was is not said. List of "
      "2026-11-22.");
  ASSERT_EQ(out.rows.size(), 1u);
  EXPECT_EQ(out.rows[0].status, Status::complete);
  EXPECT_NE(out.rows[0].why.find("list of 2026-11-22"), std::string::npos);
  EXPECT_FALSE(out.rows[0].needed);
}

TEST(PhoneSystems, ARepairedVersionIsNoFindingButTheListIsTold) {
  const auto out = told({{"ios", "16.6.1"}, {"android", "15", "2025-04-05"}});
  EXPECT_TRUE(out.findings.empty());
  ASSERT_EQ(out.rows.size(), 1u);
  EXPECT_EQ(out.rows[0].status, Status::complete);
}

TEST(PhoneSystems, WhatElseMustHoldIsTold) {
  const auto out = told({{"android", "14", "2025-03-01"}});
  ASSERT_EQ(out.findings.size(), 1u);
  EXPECT_NE(out.findings[0].why.find("only on devices of somebody"), std::string::npos);
  EXPECT_EQ(out.findings[0].because[0].value, "2025-03-01");
}

TEST(PhoneSystems, AVersionThatIsNotKnownIsSaid) {
  for (const bool named : {false, true}) {
    const auto out = told({{"ios", "sixteen"}}, named);
    EXPECT_TRUE(out.findings.empty());
    ASSERT_GE(out.rows.size(), 1u);
    EXPECT_EQ(out.rows[0].status, Status::unreadable);
    EXPECT_EQ(out.rows[0].needed, named) << "only a list that a user named makes a scan incomplete";
  }
  EXPECT_EQ(told({{"ios", "sixteen"}, {"ios", "17.0"}}).rows[0].status, Status::partial);
}

TEST(PhoneSystems, APhoneThatSaysNothingIsSaidAndOtherEvidenceIsNot) {
  const auto out = told({{"linux", "12"}}, false, {1});
  EXPECT_TRUE(out.findings.empty());
  ASSERT_EQ(out.rows.size(), 1u);
  EXPECT_EQ(out.rows[0].evidence, 1u);
  EXPECT_EQ(out.rows[0].status, Status::unreadable);
  EXPECT_TRUE(told({{"linux", "12"}}).rows.empty());
}

TEST(PhoneSystems, EachRootIsAPhoneOfItsOwnAndTheOrderLeavesNoTrace) {
  const std::vector<Seen> seen = {{"ios", "16.5"},
                                  {"ios", "16.4"},
                                  {"ios", "17.0"},
                                  {"ios", "15.0", "", 0, "inner"},
                                  {"android", "14", "2025-03-01", 1}};
  const auto first = systems_of(seen).compare(list(), false, {}, {0, 1});
  ASSERT_EQ(first.findings.size(), 3u);
  EXPECT_EQ(first.findings[0].matches, 2u);
  for (std::uint32_t seed = 1; seed < 20; ++seed) {
    const auto again = systems_of(seen, seed).compare(list(), false, {}, {0, 1});
    ASSERT_EQ(again.findings.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(again.findings[i].why, first.findings[i].why);
      EXPECT_EQ(again.findings[i].because[0].observation, first.findings[i].because[0].observation);
    }
  }
}

TEST(PhoneSystems, AFloodOfVersionsIsCutAndSaid) {
  std::vector<Seen> seen;
  for (std::size_t i = 0; i < PhoneSystems::most + 5; ++i) seen.push_back({"ios", "17." + std::to_string(i)});
  const auto out = told(seen);
  ASSERT_EQ(out.rows.size(), 1u);
  EXPECT_EQ(out.rows[0].status, Status::partial);
  EXPECT_NE(out.rows[0].why.find("5 more"), std::string::npos);
}

TEST(PhoneSystems, HostileNamesAreMadeVisible) {
  const auto out = told({{"ios", "16.5 \x1b[31m"}});
  ASSERT_EQ(out.rows.size(), 1u);
  EXPECT_EQ(out.rows[0].why.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace waarborg

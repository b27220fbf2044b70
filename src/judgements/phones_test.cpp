// The judgements about phones, each with what it must tell and with its neighbours that it must not.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "judgements/judgement.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

const Judgement& judgement(std::string_view name) {
  const auto& all = all_judgements();
  return *std::find_if(all.begin(), all.end(), [&](const auto& j) { return j.name == name; });
}

struct Telling {
  std::vector<Opinion> opinions;
  std::size_t kept = 0;  // where only findings are kept
};

// Records are written as kinds.h has them; their numbers are 1, 2, ... of one job.
template <class K>
Telling told(std::string_view name, const std::vector<K>& seen, bool backwards = false) {
  const auto& asked = judgement(name);
  const auto judge = asked.make();
  Telling out;
  for (std::size_t n = 0; n < seen.size(); ++n) {
    const auto i = backwards ? seen.size() - 1 - n : n;
    SegmentWriter segment;
    segment.begin(K::number, K::version, i);
    seen[i].each([&](std::uint8_t number, std::string_view, const auto& value) {
      using V = std::decay_t<decltype(value)>;
      if constexpr (std::is_same_v<V, Time>) {
        if (known(value)) segment.number(number, value.time_since_epoch().count());
      } else if constexpr (std::is_integral_v<V>) {
        segment.number(number, value);
      } else if constexpr (std::is_same_v<V, std::string_view>) {
        segment.text(number, value);
      } else {
        segment.text(number, value.text);
      }
    });
    segment.end();
    SegmentReader in(segment.bytes());
    RecordView record;
    EXPECT_TRUE(in.next(record));
    out.kept += asked.tells != nullptr && asked.tells(record) ? 1 : 0;
    judge->see({.number = i + 1, .evidence = 0, .root = "", .record = record});
  }
  out.opinions = judge->conclude();
  return out;
}

constexpr std::int64_t ms = 1000;

PageVisit redirect(std::string_view from, std::string_view to, std::int64_t after) {
  return {.url = {to}, .how = "history", .redirected_from = {from}, .after_us = after};
}

TEST(NetworkInjection, AFastRedirectFromAPageInClearToAnotherSite) {
  for (const auto& seen : {redirect("http://news.example/a", "https://evil.test/x", 300 * ms),
                           redirect("HTTP://news.example", "http://free247.test/", 0),
                           redirect("http://10.0.0.1/", "http://10.0.0.2/", 999 * ms),
                           redirect("http://a.co.uk/", "https://b.co.uk/", 5 * ms),
                           redirect("http://example.co.uk/", "https://www.other.co.uk/", 5 * ms),
                           redirect("http://nos.nl/", "https://www.nos.example/", 5 * ms),
                           redirect("http://a.police.uk/", "https://b.police.uk/", 5 * ms),
                           redirect("http://user@news.example:80/", "https://news.test/", 5 * ms)}) {
    const auto got = told<PageVisit>("network_injection", {seen});
    ASSERT_EQ(got.opinions.size(), 1u) << seen.url.text;
    EXPECT_EQ(got.kept, 1u);
    EXPECT_NE(got.opinions[0].why.find("do it too"), std::string::npos) << got.opinions[0].why;
  }
}

TEST(NetworkInjection, ItsNeighboursAreNone) {
  const std::pair<const char*, PageVisit> rows[] = {
      {"to the same host with encryption",
       redirect("http://news.example/a", "https://news.example/a", 5 * ms)},
      {"to www of it", redirect("http://news.example/", "https://www.news.example/", 5 * ms)},
      {"to www of a short name", redirect("http://nos.nl/", "https://www.nos.nl/", 5 * ms)},
      {"between hosts of a short name", redirect("http://m.ing.nl/", "https://mijn.ing.nl/", 5 * ms)},
      {"from www of a short name", redirect("http://www.bmw.de/", "https://bmw.de/", 5 * ms)},
      {"between two hosts of one site", redirect("http://m.news.co.uk/", "https://www.news.co.uk/", 5 * ms)},
      {"the same with a final dot and a port",
       redirect("http://news.example./", "https://NEWS.example:443/", 5 * ms)},
      {"from a page with encryption", redirect("https://t.example/x", "https://other.test/", 5 * ms)},
      {"after a second", redirect("http://news.example/", "https://evil.test/", 1000 * ms)},
      {"after a time that is not known", redirect("http://news.example/", "https://evil.test/", -1)},
      {"no redirect", {.url = {"http://evil.test/"}, .how = "history", .after_us = 5}},
      {"no address", redirect("http://", "https://evil.test/", 5)},
  };
  for (const auto& [what, seen] : rows) {
    const auto got = told<PageVisit>("network_injection", {seen});
    EXPECT_TRUE(got.opinions.empty()) << what;
    EXPECT_EQ(got.kept, 0u) << what;
  }
}

TEST(NetworkInjection, ManyAreOneOpinionInWhateverOrder) {
  std::vector<PageVisit> seen(1500, redirect("http://news.example/", "https://evil.test/", 7 * ms));
  seen[0] = redirect("http://first.example/", "https://evil.test/", 7 * ms);
  for (const bool backwards : {false, true}) {
    const auto got = told("network_injection", seen, backwards);
    ASSERT_EQ(got.opinions.size(), 1u);
    EXPECT_EQ(got.opinions[0].because.size(), 1000u);
    EXPECT_EQ(got.opinions[0].because[0], 1u);
    EXPECT_NE(got.opinions[0].why.find("first.example"), std::string::npos);
    EXPECT_NE(got.opinions[0].why.find("and 1499 more"), std::string::npos);
  }
}

Message received(std::string_view text, std::string_view from = "") {
  return {.service = "iMessage", .direction = "received", .email = {from}, .text = text};
}

TEST(AppleThreatNotification, ItsWordsAndItsSender) {
  for (const auto& seen :
       {received("ALERT: State-sponsored attackers may be targeting your iPhone\n\nApple believes ..."),
        received(
            "  Apple detected that you are being targeted by a mercenary spyware attack that is trying to"),
        received("Alert: Apple detected a targeted mercenary spyware attack against your iPhone"),
        received("anything", "threat-notifications@email.apple.com")}) {
    const auto got = told<Message>("apple_threat_notification", {seen});
    ASSERT_EQ(got.opinions.size(), 1u) << seen.text;
    EXPECT_NE(got.opinions[0].why.find("not that the attack succeeded"), std::string::npos);
    EXPECT_EQ(got.kept, 1u);
  }
}

TEST(AppleThreatNotification, ItsNeighboursAreNone) {
  auto sent = received("ALERT: State-sponsored attackers may be targeting your iPhone");
  sent.direction = "sent";
  for (const auto& seen :
       {sent,
        received("Did you see it? Apple detected that you are being targeted by a mercenary spyware attack"),
        received("ALERT: your parcel is late"), received(""),
        received("x", "somebody@email.apple.com.evil.test")})
    EXPECT_TRUE(told<Message>("apple_threat_notification", {seen}).opinions.empty()) << seen.text;
}

TEST(QuadreamCalendar, MeetingWithNotes) {
  const auto got = told<CalendarEvent>("quadream_calendar", {{.summary = "Meeting", .description = "Notes"}});
  ASSERT_EQ(got.opinions.size(), 1u);
  EXPECT_EQ(got.kept, 1u);
  const auto past = told<CalendarEvent>("quadream_calendar", {{.summary = "Meeting",
                                                               .description = "Notes",
                                                               .begins = from_seconds(1'600'000'000),
                                                               .ends = from_seconds(1'600'003'600),
                                                               .changed = from_seconds(1'610'000'000)}});
  ASSERT_EQ(past.opinions.size(), 1u);
  EXPECT_NE(past.opinions[0].why.find("on 2020-09-13, and was in the past already"), std::string::npos);
}

TEST(QuadreamCalendar, ItsNeighboursAreNone) {
  for (const auto& seen :
       std::vector<CalendarEvent>{{.summary = "Meeting", .description = "Notes of the team"},
                                  {.summary = "Meeting"},
                                  {.summary = "Team meeting", .description = "Notes"},
                                  {.summary = "meeting", .description = "notes"},
                                  {.description = "Notes"}})
    EXPECT_TRUE(told<CalendarEvent>("quadream_calendar", {seen}).opinions.empty()) << seen.summary;
}

TEST(IdStatusNul, AnAddressWithTwoNulBytes) {
  using std::string_view_literals::operator""sv;
  const auto got = told<IdentityKnown>(
      "id_status_nul",
      {{.role = "looked-up", .name = "mailto:a\0\0b@example.org"sv, .app_id = {"com.apple.madrid"}}});
  ASSERT_EQ(got.opinions.size(), 1u);
  EXPECT_EQ(got.kept, 1u);
  EXPECT_EQ(got.opinions[0].why.find('\0'), std::string::npos);
  for (const auto& seen : std::vector<IdentityKnown>{{.role = "looked-up", .name = "mailto:a@example.org"},
                                                     {.role = "looked-up", .name = "tel:+31\0"sv},
                                                     {.role = "contact", .name = "a\0\0b"sv}})
    EXPECT_TRUE(told<IdentityKnown>("id_status_nul", {seen}).opinions.empty());
}

std::vector<Message> rows(const std::vector<std::int64_t>& numbers) {
  std::vector<Message> out;
  for (const auto n : numbers) out.push_back({.text = "x", .row = n, .app_id = {"com.apple.MobileSMS"}});
  return out;
}

TEST(RowGaps, MissingNumbersAreCounted) {
  for (const bool backwards : {false, true}) {
    const auto got = told("row_gaps", rows({7, 8, 11, 12, 20}), backwards);
    ASSERT_EQ(got.opinions.size(), 1u);
    EXPECT_EQ(got.opinions[0].because, std::vector<std::uint64_t>{1});
    EXPECT_NE(
        got.opinions[0].why.find("Between rows 7 and 20 of com.apple.MobileSMS, 9 numbers are missing in 2"),
        std::string::npos)
        << got.opinions[0].why;
  }
}

TEST(RowGaps, WholeTablesAndOnesThatBeginLaterHaveNone) {
  for (const auto& numbers : std::vector<std::vector<std::int64_t>>{
           {1, 2, 3}, {500, 501, 502}, {3, 2, 1}, {4}, {}, {0, 0, 0}, {5, 5, 6, 6, 7}, {-9, -3}})
    EXPECT_TRUE(told("row_gaps", rows(numbers)).opinions.empty());
  auto two_apps = rows({1, 2, 3});
  two_apps[1].app_id = {"net.whatsapp.WhatsApp"}, two_apps[1].row = 900;
  two_apps[2].row = 2;
  EXPECT_TRUE(told("row_gaps", two_apps).opinions.empty());
}

TEST(RowGaps, NumbersAtTheEndsOfTheirRangeAreNoOverflow) {
  const auto got = told("row_gaps", rows({1, INT64_MAX}));
  ASSERT_EQ(got.opinions.size(), 1u);
  EXPECT_NE(got.opinions[0].why.find("9223372036854775805 numbers"), std::string::npos)
      << got.opinions[0].why;
}

}  // namespace
}  // namespace waarborg

#include "ledger/states.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "ledger/world_test.h"

namespace waarborg {
namespace {

using namespace world;

Figures only(const Account& account) {
  EXPECT_EQ(account.organisations.size(), 1u);
  return account.organisations.empty() ? Figures{} : account.organisations[0].figures;
}

TEST(States, silence_is_never_absence) {
  Story story;
  story.add("nl/a", "asset", asset("pc-1", "s1", day(1)), day(1));
  const auto f = only(story.at(day(30)));
  EXPECT_EQ(f.in_scope, 1);
  EXPECT_EQ(f.not_heard, 1);
  EXPECT_EQ(f.absent(), 0);
}

TEST(States, never_seen_needs_one_whole_scan_and_lasts_fourteen_days) {
  Story story;
  story.scan(clean_scan("s1", day(5)));
  EXPECT_EQ(story.state(day(5)), State::never_seen);
  EXPECT_EQ(story.state(day(19)), State::never_seen);
  EXPECT_EQ(story.state(day(20)), State::not_heard);
  EXPECT_EQ(only(story.at(day(20))).stale, 1);
}

TEST(States, only_what_nothing_is_known_of_was_not_heard_of) {
  EXPECT_EQ(name_of(State::not_heard, Unknown::not_heard), "not-heard");
  EXPECT_EQ(name_of(State::not_heard, Unknown::stale), "stale");
  EXPECT_EQ(name_of(State::not_heard, Unknown::incomplete), "incomplete");
  EXPECT_EQ(name_of(State::false_positive, Unknown::incomplete), "false-positive");
  EXPECT_EQ(name_of(State::present, Unknown::none), "present");
}

// Each row takes one condition away from a scan that would prove absence.
TEST(States, absence_is_not_proven_when_one_condition_fails) {
  struct Row {
    const char* name;
    std::function<void(Observation&)> spoil;
  };
  const Row rows[] = {
      {"a name only",
       [](auto& o) {
         o.identifiers[0].strong = false;
         o.sightings.push_back({"d-1", other_subject, "x", Confidence::lead, Presence::installed});
       }},
      {"taken before the issue", [](auto& o) { o.taken = day(-1); }},
      {"taken in the future", [](auto& o) { o.taken = day(400); }},
      {"time not known", [](auto& o) { o.taken = Time{}; }},
      {"user rights", [](auto& o) { o.rights = "user"; }},
      {"rights not known", [](auto& o) { o.rights = ""; }},
      {"no directive loaded", [](auto& o) { o.content.erase(o.content.begin()); }},
      {"another version of the directive", [](auto& o) { o.content[0].sha256 = "ff"; }},
      {"older catalogue", [](auto& o) { o.content[1].date = "2023-10-30"; }},
      {"no catalogue", [](auto& o) { o.content.pop_back(); }},
      {"platform not known", [](auto& o) { o.platforms.clear(); }},
      {"platform without rules", [](auto& o) { o.platforms = {"windows"}; }},
      {"a second system without rules", [](auto& o) { o.platforms.push_back("windows"); }},
      {"canary of a needed probe", [](auto& o) { o.probes[3].canary = false; }},
      {"canary of one of the group", [](auto& o) { o.probes[2].canary = false; }},
      {"partial probe", [](auto& o) { o.probes[3].status = Status::partial; }},
      {"unreadable probe", [](auto& o) { o.probes[3].status = Status::unreadable; }},
      {"not testable probe", [](auto& o) { o.probes[3].status = Status::not_testable; }},
      {"version not supported", [](auto& o) { o.probes[3].status = Status::unsupported_version; }},
      {"probe left out", [](auto& o) { o.probes.pop_back(); }},
      {"nothing was there to be read",
       [](auto& o) {
         for (auto& p : o.probes)
           if (p.probe != "names") p.status = Status::absent;
       }},
      {"no package database at all", [](auto& o) { o.probes[1].status = Status::absent; }},
      {"one of two package databases damaged", [](auto& o) { o.probes[2].status = Status::partial; }},
      {"folders that could not be listed", [](auto& o) { o.probes[0].status = Status::partial; }},
      {"names not gone through", [](auto& o) { o.probes.erase(o.probes.begin()); }},
      {"nothing could be opened",
       [](auto& o) {
         o.probes.push_back({"evidence", Status::unreadable, true});
       }},
      {"a hint", [](auto& o) { o = found(o, Confidence::lead); }},
      {"leftovers", [](auto& o) { o = found(o, Confidence::confirmed, Presence::residual); }},
  };
  for (const auto& row : rows) {
    Story story;
    auto scan = clean_scan("s1", day(5));
    row.spoil(scan);
    story.add("nl/a", "observation", scan, day(5));
    const auto f = only(story.at(day(6)));
    EXPECT_EQ(f.in_scope, 1) << row.name;
    EXPECT_EQ(f.absent(), 0) << row.name;
    EXPECT_EQ(f.unknown(), 1) << row.name;
  }
}

TEST(States, gone_needs_two_proofs_that_span_seven_days_after_the_last_sighting) {
  Story story;
  story.scan(found(clean_scan("s1", day(1))));
  EXPECT_EQ(story.state(day(1)), State::present);
  story.scan(clean_scan("s1", day(5)));
  EXPECT_EQ(story.state(day(5)), State::present) << "one proof";
  story.scan(clean_scan("s1", day(11)));
  EXPECT_EQ(story.state(day(11)), State::present) << "six days";
  story.scan(clean_scan("s1", day(12)));
  EXPECT_EQ(story.state(day(12)), State::gone);
  EXPECT_EQ(story.state(day(40)), State::not_heard) << "stale";
  EXPECT_EQ(story.state(day(1)), State::present) << "what was known then does not change";
  story.scan(found(clean_scan("s1", day(20))));
  EXPECT_EQ(story.state(day(20)), State::present) << "it came back";
  EXPECT_EQ(story.at(day(20)).states[0].episodes, 2);
}

TEST(States, a_claimed_removal_is_not_gone_and_starts_the_count_anew) {
  Story story;
  story.scan(found(clean_scan("s1", day(1)))).scan(clean_scan("s1", day(3)));
  story.add("nl/a", "removal-claimed", said("serial:s1", "vendor/acme"), day(9));
  EXPECT_EQ(story.state(day(9)), State::removal_claimed);
  EXPECT_EQ(only(story.at(day(9))).of_claimed, 1);
  story.scan(clean_scan("s1", day(11)));
  EXPECT_EQ(story.state(day(11)), State::removal_claimed) << "the scan before the claim does not count";
  story.scan(clean_scan("s1", day(18)));
  EXPECT_EQ(story.state(day(18)), State::gone);
}

TEST(States, an_exception_that_ends_gives_back_the_original_deadline) {
  Story story;
  story.scan(found(clean_scan("s1", day(1))));
  story.add("nl/a", "exception",
            Grant{"", "d-1", "vendor/acme", "no substitute yet", "CISO", day(2), day(100)}, day(2));
  EXPECT_EQ(story.state(day(95)), State::exception);
  EXPECT_EQ(only(story.at(day(95))).present, 1) << "under exception is still present";
  EXPECT_EQ(only(story.at(day(95))).of_exception, 1);
  EXPECT_FALSE(story.at(day(95)).states[0].overdue);
  const auto later = story.at(day(101));
  EXPECT_EQ(later.states[0].state, State::present);
  EXPECT_EQ(later.states[0].deadline, date_of(day(90)));
  EXPECT_TRUE(later.states[0].overdue);
}

TEST(States, an_exception_for_one_product_does_not_cover_another) {
  Story story;
  story.scan(
      found(found(clean_scan("s1", day(1))), Confidence::confirmed, Presence::installed, other_subject));
  story.add("nl/a", "exception", Grant{"", "", subject, "need", "CISO", day(1), day(50)}, day(1));
  EXPECT_EQ(story.state(day(2)), State::exception);
  EXPECT_EQ(story.state(day(2), other_subject), State::present);
  EXPECT_EQ(only(story.at(day(2))).of_exception, 0) << "the device counts as present";
}

TEST(States, a_false_positive_covers_what_was_judged_and_nothing_that_comes_later) {
  Story story;
  story.scan(found(clean_scan("s1", day(1))));
  story.add("nl/a", "false-positive", said("serial:s1", subject), day(2));
  EXPECT_EQ(story.state(day(2)), State::never_seen) << "the scan was whole otherwise";
  story.scan(found(clean_scan("s1", day(3)), Confidence::confirmed, Presence::installed, subject, "acme#2"));
  EXPECT_EQ(story.state(day(3)), State::present) << "another indicator";
}

TEST(States, what_left_scope_counts_as_left_until_it_is_heard_again) {
  for (const auto* kind : {"decommissioned", "lost", "out-of-scope"}) {
    Story story;
    story.scan(found(clean_scan("s1", day(1))));
    story.add("nl/a", kind, said("serial:s1"), day(2));
    EXPECT_EQ(only(story.at(day(3))).left, 1) << kind;
    story.scan(found(clean_scan("s1", day(4))));
    EXPECT_EQ(only(story.at(day(5))).left, 0) << kind;
    EXPECT_EQ(only(story.at(day(5))).present, 1) << kind;
  }
}

TEST(States, names_bind_nothing_and_strong_identifiers_do) {
  Story story;
  story.add("nl/a", "asset", asset("desk", "", day(1)), day(1));
  story.scan(clean_scan("s1", day(2)));  // its hostname is "desk"
  auto f = only(story.at(day(2)));
  EXPECT_EQ(f.in_scope, 2);
  EXPECT_EQ(f.not_heard, 1);
  story.add("nl/a", "asset", asset("desk", "S1", day(3)), day(3));
  f = only(story.at(day(3)));
  EXPECT_EQ(f.in_scope, 1) << "the inventory named the serial: both are one";
  EXPECT_EQ(f.never_seen, 1);
}

TEST(States, a_device_that_two_organisations_claim_proves_nothing_for_the_second) {
  Story story;
  story.scan(found(clean_scan("s1", day(1))));
  story.add("nl/b", "observation", clean_scan("s1", day(2)), day(2));
  story.add("nl/b", "observation", clean_scan("s1", day(10)), day(10));
  const auto account = story.at(day(10));
  EXPECT_EQ(account.conflicts.size(), 2u);
  EXPECT_EQ(account.states[0].state, State::present);
  story.add("nl/b", "observation", found(clean_scan("s2", day(11))), day(11));
  EXPECT_EQ(story.at(day(11)).organisations.size(), 2u);
}

Asset listed(const std::string& name, std::vector<Identifier> identifiers, Time taken) {
  auto out = asset(name, "", taken);
  out.identifiers = std::move(identifiers);
  return out;
}

TEST(States, cloned_machines_in_one_list_are_each_a_device_and_none_is_proven_clean) {
  Story story;
  for (const auto* name : {"pc-1", "pc-2", "pc-3"})
    story.add("nl/a", "asset", asset(name, "s1", day(1)), day(1));
  story.scan(clean_scan("s1", day(2))).scan(clean_scan("s1", day(10)));
  auto f = only(story.at(day(10)));
  EXPECT_EQ(f.in_scope, 3);
  EXPECT_EQ(f.unknown(), 3);
  ASSERT_EQ(story.at(day(10)).conflicts.size(), 1u);
  EXPECT_NE(story.at(day(10)).conflicts[0].find("pc-1, pc-2, pc-3 are listed with one serial:s1"),
            std::string::npos)
      << story.at(day(10)).conflicts[0];
  story.scan(found(clean_scan("s1", day(11))));
  EXPECT_EQ(only(story.at(day(11))).present, 3) << "it may be any of them";
}

TEST(States, a_machine_that_was_scanned_before_its_clones_were_listed_is_one_of_them) {
  Story story;
  story.scan(clean_scan("s1", day(1)));
  EXPECT_EQ(story.state(day(1)), State::never_seen);
  for (const auto* name : {"pc-1", "pc-2"}) story.add("nl/a", "asset", asset(name, "s1", day(2)), day(2));
  EXPECT_EQ(only(story.at(day(2))).in_scope, 2);
  EXPECT_EQ(only(story.at(day(2))).unknown(), 2);
}

TEST(States, what_clones_share_binds_nothing_and_what_they_have_apart_does) {
  Story story;
  const Identifier same{"machine-id", "m7", true};
  story.add("nl/a", "asset", listed("pc-1", {same, {"serial", "s1", true}}, day(1)), day(1));
  story.add("nl/a", "asset", listed("pc-2", {same, {"serial", "s2", true}}, day(1)), day(1));
  auto scan = clean_scan("s1", day(2));
  scan.identifiers.push_back(same);
  story.scan(scan);
  auto f = only(story.at(day(2)));
  EXPECT_EQ(f.in_scope, 2);
  EXPECT_EQ(f.never_seen, 1);
  EXPECT_EQ(f.not_heard, 1);
}

TEST(States, evidence_of_two_machines_with_one_disk_is_of_two_devices) {
  Story story;
  const Identifier same{"machine-id", "m7", true};
  auto dirty = found(clean_scan("s1", day(1))), clean_one = clean_scan("s2", day(2));
  auto disk_alone = clean_scan("", day(3)), again = clean_scan("", day(12));
  for (auto* scan : {&dirty, &clean_one, &disk_alone, &again}) {
    scan->identifiers.push_back(same);
    story.scan(*scan);
  }
  const auto f = only(story.at(day(12)));
  EXPECT_EQ(f.in_scope, 2);
  EXPECT_EQ(f.present, 1) << "the clone's clean scans say nothing of the first";
  EXPECT_FALSE(story.at(day(12)).conflicts.empty());
}

TEST(States, an_asset_that_gets_the_identifier_of_a_clean_machine_is_unknown) {
  for (const bool listed_twice : {false, true}) {
    Story story;
    story.add("nl/a", "asset", listed("pc-dirty", {{"machine-id", "m2", true}}, day(1)), day(1));
    story.add("nl/a", "asset", listed("pc-dirty", {{"machine-id", "m1", true}}, day(2)), day(2));
    if (listed_twice)
      story.add("nl/a", "asset", listed("pc-clean", {{"machine-id", "M1", true}}, day(2)), day(2));
    auto scan = clean_scan("", day(3));
    scan.identifiers.push_back({"machine-id", "m1", true});
    story.scan(scan);
    const auto account = story.at(day(3));
    EXPECT_EQ(only(account).absent(), 0) << listed_twice;
    EXPECT_EQ(only(account).in_scope, listed_twice ? 2 : 1);
    EXPECT_FALSE(account.conflicts.empty());
  }
}

TEST(States, two_lists_that_agree_on_one_number_may_not_give_two_of_another) {
  Story story;
  auto other = listed("PC1", {{"serial", "s1", true}, {"machine-id", "m-clean", true}}, day(1));
  other.source = "mdm";
  story.add("nl/a", "asset", listed("pc-1", {{"serial", "s1", true}, {"machine-id", "m1", true}}, day(1)),
            day(1));
  story.add("nl/a", "asset", other, day(1));
  auto scan = clean_scan("", day(2));
  scan.identifiers.push_back({"machine-id", "m-clean", true});
  story.scan(scan);
  EXPECT_EQ(only(story.at(day(2))).in_scope, 1);
  EXPECT_EQ(only(story.at(day(2))).absent(), 0);
  story.scan(clean_scan("s1", day(3)));
  EXPECT_EQ(only(story.at(day(3))).never_seen, 1) << "both lists agree on the serial";
}

TEST(States, evidence_with_the_identifiers_of_two_assets_makes_neither_vanish) {
  Story story;
  story.add("nl/a", "asset", asset("pc-1", "s1", day(1)), day(1));
  story.add("nl/a", "asset", listed("pc-2", {{"machine-id", "m2", true}}, day(1)), day(1));
  auto scan = clean_scan("s1", day(2));
  scan.identifiers.push_back({"machine-id", "m2", true});
  story.scan(scan);
  EXPECT_EQ(only(story.at(day(2))).in_scope, 2);
  EXPECT_EQ(only(story.at(day(2))).absent(), 0);
}

TEST(States, an_asset_that_left_shares_with_nobody_and_its_number_can_be_listed_anew) {
  Story story;
  story.add("nl/a", "asset", asset("pc-1", "s1", day(1)), day(1));
  story.add("nl/a", "out-of-scope", said("pc-1"), day(2));
  story.add("nl/a", "asset", asset("desk-9", "s1", day(3)), day(3));
  story.scan(clean_scan("s1", day(4)));
  const auto f = only(story.at(day(4)));
  EXPECT_EQ(f.in_scope, 2);
  EXPECT_EQ(f.left, 1);
  EXPECT_EQ(f.never_seen, 1);
  EXPECT_TRUE(story.at(day(4)).conflicts.empty());
}

TEST(States, a_placeholder_is_no_identity) {
  for (const auto* value :
       {"To be filled by O.E.M.", "Default string", "System Serial Number", "0", "None", "Not Specified",
        "XXXXXXXX", "000000000000000", " default STRING ", "00000000-0000-0000-0000-000000000000",
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "03000200-0400-0500-0006-000700080009"}) {
    Story story;
    story.add("nl/a", "asset", asset("pc-1", value, day(1)), day(1));
    story.add("nl/a", "asset", asset("pc-2", value, day(1)), day(1));
    story.scan(clean_scan(value, day(2)));
    const auto f = only(story.at(day(2)));
    EXPECT_EQ(f.in_scope, 2) << value;
    EXPECT_EQ(f.not_heard, 2) << value;
  }
  for (const auto* value : {"S1", "none-17", "00000001", "4C4C4544-0000-2010-8020-80C04F202020"})
    EXPECT_FALSE(is_placeholder(value)) << value;
}

TEST(States, one_piece_of_evidence_with_two_times_is_one_moment_the_earliest) {
  Story story;
  story.scan(found(clean_scan("s1", day(1))));
  auto first = clean_scan("s1", day(5)), second = clean_scan("s1", day(15)),
       third = clean_scan("s1", day(11));
  first.evidence_sha256 = second.evidence_sha256 = third.evidence_sha256 = "tar";
  for (const auto& scan : {first, second, third}) story.add("nl/a", "observation", scan, day(15));
  EXPECT_EQ(story.state(day(15)), State::present);
  auto other = clean_scan("s1", day(12));
  other.evidence_sha256 = "another";
  story.add("nl/a", "observation", other, day(15));
  EXPECT_EQ(story.state(day(15)), State::gone) << "two pieces, seven days apart";
  EXPECT_EQ(story.state(day(27)), State::not_heard) << "the newest proof is of day 12, not of day 15";
}

TEST(States, a_later_time_does_not_lift_evidence_over_the_issue_of_a_directive) {
  Story story;
  auto before = clean_scan("s1", day(-3)), after = clean_scan("s1", day(3));
  before.evidence_sha256 = after.evidence_sha256 = "tar";
  for (const auto& scan : {before, after}) story.add("nl/a", "observation", scan, day(3));
  EXPECT_EQ(story.state(day(3)), State::not_heard);
}

TEST(States, findings_without_a_known_device_are_counted_and_never_gone) {
  Story story;
  story.scan(found(clean_scan("", day(1)))).scan(clean_scan("", day(2))).scan(clean_scan("", day(12)));
  const auto account = story.at(day(12));
  EXPECT_EQ(only(account).present, 1);
  EXPECT_EQ(account.unbound.size(), 2u);
}

TEST(States, a_finding_on_the_vendor_alone_is_a_row_of_its_own) {
  Story story;
  story.scan(found(clean_scan("s1", day(1)), Confidence::probable, Presence::installed, "vendor/acme"));
  EXPECT_EQ(story.state(day(1), "vendor/acme"), State::suspected);
  EXPECT_EQ(only(story.at(day(1))).suspected, 1);
}

TEST(States, figures_that_do_not_add_up_are_an_error) {
  Figures f;
  f.in_scope = 2, f.present = 1;
  EXPECT_FALSE(check(f));
  f.left = 1;
  EXPECT_TRUE(check(f));
}

// A second, plainer telling of the rule for GONE, straight from the events.
bool may_be_gone(const Story& story, Time as_of, bool& ever) {
  Time last{}, first_proof{}, last_proof{};
  for (const auto& e : story.entries()) {
    if (e.recorded > as_of) continue;
    if (const auto* o = std::get_if<Observation>(&e.what)) {
      const auto when = known(o->taken) && o->taken <= e.recorded ? o->taken : e.recorded;
      for (const auto& s : o->sightings)
        if (s.confidence == Confidence::confirmed && s.presence == Presence::installed)
          last = std::max(last, when), ever = true;
    }
    if (e.kind == "removal-claimed") last = std::max(last, e.about), ever = true;
  }
  for (const auto& e : story.entries()) {
    const auto* o = std::get_if<Observation>(&e.what);
    if (o == nullptr || e.recorded > as_of || !o->sightings.empty() || o->rights != "root" ||
        o->probes[3].status != Status::complete || !o->probes[3].canary || o->taken > e.recorded ||
        o->taken < day(0) || !known(o->taken) || o->taken <= last || e.organisation != "nl/a")
      continue;
    if (!known(first_proof) || o->taken < first_proof) first_proof = o->taken;
    last_proof = std::max(last_proof, o->taken);
  }
  return ever && known(last_proof) && last_proof - first_proof >= std::chrono::hours(168) &&
         as_of - last_proof <= std::chrono::hours(336);
}

TEST(States, no_sequence_of_events_reaches_gone_without_its_conditions) {
  int gone = 0, never = 0;
  for (unsigned seed = 1; seed <= 1500; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
    Story story;
    story.add("nl/a", "asset", asset("pc-1", "s1", day(0)), day(0));
    int now = 0;
    for (int i = 0, count = 3 + below(10); i < count; ++i) {
      now += below(6);
      auto scan = clean_scan("s1", day(now - (below(5) == 0 ? below(40) : 0)));
      switch (below(14)) {
        case 0:
          story.add("nl/a", "removal-claimed", said("serial:s1", subject), day(now));
          continue;
        case 1:
        case 2:
          scan = found(scan);
          break;
        case 3:
          scan = found(scan, Confidence::lead);
          break;
        case 4:
          scan.rights = "user";
          break;
        case 5:
          scan.probes[3].canary = false;
          break;
        case 6:
          scan.probes[3].status = Status::partial;
          break;
        case 7:
          scan.taken = day(now + 30);
          break;
        case 8:
          scan.taken = Time{};
          break;
        case 9:
          story.add("nl/b", "observation", scan, day(now));
          continue;
        default:
          break;
      }
      story.add("nl/a", "observation", scan, day(now));
    }
    const auto as_of = day(now + below(20));
    const auto account = story.at(as_of);  // itself an error when N is not P + A + U + X
    for (const auto& row : account.states) {
      if (row.subject != subject || row.organisation != "nl/a") continue;
      bool ever = false;
      const bool may = may_be_gone(story, as_of, ever);
      if (row.state == State::gone) {
        EXPECT_TRUE(may) << "seed " << seed;
        ++gone;
      }
      if (row.state == State::never_seen) {
        EXPECT_FALSE(ever) << "seed " << seed;
        ++never;
      }
    }
  }
  EXPECT_GT(gone, 20) << "the property must have been put to the test";
  EXPECT_GT(never, 20);
}

}  // namespace
}  // namespace waarborg

#include "directives/effective.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "directives/dates.h"

namespace waarborg {
namespace {

const Directive& shipped(std::string_view id) {
  const auto& all = shipped_directives();
  const auto found = std::ranges::find(all, id, &Directive::id);
  EXPECT_NE(found, all.end()) << id;
  return *found;
}

struct Case {
  std::string_view directive, organisation, day;
  std::map<std::string, std::string, std::less<>> known;
  std::string_view binding, clause;
};

TEST(Effective, audience_day_and_circumstances_decide) {
  const Case cases[] = {
      {"nl-2018-kaspersky", "nl/central-government", "2018-06-01", {}, "yes", "phase-out"},
      {"nl-2018-kaspersky", "nl/central-government/tax-office", "2018-06-01", {}, "yes", "phase-out"},
      {"nl-2018-kaspersky", "nl/central-governments", "2018-06-01", {}, "no", "phase-out"},
      {"nl-2018-kaspersky", "nl/vital-sector", "2018-06-01", {}, "advisory", "advice"},
      {"nl-2018-kaspersky", "nl/abdo-contractor/shipyard", "2018-06-01", {}, "advisory", "advice"},
      {"nl-2018-kaspersky", "nl/municipality", "2018-06-01", {}, "no", "phase-out"},
      {"nl-2018-kaspersky", "nl/central-government", "2018-05-13", {}, "no", "phase-out"},
      {"us-bod-17-01", "us/federal-executive", "2017-09-13", {}, "yes", "remove"},
      {"us-bod-17-01", "nl/central-government", "2017-09-13", {}, "no", "remove"},
      {"be-tiktok-2023",
       "be/federal-staff",
       "2023-03-10",
       {{"ownership", "organisation"}},
       "yes",
       "no-install"},
      {"be-tiktok-2023",
       "be/federal-staff",
       "2023-03-10",
       {{"ownership", "private"}},
       "undecided",
       "personal-devices"},
      {"be-tiktok-2023",
       "be/federal-staff",
       "2023-03-10",
       {{"ownership", "private"}, {"function", "internal-network"}},
       "advisory",
       "personal-devices"},
      {"be-tiktok-2023",
       "be/federal-staff",
       "2023-03-10",
       {{"ownership", "private"}, {"function", "none"}},
       "no",
       "no-install"},
      {"be-tiktok-2023", "be/federal-staff", "2023-03-10", {}, "undecided", "no-install"},
      {"be-tiktok-2023", "be/other-authorities", "2023-03-10", {}, "information", "other-authorities"},
      {"au-2025-002", "au/non-corporate-commonwealth", "2025-03-01", {}, "yes", "remove"},
      {"au-2025-002", "au/critical-infrastructure", "2025-03-01", {}, "information", "signal"},
  };
  for (const auto& c : cases) {
    const std::vector<Directive> one = {shipped(c.directive)};
    const auto effects = effective(one, {std::string(c.organisation), std::string(c.day), c.known});
    const auto* decides = deciding(effects);
    ASSERT_NE(decides, nullptr);
    EXPECT_EQ(name_of(decides->binding), c.binding)
        << c.directive << ' ' << c.organisation << ": " << decides->why;
    EXPECT_EQ(decides->clause->id, c.clause) << c.directive << ' ' << c.organisation;
    EXPECT_FALSE(decides->why.empty());
  }
}

TEST(Effective, a_directive_that_is_not_in_force_binds_nobody) {
  for (const std::string status : {"draft", "suspended", "withdrawn", "superseded", "expired"}) {
    std::vector<Directive> one = {shipped("nl-2018-kaspersky")};
    one[0].status = status;
    EXPECT_EQ(deciding(effective(one, {"nl/central-government", "2020-01-01", {}}))->binding,
              ClauseBinding::no)
        << status;
  }
  std::vector<Directive> one = {shipped("nl-2018-kaspersky")};
  one[0].expires = "2019-12-31";
  EXPECT_EQ(deciding(effective(one, {"nl/central-government", "2019-12-31", {}}))->binding,
            ClauseBinding::yes);
  const auto after = effective(one, {"nl/central-government", "2020-01-01", {}});
  EXPECT_EQ(after[0].binding, ClauseBinding::no);
  EXPECT_EQ(after[0].why, "The directive expired on 2019-12-31.");
}

TEST(Effective, the_threat_level_of_the_region_changes_the_rule) {
  Directive d;
  d.id = "mission", d.issued = "2022-01-01", d.status = "issued";
  Clause strict, eased;
  strict.id = "strict", strict.effect = "prohibit-use";
  strict.applies_to = {{"location", {"sahel"}}, {"threat-level", {"high"}}};
  strict.audiences.push_back({"be/defence", "mandatory", {}, {}, {}});
  strict.conditions.push_back({"nothing-classified", "not-verifiable", {}});
  eased = strict;
  eased.id = "eased", eased.applies_to = {{"threat-level", {"low"}}}, eased.audiences[0].force = "advice";
  d.clauses = {strict, eased};
  const std::vector<Directive> one = {d};
  const auto at = [&](std::map<std::string, std::string, std::less<>> known) {
    const auto effects = effective(one, {"be/defence", "2022-06-01", std::move(known)});
    EXPECT_EQ(effects[0].unverifiable, std::vector<std::string>{"nothing-classified"});
    const auto* decides = deciding(effects);
    return std::string(name_of(decides->binding)) + " " + decides->clause->id;
  };
  EXPECT_EQ(at({{"location", "sahel"}, {"threat-level", "high"}}), "yes strict");
  EXPECT_EQ(at({{"location", "sahel"}, {"threat-level", "low"}}), "advisory eased");
  EXPECT_EQ(at({{"location", "sahel"}}), "undecided strict");
  EXPECT_EQ(at({{"location", "brussels"}, {"threat-level", "high"}}), "no strict");
}

struct Day {
  std::string_view directive, milestone, start, complete;
};

TEST(Milestones, of_the_shipped_directives_fall_on_the_days_that_were_decided) {
  const Day days[] = {
      {"us-bod-17-01", "identify", "", "2017-10-13"}, {"us-bod-17-01", "plan", "", "2017-11-12"},
      {"us-bod-17-01", "begin", "2017-12-12", ""},    {"be-tiktok-2023", "no-install", "2023-03-10", ""},
      {"be-tiktok-2023", "remove", "", "2023-03-31"}, {"au-2025-002", "remove", "", "2025-04-01"},
      {"nl-2018-kaspersky", "phase-out", "", ""},
  };
  for (const auto& day : days) {
    const auto& d = shipped(day.directive);
    const auto m = std::ranges::find(d.milestones, day.milestone, &Milestone::id);
    ASSERT_NE(m, d.milestones.end()) << day.directive << ' ' << day.milestone;
    EXPECT_EQ(day_of(d, *m, m->start_by), day.start) << day.directive;
    EXPECT_EQ(day_of(d, *m, m->complete_by), day.complete) << day.directive;
    EXPECT_EQ(d.calendar, "calendar-days");
  }
  EXPECT_EQ(shipped("us-bod-17-01").zone, "America/New_York");
  EXPECT_EQ(shipped("be-tiktok-2023").zone, "Europe/Brussels");
}

// The press said that everything is gone within ninety days. It stands beside the directive and sets no day.
TEST(Milestones, a_press_reading_sets_no_day) {
  auto d = shipped("us-bod-17-01");
  const auto begin = std::ranges::find(d.milestones, "begin", &Milestone::id);
  EXPECT_FALSE(begin->reported_as.empty());
  EXPECT_EQ(begin->complete_by, "");
  EXPECT_EQ(begin->kind, "start");
  for (const auto& m : d.milestones) EXPECT_NE(m.kind, "remove");
}

TEST(Shipped, four_clauses_and_three_forces_of_the_belgian_decision) {
  const auto& d = shipped("be-tiktok-2023");
  ASSERT_EQ(d.clauses.size(), 4u);
  std::string forces;
  for (const auto& c : d.clauses) forces += c.audiences[0].force + ' ';
  EXPECT_EQ(forces, "mandatory mandatory advice information ");
  EXPECT_EQ(shipped("us-bod-17-01").vendor_reply_until, "2017-11-03");
}

// Every fact has a source: what the careful reader's questions call unsourced must not be there.
TEST(Shipped, every_clause_milestone_and_ground_has_a_source) {
  for (const auto& d : shipped_directives()) {
    EXPECT_FALSE(d.issuer_sources.empty()) << d.id;
    for (const auto& s : d.subjects) EXPECT_FALSE(s.sources.empty()) << d.id;
    for (const auto& c : d.clauses) {
      EXPECT_FALSE(c.sources.empty()) << d.id << ' ' << c.id;
      for (const auto& a : c.audiences) EXPECT_FALSE(a.sources.empty()) << d.id << ' ' << a.selector;
    }
    for (const auto& m : d.milestones) EXPECT_FALSE(m.sources.empty()) << d.id << ' ' << m.id;
    for (const auto& g : d.grounds) EXPECT_FALSE(g.evidence.empty()) << d.id << ' ' << g.criterion;
  }
}

TEST(Scope, a_class_a_list_and_versions_are_never_more_than_they_say) {
  Directive d;
  d.id = "x";
  Clause c;
  c.id = "out", c.effect = "remove";
  d.clauses = {c};
  DirectiveSubject by_class, by_list, versions;
  by_class.class_criterion = "C1";
  by_list.list_url = "https://example.org/list";
  versions.ref = "vendor/kaspersky", versions.versions_until = "4";
  d.subjects = {by_class, by_list};
  EXPECT_EQ(scope_of(d, "vendor/kaspersky", shipped_catalogue()), Scope::outside);
  EXPECT_EQ(d.subjects[0].name(), "class:C1");
  d.subjects = {versions};
  EXPECT_EQ(scope_of(d, "product/kaspersky/kesl", shipped_catalogue()), Scope::undecided);
  Finding f;
  f.subject = "product/kaspersky/kesl", f.confidence = Confidence::confirmed;
  const auto under = apply({d}, {}, {f}, shipped_catalogue());
  ASSERT_EQ(under.size(), 1u);
  EXPECT_EQ(under[0].confidence, Confidence::probable);
  EXPECT_NE(under[0].why.find("versions are not compared"), std::string::npos);
}

}  // namespace
}  // namespace waarborg

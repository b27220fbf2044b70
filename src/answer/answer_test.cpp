// Answers from a small ledger: figures that add up, nothing small shown, nothing to be had by subtracting two
// of them.
#include "answer/answer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "answer/document.h"

namespace waarborg {
namespace {

Time day(int n) {
  return from_seconds(1'700'000'000 + std::int64_t{n} * 86'400);
}

// A ledger of one directive; devices are put into the state that a test wants.
class Ledger {
 public:
  Ledger() {
    Rule rule{"d-1", "1", "aa", date_of(day(0)), 14, {}};
    rule.subjects = {
        {"product/acme/agent", "phase-out", "", "vendor/acme", "2023-11-01", {{"linux", {"packages"}}}}};
    add("", "directive", rule, day(0));
  }
  Ledger& devices(const std::string& organisation, const std::string& ownership, const std::string& state,
                  int number, int on = 10) {
    for (int i = 0; i < number; ++i) {
      const auto name = "asset-" + std::to_string(++count_);
      Asset asset;
      asset.source = "cmdb", asset.name = name, asset.ownership = ownership, asset.taken = day(on);
      asset.identifiers = {{"serial", name, true}};
      add(organisation, "asset", asset, day(on));
      if (state == "not-heard") continue;
      if (state == "gone-away") {
        add(organisation, "decommissioned", Statement{name, "", "", "Jansen", "report"}, day(on));
        continue;
      }
      Observation o;
      o.case_sha256 = "case-" + name;
      o.taken = day(on), o.rights = "root", o.rights_from = "case", o.platforms = {"linux"};
      o.identifiers = asset.identifiers;
      o.probes = {{"names", Status::complete, true},
                  {"packages.dpkg", Status::complete, state != "incomplete"}};
      o.content = {{"directive", "d-1", "1", date_of(day(0)), "aa"},
                   {"catalogue", "vendor/acme", "1", "2023-11-01", "bb"}};
      if (state == "present" || state == "exception")
        o.sightings = {{"d-1", "product/acme/agent", "acme#1", Confidence::confirmed, Presence::installed}};
      if (state == "suspected")
        o.sightings = {{"d-1", "product/acme/agent", "acme#1", Confidence::probable, Presence::installed}};
      add(organisation, "observation", o, day(on));
      if (state == "exception")
        add(organisation, "exception",
            Grant{name, "", "product/acme/agent", "need", "Smit", day(on), day(on + 365)}, day(on));
    }
    return *this;
  }
  void publish(const PublicAnswer& answer) {
    add("", "published", Publication{body_of(published_of(answer, "digest"))}, day(400));
  }
  Result<PublicAnswer> ask(const Question& question, int on = 12, std::int64_t threshold = 5) const {
    return answer_of(entries_,
                     {question, "", day(on), {static_cast<std::int64_t>(last(on)), "head"}, threshold});
  }
  Result<PublicAnswer> ask(std::string_view form, int on = 12) const {
    return ask(question_of(*form_named(form)), on);
  }

 private:
  std::size_t last(int on) const {
    std::size_t out = 0;
    for (const auto& e : entries_)
      if (e.recorded <= day(on) && e.kind != "published") out = static_cast<std::size_t>(e.id);
    return out;
  }
  template <class What>
  void add(const std::string& organisation, const std::string& kind, const What& what, Time when) {
    LedgerEntry e;
    e.id = static_cast<std::int64_t>(entries_.size()) + 1;
    e.about = e.recorded = when;
    e.organisation = organisation, e.kind = kind, e.what = what;
    entries_.push_back(std::move(e));
  }
  std::vector<LedgerEntry> entries_;
  int count_ = 0;
};

const FigureRow* row(const PublicAnswer& answer, const std::string& organisation,
                     const std::string& ownership = "") {
  for (const auto& r : answer.table.rows)
    if (r.organisation == organisation && r.ownership == ownership) return &r;
  return nullptr;
}

TEST(PublicAnswer, FiguresOfEveryRowAddUpAndWorkAndPrivateStayApart) {
  Ledger ledger;
  ledger.devices("nl/a", "organisation", "present", 20).devices("nl/a", "organisation", "never-seen", 30);
  ledger.devices("nl/a", "private", "not-heard", 10).devices("nl/b", "", "suspected", 8);
  ledger.devices("nl/b", "leased", "incomplete", 6).devices("nl/b", "organisation", "gone-away", 7);
  const auto answer = ledger.ask("phase-out");
  ASSERT_TRUE(answer) << answer.error().what;
  ASSERT_EQ(answer->table.rows.size(), 2u + 1 + 1 + 2 + 1 + 3);
  for (const auto& r : answer->table.rows)
    EXPECT_EQ(r.value[in_scope], r.value[present] + r.value[absent] + r.value[unknown] + r.value[left_scope]);
  const auto* a = row(*answer, "nl/a");
  ASSERT_TRUE(a);
  EXPECT_EQ(a->value[in_scope], 60);
  EXPECT_EQ(a->value[present], 20);
  EXPECT_EQ(a->value[never_seen], 30);
  EXPECT_EQ(row(*answer, "nl/a", "private")->value[not_heard], 10);
  EXPECT_EQ(row(*answer, "nl/b", "unknown")->value[in_scope], 14);
  EXPECT_EQ(answer->table.other_ownership, 6);
  EXPECT_EQ(row(*answer, "", "organisation")->value[in_scope], 57);
}

TEST(PublicAnswer, NothingSmallIsShownAndAZeroOnlyWithWhatItIsOf) {
  Ledger ledger;
  ledger.devices("nl/a", "organisation", "present", 3).devices("nl/a", "organisation", "never-seen", 40);
  ledger.devices("nl/b", "organisation", "never-seen", 2).devices("nl/c", "organisation", "never-seen", 25);
  const auto answer = ledger.ask("phase-out-by-organisation");
  ASSERT_TRUE(answer) << answer.error().what;
  for (const auto& r : answer->table.rows)
    for (std::size_t f = 0; f < figure_count; ++f) {
      if (r.withheld[f]) continue;
      EXPECT_TRUE(r.value[f] == 0 || r.value[f] >= 5) << r.organisation << " " << figure_names[f];
      if (r.value[f] == 0) {
        EXPECT_TRUE(!r.withheld[in_scope] && r.value[in_scope] >= 5);
      }
    }
  EXPECT_TRUE(row(*answer, "nl/a")->withheld[present]);
  EXPECT_TRUE(row(*answer, "nl/b")->withheld[in_scope]);
  EXPECT_FALSE(row(*answer, "nl/c")->withheld[present]) << "0 of 25 may be said";
}

TEST(PublicAnswer, WhoDidNotReportIsNamed) {
  Ledger ledger;
  ledger.devices("nl/a", "", "never-seen", 12).devices("nl/silent", "", "not-heard", 12);
  auto question = question_of(*form_named("phase-out-by-organisation"));
  question.organisations = {"nl/a", "nl/silent", "nl/nobody"};
  const auto answer = ledger.ask(question);
  ASSERT_TRUE(answer) << answer.error().what;
  EXPECT_EQ(answer->table.silent, std::vector<std::string>{"nl/silent"});
  EXPECT_EQ(answer->table.without_device, std::vector<std::string>{"nl/nobody"});
  const auto text = answer_text(document_of(*answer, "en"), 100);
  EXPECT_NE(text.find("nl/silent: devices are in scope, but nothing was heard"), std::string::npos) << text;
  EXPECT_NE(text.find("0 of 12"), std::string::npos);
}

TEST(PublicAnswer, DecisionsToWithholdHideTheirFiguresWithTheGround) {
  Ledger ledger;
  ledger.devices("nl/a", "", "present", 12).devices("nl/a", "", "never-seen", 12);
  ledger.devices("nl/b", "", "present", 30).devices("nl/b", "", "never-seen", 30);
  ledger.devices("nl/c", "", "present", 40).devices("nl/c", "", "never-seen", 50);
  auto question = question_of(*form_named("phase-out-by-organisation"));
  question.withhold = {{"nl/a", {"present"}, {{{"en", "Strength of a unit."}}}}};
  const auto answer = ledger.ask(question);
  ASSERT_TRUE(answer) << answer.error().what;
  EXPECT_TRUE(row(*answer, "nl/a")->withheld[present]);
  const auto text = answer_text(document_of(*answer, "en"), 200);
  EXPECT_NE(text.find("Strength of a unit."), std::string::npos);
}

// Everybody adds and subtracts what two answers show; bounds for each count of organisation, ownership,
// state.
class Attacker {
 public:
  void read(const std::vector<PublishedRow>& rows, const std::string& epoch = "") {
    for (const auto& r : rows) {
      for (std::size_t f = 0; f < figure_count; ++f)
        if (r.value[f]) equations_.push_back({terms(r, static_cast<FigureNumber>(f), epoch), *r.value[f]});
    }
  }
  void solve() {
    for (bool moved = true; moved;) {
      moved = false;
      for (const auto& [terms, value] : equations_) {
        std::int64_t low = 0, high = 0;
        for (const auto t : terms) low += low_[t], high += high_[t];
        for (const auto t : terms) {
          const auto least = value - (high - high_[t]), most = value - (low - low_[t]);
          if (least > low_[t]) low += least - low_[t], low_[t] = least, moved = true;
          if (most < high_[t]) high -= high_[t] - most, high_[t] = most, moved = true;
        }
      }
    }
  }
  std::int64_t width(const PublishedRow& r, FigureNumber f) {
    std::int64_t out = 0;
    for (const auto t : terms(r, f, "")) out += high_[t] - low_[t];
    return out;
  }
  std::map<std::string, std::vector<std::string>> classes;  // of each organisation: those with a row

 private:
  std::vector<std::size_t> terms(const PublishedRow& r, FigureNumber f, const std::string& epoch) {
    std::vector<std::size_t> out;
    for (const auto& o : r.organisations)
      for (const auto& c : classes[o])
        if (r.ownership.empty() || r.ownership == c)
          for (const auto s : counted_states)
            if (counts(f, s)) {
              const auto key = o + "|" + c + "|" + std::string(figure_names[s]) + epoch;
              const auto at = numbers_.emplace(key, numbers_.size()).first->second;
              low_.resize(numbers_.size(), 0), high_.resize(numbers_.size(), 100'000);
              out.push_back(at);
            }
    return out;
  }
  std::map<std::string, std::size_t> numbers_;
  std::vector<std::int64_t> low_, high_;
  std::vector<std::pair<std::vector<std::size_t>, std::int64_t>> equations_;
};

TEST(PublicAnswer, TwoPublishedBreakdownsCannotBeSubtracted) {
  std::mt19937 random(876);
  std::size_t guarded = 0;
  for (int n = 0; n < 12; ++n) {
    Ledger ledger;
    Attacker attacker;
    for (const auto* organisation : {"nl/a", "nl/b"})
      for (const auto* ownership : {"organisation", "private"}) {
        attacker.classes[organisation].emplace_back(ownership);
        ledger.devices(organisation, ownership, "not-heard", 1 + static_cast<int>(random() % 12));
        ledger.devices(organisation, ownership, "present", static_cast<int>(random() % 9));
        ledger.devices(organisation, ownership, "never-seen", static_cast<int>(random() % 20));
      }
    std::vector<std::pair<PublishedRow, FigureRow>> all;
    for (const auto* form : {"phase-out-by-ownership", "phase-out-by-organisation", "phase-out"}) {
      const auto answer = ledger.ask(form);
      ASSERT_TRUE(answer) << answer.error().what;
      const auto rows = rows_of(answer->table);
      for (std::size_t i = 0; i < rows.size(); ++i) all.emplace_back(rows[i], answer->table.rows[i]);
      attacker.read(rows);
      ledger.publish(*answer);
    }
    attacker.solve();
    // A nothing below a published nothing is public; whoever is somewhere must stay unknown.
    for (const auto& [r, truth] : all)
      for (std::size_t f = 0; f < figure_count; ++f) {
        if (r.value[f] || truth.value[f] == 0) continue;
        ++guarded;
        EXPECT_GE(attacker.width(r, static_cast<FigureNumber>(f)), 5)
            << n << " " << r.organisations.front() << " " << r.ownership << " " << figure_names[f];
      }
  }
  EXPECT_GT(guarded, 100u);
}

TEST(PublicAnswer, ASmallChangeSinceAnEarlierAnswerIsWithheld) {
  Ledger ledger;
  ledger.devices("nl/a", "", "present", 20).devices("nl/a", "", "never-seen", 40);
  const auto first = ledger.ask("phase-out-total");
  ASSERT_TRUE(first) << first.error().what;
  EXPECT_FALSE(first->table.rows.back().withheld[present]);
  ledger.devices("nl/a", "", "present", 2, 14);
  const auto unrecorded = ledger.ask("phase-out-total", 15);
  ASSERT_TRUE(unrecorded);
  EXPECT_FALSE(unrecorded->table.rows.back().withheld[present]) << "nothing was published yet";
  ledger.publish(*first);
  const auto second = ledger.ask("phase-out-total", 15);
  ASSERT_TRUE(second) << second.error().what;
  EXPECT_TRUE(second->table.rows.back().withheld[present]) << "22 - 20 would be 2";
}

TEST(PublicAnswer, WhatWasPublishedIsGivenAgainByteByByte) {
  Ledger ledger;
  ledger.devices("nl/a", "organisation", "present", 3).devices("nl/a", "private", "never-seen", 40);
  ledger.devices("nl/b", "organisation", "never-seen", 30).devices("nl/b", "private", "not-heard", 9);
  const auto first = ledger.ask("phase-out");
  ASSERT_TRUE(first) << first.error().what;
  ledger.publish(*first);
  const auto other = ledger.ask("phase-out-by-ownership");
  ASSERT_TRUE(other) << other.error().what;
  ledger.publish(*other);
  const auto again = ledger.ask("phase-out");
  ASSERT_TRUE(again) << again.error().what;
  for (const auto* language : {"nl", "fr", "de", "en"}) {
    const auto one = document_of(*first, language), two = document_of(*again, language);
    EXPECT_EQ(answer_json(*first, one), answer_json(*again, two));
    EXPECT_EQ(answer_html(one), answer_html(two));
    EXPECT_EQ(answer_text(one, 100), answer_text(two, 100));
  }
  EXPECT_EQ(answer_csv(*first), answer_csv(*again));
}

TEST(PublicAnswer, WithoutDevicesThereIsNoAnswer) {
  EXPECT_FALSE(Ledger().ask("phase-out"));
}

TEST(PublicAnswer, DutchIsSaidInDutch) {
  Ledger ledger;
  ledger.devices("nl/a", "", "exception", 9).devices("nl/a", "", "never-seen", 40);
  const auto answer = ledger.ask("phase-out");
  ASSERT_TRUE(answer) << answer.error().what;
  const auto text = answer_text(document_of(*answer, "nl"), 100);
  for (const auto* word : {"aantoonbaar afwezig", "onbekend", "onder ontheffing", "Stand op"})
    EXPECT_NE(text.find(word), std::string::npos) << word;
}

TEST(Register, APublicationIsReadBackAndSaysNothingWithheld) {
  Ledger ledger;
  ledger.devices("nl/a", "", "present", 3).devices("nl/a", "", "never-seen", 40);
  const auto answer = ledger.ask("phase-out");
  ASSERT_TRUE(answer);
  const auto body = body_of(published_of(*answer, "digest"));
  const auto back = read_published(body);
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(body_of(*back), body);
  EXPECT_FALSE(back->rows.front().value[present]);
  EXPECT_FALSE(read_published("{}"));
  EXPECT_FALSE(read_published("[1"));
}

const std::string question_head =
    "format: 1\nid: q-876\nasked_on: 2026-10-01\naddressee: The minister\ndirective: d-1\n"
    "breakdown: [organisation]\ntext: {nl: \"Waar staat het?\", en: \"Where is it?\"}\n";

TEST(Question, AWholeOneIsRead) {
  std::vector<DirectiveFault> faults;
  const auto q = read_question(
      question_head +
          "due: 2026-11-01\nasked_by: A member\nperiod: {from: 2026-01-01, until: 2026-12-31}\n"
          "organisations: [nl/a, nl/b]\nwithhold:\n  - organisation: nl/a\n    figures: [present]\n"
          "    ground: {nl: Reden.}\n",
      faults);
  ASSERT_TRUE(q) << (faults.empty() ? q.error().what : faults.front().why);
  EXPECT_EQ(q->id, "q-876");
  EXPECT_EQ(q->organisations.size(), 2u);
  EXPECT_TRUE(q->by_organisation);
  EXPECT_FALSE(q->by_ownership);
  EXPECT_EQ(q->text.in("nl"), "Waar staat het?");
  EXPECT_EQ(q->withhold.size(), 1u);
  EXPECT_EQ(q->sha256.size(), 64u);
}

TEST(Question, WhatIsNotStrictIsRefusedWithItsLine) {
  for (const std::string more :
       {"id: twice\n", "extra: 1\n", "due: 2026-09-01\n", "due: tomorrow\n", "period: {until: 2026-01-01}\n",
        "period: {from: 2026-02-01, until: 2026-01-01}\n", "organisations: []\n", "asked_by: &a x\n",
        "asked_by: *a\n", "withhold: [{ground: {nl: x}}]\n",
        "withhold: [{figures: [people], ground: {nl: x}}]\n", "asked_by: !tag x\n", "---\nformat: 1\n",
        "asked_by: \"\\u0007\"\n"}) {
    std::vector<DirectiveFault> faults;
    EXPECT_FALSE(read_question(question_head + more, faults)) << more;
    EXPECT_FALSE(faults.empty()) << more;
  }
  std::vector<DirectiveFault> faults;
  EXPECT_FALSE(read_question("", faults));
  EXPECT_FALSE(read_question("- a\n", faults));
}

}  // namespace
}  // namespace waarborg

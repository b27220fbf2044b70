#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "directives/model.h"
#include "directives/show.h"
#include "directives/vocabulary.h"

namespace waarborg {
namespace {

std::string slurp(const std::string& below) {
  const char* source = std::getenv("WAARBORG_SOURCE");
  std::ifstream in(std::string(source == nullptr ? "." : source) + "/" + below, std::ios::binary);
  EXPECT_TRUE(in) << below;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string full() {
  return slurp("tests/directives/full.yaml");
}

TEST(Directive, every_key_arrives_in_the_model) {
  std::vector<DirectiveFault> faults;
  const auto text = full();
  const auto got = read_directive(text, "full.yaml", faults);
  for (const auto& fault : faults) ADD_FAILURE() << fault.line << ": " << fault.where << ": " << fault.why;
  ASSERT_TRUE(got);
  const auto& d = *got;
  EXPECT_EQ(d.id + d.version + d.status + d.kind + d.basis, "full3amendedapproval-with-conditionspolicy");
  EXPECT_EQ(d.title.in("nl"), "Alles tegelijk");
  EXPECT_EQ(d.title.in("de"), "Everything at once");
  EXPECT_EQ(d.issuer + "|" + d.authority + "|" + d.legal_basis + "|" + d.instrument,
            "Ministry of Examples|The minister|Act on Examples, article 7|order");
  EXPECT_EQ(d.classification + d.caveats.at(0) + d.release_to.at(1), "restrictedeyes-onlybe");
  EXPECT_EQ(d.considered.at(0).relation, "departed-from");
  EXPECT_EQ(d.subjects.at(0).supplied_via.size() + d.subjects.at(0).deployment.size(), 8u);
  EXPECT_EQ(d.subjects.at(0).exclusions.at(0), "product/example/vault");
  const auto& clause = d.clauses.at(0);
  EXPECT_EQ(clause.audiences.at(0).consequence, "Reported to parliament");
  EXPECT_EQ(clause.audiences.at(1).force, "contractual");
  EXPECT_EQ(clause.applies_to.at(1).dimension + clause.applies_to.at(0).values.at(1), "informationcope");
  EXPECT_EQ(clause.target_metric + clause.target_op + clause.target_value, "share-of-functionat-most0.35");
  EXPECT_TRUE(clause.replacement_required);
  EXPECT_EQ(clause.replacement_candidates.at(0), "product/other/shield");
  EXPECT_EQ(d.clauses.at(1).conditions.at(1).check, "not-verifiable");
  const auto& identify = d.milestones.at(0);
  EXPECT_EQ(identify.complete_by + identify.max_age + identify.completeness, "P30DP14D0.95");
  EXPECT_EQ(d.milestones.at(2).start_by + d.milestones.at(2).complete_by, "P90D");  // begun is not done
  EXPECT_EQ(d.milestones.at(2).reported_as.in("en"), "Gone within ninety days.");
  EXPECT_EQ(d.grounds.at(0).evidence.at(0).grade + d.grounds.at(0).evidence.at(0).publication,
            "B2restricted");
  EXPECT_EQ(d.counter_claims.at(0).leaves.size(), 2u);
  EXPECT_EQ(d.exceptions.value().max_duration, "P6M");
  EXPECT_EQ(d.reporting.at(0).cadence, "P3M");
  EXPECT_EQ(d.reviews.at(0).outcome, "maintained");
  EXPECT_EQ(d.vendor_reply_until + d.replies.at(0).date, "2017-11-032017-11-01");
  EXPECT_EQ(d.notices.at(0).acknowledged, "2017-09-20");
  EXPECT_EQ(d.attachments.at(0).sha256.size(), 64u);
  EXPECT_EQ(d.threshold, 2u);
  EXPECT_EQ(d.signatures.at(1).key_id, "000CDF27E57CB530");  // as minisign would, with its zeros
  EXPECT_EQ(d.sources.at(0).id + d.sources.at(0).note, "gazetteNumber 7.");
  const auto digest = sha256(as_bytes(text));
  EXPECT_EQ(d.sha256, hex(digest));
}

struct Edit {
  std::string_view from, to, why;
  std::string_view at;  // the fault is where this stands after the edit; "" for where `to` begins
};

TEST(Directive, faults_have_their_line_and_reason) {
  const Edit edits[] = {
      {"format: 1", "format: 2", "format must be 1, the only format there is", ""},
      {"version: 3", "version: 3.1", "version must be a number from 1 to 9999", ""},
      {"id: full", "id: Full Stop", "id \"Full Stop\" is not a name of a-z, 0-9 and '-'", ""},
      {"status: amended", "status: maybe", "status \"maybe\" is none of draft, issued", ""},
      {"issued: 2017-09-13", "issued: 2017-02-30", "issued \"2017-02-30\" is not a day", ""},
      {"zone: America/New_York", "colour: red", "unknown key \"colour\"", ""},
      {"  legal_basis:", "  legal_bases:", "unknown key \"legal_bases\"", "  legal_bases"},
      {"title: {en: Everything at once, nl: Alles tegelijk}", "title: Everything",
       "title must be one text a language", ""},
      {"nl: Alles tegelijk", "dutch: Alles", "\"dutch\" is not a language of two letters", ""},
      {"title: {en: Everything at once, nl: Alles tegelijk}\n", "", "title is missing", "format: 1"},
      {"  - ref: service/example/cloud", "  - ref: cloud", "ref \"cloud\" is no subject", ""},
      {"  - ref: service/example/cloud", "  - ref: vendor/example", "\"vendor/example\" stands here twice",
       ""},
      {"  - ref: service/example/cloud", "  - vendor/other", "an entry of subjects must be a mapping", ""},
      {"effect: replace", "effect: ban", "effect \"ban\" is none of prohibit-use", ""},
      {"force: contractual", "force: strong", "force \"strong\" is none of mandatory", ""},
      {"ownership: [organisation, cope]", "weather: [rain]", "\"weather\" is none of asset-class", ""},
      {"ownership: [organisation, cope]", "ownership: []", "ownership is an empty list", ""},
      {"metric: share-of-function", "metric: feeling", "metric \"feeling\" is none of devices", ""},
      {"required: yes, order", "required: maybe, order", "required must be yes or no", ""},
      {"  - id: cloud", "  - id: out", "\"out\" stands here twice", ""},
      {"    effect: approve-with-conditions", "    effect: restrict", "only an approval has conditions",
       "- {id: keys"},
      {"product/example/shield]", "product/third/x]", "product/third/x is no subject of this directive", ""},
      {"complete_by: P30D\n    relative_to: issued", "complete_by: a month\n    relative_to: issued",
       "complete_by \"a month\" is neither a day nor a span", "complete_by: a month"},
      {"relative_to: identify}", "relative_to: begin-2}", "\"begin-2\" is no milestone of this directive",
       ""},
      {"relative_to: identify}", "relative_to: plan}", "milestones hang on each other in a circle", ""},
      {"start_by: P90D", "start_by: 2019-01-01\n    complete_by: 2018-01-01",
       "complete_by (2018-01-01) lies before start_by (2019-01-01)", "complete_by: 2018-01-01"},
      {"completeness: \"0.95\"", "completeness: most", "completeness is a share: 1, or 0.95", ""},
      {"    clauses: [out]", "    clauses: [in]", "\"in\" is no clause of this directive", ""},
      {"criterion: C4", "criterion: C3", "\"C3\" stands here twice", ""},
      {"criterion: C4", "criterion: C99", "criterion \"C99\" is not a criterion (C1 to C15)", ""},
      {"value: unknown", "value: perhaps", "value \"perhaps\" is none of met", ""},
      {"grade: B2", "grade: G7", "grade \"G7\" is none of confirmed", ""},
      {"source: gazette, date: 2017, grade", "source: press, date: 2017, grade",
       "\"press\" is no source of this directive", ""},
      {"C3 and (C4 or not C12)", "C3 and C4 or C12",
       "decision_rule is no rule: the rule mixes \"and\" with \"or\"", ""},
      {"leaves: [C3, C4]", "leaves: [C9]", "C9 is both changed and left as it is", ""},
      {"max_duration: P6M", "max_duration: long", "max_duration \"long\" is not a span of time", ""},
      {"from: xx/agencies, to", "from: xx/mayors, to", "\"xx/mayors\" is no audience of this directive", ""},
      {"triggers: [ownership-change, court-ruling]", "triggers: [rain]", "triggers/0", ""},
      {"party: xx/contractors", "party: xx/mayors", "\"xx/mayors\" is no audience of this directive", ""},
      {"threshold: 2", "threshold: 3", "3 of 2 roles cannot sign", ""},
      {"threshold: 2", "threshold: 0", "threshold must be a number from 1 to 64", ""},
      {"key_id: cdf27e57cb530", "key_id: 4b9cdf27e57cb530", "\"4B9CDF27E57CB530\" stands here twice", ""},
      {"key_id: cdf27e57cb530", "key_id: xyz", "key_id \"xyz\" is not the id of a minisign key", ""},
      {"url: \"https://example.org/gazette/7\"", "url: \"file:///etc/passwd\"", "is not a web address", ""},
      {"grade: government", "grade: rumour", "grade \"rumour\" is none of vendor", ""},
      {"expires: 2030-12-31", "expires: 2016-01-01", "expires lies before issued (2017-09-13)", ""},
      {"contacts: [desk@example.org]", "contacts: [a, a]", "\"a\" stands here twice", ""},
      {"basis: policy", "basis: policy\nbasis: precaution", "the key \"basis\" stands here twice",
       "basis: precaution"},
      {"basis: policy", "basis: \"\"", "basis is empty", ""},
      {"basis: policy", "basis: policy\nbasis: precaution", "keep one of them", "basis: precaution"},
      {"basis: policy", "basis: &x policy", "anchors (&name) are not allowed", ""},
      {"basis: policy", "basis: &x policy", "write the value out where it is used", ""},
      {"basis: policy", "basis: *x", "the referenced anchor is not defined", ""},
      {"basis: policy", "basis: !!str policy", "not allowed: take it out", ""},
      {"basis: policy", "basis: policy\n---\nformat: 1",
       "a second document in one file: put it into a file of its own", "---"},
      {"zone: America/New_York", "colour: red", "take it out, or write one of amends, attachments", ""},
      {"  - class: {criterion: C1", "  - class: {criterion: C77", "\"C77\" is not a criterion", ""},
      {"countries: [RU, CN]", "countries: [Russia]", "must be a country in two capitals", ""},
      {"field: /clauses/1/conditions", "field: /clauses/7", "\"/clauses/7\" is no place in this file", ""},
      {"field: /clauses/1/conditions", "field: conditions", "must be a place in this file: /grounds/1", ""},
      {"by: Example\n", "by: \"Exa\\u001bmple\"\n", "by has a control character in it", ""},
  };
  for (const auto& edit : edits) {
    auto text = full();
    const auto at = text.find(edit.from);
    ASSERT_NE(at, std::string::npos) << edit.from;
    text.replace(at, edit.from.size(), edit.to);
    std::vector<DirectiveFault> faults;
    const auto got = read_directive(text, "full.yaml", faults);
    EXPECT_FALSE(got) << edit.to;
    const auto found = std::ranges::find_if(faults, [&](const auto& fault) {
      return fault.why.find(edit.why) != std::string::npos || fault.where.find(edit.why) != std::string::npos;
    });
    if (found == faults.end()) {
      ADD_FAILURE() << edit.to << " gave " << (faults.empty() ? "nothing" : faults[0].why) << ", not "
                    << edit.why;
      continue;
    }
    const auto place = edit.at.empty() ? at : text.find(edit.at);
    const auto expected = 1 + static_cast<std::uint64_t>(std::count(
                                  text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n'));
    EXPECT_EQ(found->line, expected) << edit.to << ": " << found->why;
  }
}

TEST(Directive, all_faults_come_at_once_in_the_order_of_the_file) {
  auto text = full();
  for (const auto& [from, to] : {std::pair{"status: amended", "status: maybe"},
                                 {"effect: replace", "effect: ban"},
                                 {"value: unknown", "value: perhaps"},
                                 {"grade: government", "grade: rumour"}})
    text.replace(text.find(from), std::string_view(from).size(), to);
  std::vector<DirectiveFault> faults;
  const auto got = read_directive(text, "full.yaml", faults);
  ASSERT_FALSE(got);
  ASSERT_EQ(faults.size(), 4u);
  for (std::size_t i = 1; i < faults.size(); ++i) EXPECT_LT(faults[i - 1].line, faults[i].line);
  EXPECT_EQ(faults[0].where, "/status");
  EXPECT_EQ(got.error().offset, faults[0].line);
}

TEST(Directive, no_truncation_is_taken_for_a_directive) {
  const auto text = full();
  for (std::size_t n = 0; n < text.rfind("grade: government"); n += 7) {
    std::vector<DirectiveFault> faults;
    EXPECT_FALSE(read_directive(std::string_view(text).substr(0, n), "cut", faults)) << n;
    EXPECT_FALSE(faults.empty()) << n;
  }
}

// Whatever a byte becomes, the file is read or refused with a reason; what is read can be shown.
TEST(Directive, damaged_bytes) {
  const auto text = full();
  std::mt19937 random(2018);
  unsigned refused = 0;
  for (int i = 0; i < 400; ++i) {
    auto damaged = text;
    for (int k = 0; k < 2; ++k) damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
    std::vector<DirectiveFault> faults;
    const auto got = read_directive(damaged, "damaged", faults);
    EXPECT_EQ(got.has_value(), faults.empty());
    if (got) {
      EXPECT_FALSE(show(*got, "en", 80).empty());
    }
    refused += !got;
  }
  EXPECT_GT(refused, 200u);
}

TEST(Directive, not_a_mapping) {
  for (const std::string_view text : {"", "just text", "- a\n- b", "[]", "\xff\xfe", "a: b: c"}) {
    std::vector<DirectiveFault> faults;
    EXPECT_FALSE(read_directive(text, "x", faults)) << text;
    EXPECT_FALSE(faults.empty()) << text;
  }
}

TEST(Directive, shipped_ones_are_the_files_of_the_folder) {
  ASSERT_FALSE(shipped_directives().empty());
  for (const auto& shipped : shipped_directives()) {
    std::vector<DirectiveFault> faults;
    const auto text = slurp(shipped.file);
    const auto got = read_directive(text, shipped.file, faults);
    ASSERT_TRUE(got) << shipped.file;
    EXPECT_EQ(got->sha256, shipped.sha256);
    EXPECT_EQ(got->id, shipped.id);
    EXPECT_EQ(got->sources.size(), shipped.sources.size());
    EXPECT_EQ(got->grounds.size(), shipped.grounds.size());
  }
}

TEST(Directive, the_dutch_measure_says_what_was_decided) {
  const auto& all = shipped_directives();
  const auto d = std::ranges::find(all, "nl-2018-kaspersky", &Directive::id);
  ASSERT_NE(d, all.end());
  EXPECT_EQ(d->decision_rule, "C1 and C2 and C3");
  EXPECT_EQ(d->clauses.at(0).audiences.at(0).force, "mandatory");
  for (const auto& audience : d->clauses.at(1).audiences) EXPECT_EQ(audience.force, "advice");
  for (const auto& milestone : d->milestones) EXPECT_EQ(milestone.complete_by + milestone.target_date, "");
  const auto& zurich = d->counter_claims.at(0);
  EXPECT_NE(std::ranges::find(zurich.leaves, "C2"), zurich.leaves.end());
  struct Case {
    std::string_view subject;
    Scope scope;
  };
  const Case cases[] = {{"vendor/kaspersky", Scope::undecided},
                        {"product/kaspersky/kesl", Scope::inside},
                        {"product/kaspersky/network-agent", Scope::inside},
                        {"product/kaspersky/password-manager", Scope::excluded},
                        {"product/kaspersky/kics-networks", Scope::excluded},
                        {"vendor/signal", Scope::outside}};
  for (const auto& c : cases) EXPECT_EQ(scope_of(*d, c.subject, shipped_catalogue()), c.scope) << c.subject;
}

TEST(Vocabulary, schema_and_loader_have_the_same_words) {
  const auto document = JsonDocument::parse(slurp("docs/schemas/directive.schema.json"));
  ASSERT_TRUE(document);
  const auto definitions = document->root()["$defs"];
  std::size_t lists = 0;
  for (const auto& [name, definition] : definitions.members())
    lists += definition["enum"].is(Json::Kind::array);
  EXPECT_EQ(lists, vocabularies().size());
  for (const auto& [name, words] : vocabularies()) {
    std::vector<std::string_view> in_schema;
    definitions[name]["enum"].each([&](Json word) { in_schema.push_back(word.text()); });
    EXPECT_EQ(in_schema, words) << name;
  }
}

}  // namespace
}  // namespace waarborg

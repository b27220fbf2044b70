#include "indicators/catalogue.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/digest.h"

namespace waarborg {
namespace {

using How = Test;  // inside TEST() the bare name is gtest's

constexpr std::string_view sample = R"(format: 1
id: sample
name: Sample
version: "7"
date: 2026-11-22
names:
  - {text: Sample BV, from: 2018, until: 2020-03, source: s1}
jurisdictions:
  - {country: NL, what: seat, source: s1}
sources:
  s1: {url: https://example.org/kit, date: 2026-11-21, grade: vendor, note: The kit.}
identifiers:
  - {type: vendor, test: words, value: Sample, weight: supporting, source: s1}
absence: {linux: [paths, packages]}
products:
  - id: tool
    name: Sample Tool
    categories: [antivirus]
    source: s1
    identifiers:
      - {type: package, value: deb/tool, weight: decisive, source: s1}
      - {type: path, test: within, value: /opt/tool, weight: supporting, as: residual, source: s1, note: Left behind.}
    absence: {linux: [packages]}
)";

std::string replaced(std::string_view from, std::string_view to, std::string_view in = sample) {
  std::string text(in);
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST(Catalogue, reads_every_field) {
  std::vector<CatalogueFault> faults;
  const auto entry = read_catalogue_entry(sample, "sample.yaml", faults);
  for (const auto& f : faults) ADD_FAILURE() << f.line << ": " << f.why;
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->subject, "vendor/sample");
  EXPECT_EQ(entry->name, "Sample");
  EXPECT_EQ(entry->version, "7");
  EXPECT_EQ(entry->date, "2026-11-22");
  EXPECT_EQ(entry->file, "sample.yaml");
  EXPECT_EQ(entry->sha256, hex(sha256(bytes_of(sample))));
  ASSERT_EQ(entry->names.size(), 1U);
  EXPECT_EQ(entry->names[0].text, "Sample BV");
  EXPECT_EQ(entry->names[0].from, "2018");
  EXPECT_EQ(entry->names[0].until, "2020-03");
  EXPECT_EQ(entry->names[0].source, "https://example.org/kit");
  ASSERT_EQ(entry->jurisdictions.size(), 1U);
  EXPECT_EQ(entry->jurisdictions[0].country, "NL");
  EXPECT_EQ(entry->jurisdictions[0].what, "seat");
  ASSERT_EQ(entry->sources.size(), 1U);
  EXPECT_EQ(entry->sources[0].date, "2026-11-21");
  EXPECT_EQ(entry->sources[0].grade, "vendor");
  EXPECT_EQ(entry->sources[0].note, "The kit.");
  EXPECT_EQ(entry->absence.at("linux"), (std::vector<std::string>{"packages", "paths"})) << "sorted";
  ASSERT_EQ(entry->products.size(), 1U);
  const auto& product = entry->products[0];
  EXPECT_EQ(product.subject, "product/sample/tool");
  EXPECT_EQ(product.categories, std::vector<std::string>{"antivirus"});
  EXPECT_EQ(product.sources.size(), 1U);
  EXPECT_EQ(product.absence.at("linux"), std::vector<std::string>{"packages"});
  ASSERT_EQ(entry->indicators.size(), 3U);
  EXPECT_EQ(entry->indicators[0].subject, "vendor/sample");
  EXPECT_EQ(entry->indicators[0].id, "sample#vendor:Sample");
  EXPECT_EQ(entry->indicators[0].test, How::words);
  EXPECT_EQ(entry->indicators[1].id, "sample/tool#package:deb/tool");
  EXPECT_EQ(entry->indicators[1].test, How::exact);
  EXPECT_EQ(entry->indicators[1].weight, Weight::decisive);
  EXPECT_EQ(entry->indicators[1].presence, Presence::none);
  EXPECT_EQ(entry->indicators[1].name, "Sample Tool");
  EXPECT_EQ(entry->indicators[1].source, "https://example.org/kit");
  EXPECT_FALSE(entry->indicators[1].campaign);
  EXPECT_EQ(entry->indicators[2].test, How::within);
  EXPECT_EQ(entry->indicators[2].presence, Presence::residual);
}

// `sample` with answers of the vendor and of its product.
std::string with_criteria(std::string_view of_vendor, std::string_view of_product) {
  auto text = replaced("absence: {linux: [paths, packages]}\n", fmt::format("criteria:\n{}", of_vendor));
  return of_product.empty() ? text
                            : replaced("    absence: {linux: [packages]}\n",
                                       fmt::format("    criteria:\n{}", of_product), text);
}

constexpr std::string_view answer =
    "  - {criterion: C6, value: met, grade: confirmed, assessed: 2026-11-22, sources: [s1],\n"
    "     text: {nl: Het ziet wie., en: It sees who.}}\n";

TEST(Catalogue, a_product_answers_for_itself_and_else_its_vendor_does) {
  const auto row = [](std::string_view indent, std::string_view criterion, std::string_view value,
                      std::string_view words) {
    return fmt::format(
        "{}- {{criterion: {}, value: {}, grade: credible, assessed: 2026-11-22, sources: [s1], "
        "text: {{en: {}, nl: {}, fr: x}}}}\n",
        indent, criterion, value, words, words);
  };
  const auto text = with_criteria(row("  ", "C10", "unknown", "a") + row("  ", "C2", "met", "b"),
                                  row("      ", "C2", "not-met", "c") + row("      ", "C6", "met", "d"));
  std::vector<CatalogueFault> faults;
  std::vector<CatalogueEntry> entries;
  entries.push_back(read_catalogue_entry(text, "sample.yaml", faults).value());
  const auto catalogue = make_catalogue(std::move(entries), faults);
  const auto told = [&catalogue](std::string_view subject) {
    std::string out;
    for (const auto* fact : catalogue.criteria(subject))
      out += fmt::format("{} {} {};", fact->criterion, fact->value, fact->text_in("nl"));
    return out;
  };
  EXPECT_EQ(told("vendor/sample"), "C2 met b;C10 unknown a;");
  EXPECT_EQ(told("product/sample/tool"), "C2 not-met c;C6 met d;C10 unknown a;");
  EXPECT_EQ(told("product/sample/other"), "C2 met b;C10 unknown a;");
  EXPECT_EQ(told("vendor/nobody"), "");
  EXPECT_EQ(told("campaign/sample"), "");
  const auto* fact = catalogue.criteria("product/sample/tool").at(1);
  EXPECT_EQ(fact->subject, "product/sample/tool");
  EXPECT_EQ(fact->sources.at(0).url, "https://example.org/kit");
  EXPECT_EQ(fact->assessed, "2026-11-22");
  EXPECT_EQ(fact->grade, "credible");
  EXPECT_EQ(fact->expires, "");
  EXPECT_EQ(fact->text_in("fr"), "x");
  EXPECT_EQ(fact->text_in("de"), "d") << "English when the language is not there";
}

TEST(Catalogue, a_wrong_answer_is_a_fault_with_its_line) {
  struct Case {
    std::string_view from, to;
    std::uint64_t line;
    std::string_view why;
  };
  const std::vector<Case> cases = {
      {"criterion: C6", "criterion: C16", 15, "not a criterion"},
      {"criterion: C6", "criterion: C0", 15, "not a criterion"},
      {"criterion: C6", "criterion: C06", 15, "not a criterion"},
      {"criterion: C6", "criterion: c6", 15, "not a criterion"},
      {"criterion: C6, ", "", 15, "\"criterion\" is missing"},
      {"value: met", "value: high", 15, "not an answer"},
      {"value: met", "score: 7, value: met", 15, "unknown key \"score\""},
      {"grade: confirmed", "grade: single", 15, "not a grade"},
      {"assessed: 2026-11-22", "assessed: 2026", 15, "not a date"},
      {"assessed: 2026-11-22", "assessed: 2026-11-22, expires: 2026-11-21", 15, "expires before"},
      {"sources: [s1]", "sources: [s2]", 15, "no source is called \"s2\""},
      {"sources: [s1]", "sources: []", 15, "is empty"},
      {"sources: [s1]", "sources: s1", 15, "is a list"},
      {"nl: Het ziet wie., ", "", 16, "the text in \"nl\" is missing"},
      {"en: It sees who.", "english: It sees who.", 16, "not a language"},
      {"en: It sees who.", "en: \" \"", 16, "is empty"},
      {"{nl: Het ziet wie., en: It sees who.}", "It sees who.", 16, "mapping of languages"},
      {answer, "  - C6\n", 15, "a mapping of keys"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(fmt::format("{} -> {}", c.from, c.to));
    std::vector<CatalogueFault> faults;
    EXPECT_FALSE(read_catalogue_entry(with_criteria(replaced(c.from, c.to, answer), ""), "x", faults));
    ASSERT_FALSE(faults.empty());
    EXPECT_TRUE(std::any_of(
        faults.begin(), faults.end(),
        [&c](const CatalogueFault& f) { return f.line == c.line && f.why.find(c.why) != std::string::npos; }))
        << faults[0].line << ": " << faults[0].why;
  }
  std::vector<CatalogueFault> faults;
  EXPECT_FALSE(
      read_catalogue_entry(with_criteria(std::string(answer) + std::string(answer), ""), "x", faults));
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults[0].why.find("C6 is answered twice"), std::string::npos);
}

TEST(Catalogue, one_fault_is_named_with_its_line) {
  struct Case {
    std::string_view from, to;
    std::uint64_t line;
    std::string_view why;
  };
  const std::vector<Case> cases = {
      {"format: 1", "format: 2", 1, "format 2 is not known"},
      {"format: 1\n", "", 1, "\"format\" is missing"},
      {"id: sample", "id: Sample", 2, "not an id"},
      {"id: sample", "id: -sample", 2, "not an id"},
      {"name: Sample\n", "name: \"  \"\n", 3, "\"name\" is empty"},
      {"version: \"7\"", "version: [7]", 4, "\"version\" is a text"},
      {"version: \"7\"", "version: \"7\"\nversions: 8", 5, "unknown key \"versions\""},
      {"version: \"7\"", "version: \"7\"\nversion: 8", 5, "twice"},
      {"date: 2026-11-22", "date: 2026-02-30", 5, "not a date"},
      {"date: 2026-11-22", "date: 22-11-2026", 5, "not a date"},
      {"until: 2020-03", "until: 2017", 7, "ends before it begins"},
      {"until: 2020-03", "until: March", 7, "not a date"},
      {"until: 2020-03, source: s1", "until: 2020-03, source: s2", 7, "no source is called \"s2\""},
      {"country: NL", "country: nl", 9, "not a country"},
      {"country: NL", "country: XX", 9, "not a country"},
      {"country: NL", "country: LN", 9, "not a country"},
      {"what: seat", "what: feeling", 9, "not one of seat"},
      {"what: seat, source: s1", "what: seat", 9, "\"source\" is missing"},
      {"url: https://example.org/kit", "url: ftp://example.org/kit", 11, "http or https"},
      {"url: https://example.org/kit", "url: https://", 11, "http or https"},
      {"url: https://example.org/kit", "url: \"https://user@example.org/\"", 11, "http or https"},
      {"url: https://example.org/kit, ", "", 11, "\"url\" is missing"},
      {"date: 2026-11-21, ", "", 11, "\"date\" is missing"},
      {"grade: vendor", "grade: rumour", 11, "not a grade"},
      {"note: The kit.}",
       "note: The kit.}\n  s2: {url: https://example.org/b, date: 2026-11-21, grade: vendor}", 12,
       "nothing names the source \"s2\""},
      {"test: words", "test: substring", 13, "not a test"},
      {"test: words", "test: within", 13, "vendor cannot be tested with within"},
      {"value: Sample, weight", "value: GmbH, weight", 13, "no word is left"},
      {"weight: supporting, source: s1}\nabs", "weight: sure, source: s1}\nabs", 13, "not a weight"},
      {"absence: {linux: [paths, packages]}", "absence: {beos: [paths]}", 14, "not a platform"},
      {"absence: {linux: [paths, packages]}", "absence: {linux: [smell]}", 14, "not a probe class"},
      {"absence: {linux: [paths, packages]}", "absence: {linux: [paths, paths]}", 14, "stands here twice"},
      {"absence: {linux: [paths, packages]}", "absence: {linux: []}", 14, "is empty"},
      {"absence: {linux: [paths, packages]}", "absence: [linux]", 14, "mapping of platforms"},
      {"id: tool", "id: \"tool/x\"", 16, "not an id"},
      {"categories: [antivirus]", "categories: [virus]", 18, "not a category"},
      {"categories: [antivirus]", "categories: antivirus", 18, "is a list"},
      {"value: deb/tool", "value: tool", 21, "ecosystem/name"},
      {"type: package", "type: packages", 21, "not a type"},
      {"type: package", "type: text", 21, "nothing is matched"},
      {"type: package", "type: phone", 21, "people or devices"},
      {"value: /opt/tool", "value: /opt/tool/", 22, "does not end with"},
      {"value: /opt/tool", "value: opt/tool", 22, "begins with"},
      {"value: /opt/tool", "value: /", 22, "every file"},
      {"as: residual", "as: gone", 22, "not a presence"},
      {"    absence: {linux: [packages]}\n", "  - {id: tool, name: B, categories: [vpn], source: s1}\n", 23,
       "a second product \"tool\""},
      {"type: path, test: within, value: /opt/tool, weight: supporting, as: residual",
       "type: package, value: deb/tool, weight: lead", 22, "stands here twice"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(fmt::format("{} -> {}", c.from, c.to));
    std::vector<CatalogueFault> faults;
    const auto entry = read_catalogue_entry(replaced(c.from, c.to), "sample.yaml", faults);
    EXPECT_FALSE(entry);
    ASSERT_FALSE(faults.empty());
    const auto meant = std::any_of(faults.begin(), faults.end(), [&c](const CatalogueFault& f) {
      return f.line == c.line && f.why.find(c.why) != std::string::npos && f.file == "sample.yaml";
    });
    EXPECT_TRUE(meant) << faults[0].line << ": " << faults[0].why;
  }
}

TEST(Catalogue, all_faults_come_at_once_and_in_order) {
  auto text = replaced("id: sample", "id: S");
  text = replaced("what: seat", "what: feeling", text);
  text = replaced("grade: vendor", "grade: rumour", text);
  text = replaced("value: deb/tool", "value: tool", text);
  std::vector<CatalogueFault> faults;
  EXPECT_FALSE(read_catalogue_entry(text, "x", faults));
  std::vector<std::uint64_t> lines;
  for (const auto& fault : faults) lines.push_back(fault.line);
  EXPECT_EQ(lines, (std::vector<std::uint64_t>{2, 9, 11, 21}));
}

TEST(Catalogue, what_is_no_catalogue_is_refused) {
  const std::vector<std::string> texts = {"",
                                          "\n\n",
                                          "- a\n",
                                          "just text",
                                          "{}",
                                          "a: [",
                                          "a: &x 1\nb: *x\n",
                                          "a: !!int 1\n",
                                          std::string(200, '['),
                                          "format: 1\n---\nformat: 1\n",
                                          std::string("format: \x00\xff", 10),
                                          std::string((8 << 20) + 1, ' ')};
  for (const auto& text : texts) {
    std::vector<CatalogueFault> faults;
    EXPECT_FALSE(read_catalogue_entry(text, "x", faults)) << text.substr(0, 40);
    EXPECT_FALSE(faults.empty()) << text.substr(0, 40);
  }
}

TEST(Catalogue, every_truncation_is_an_entry_or_a_fault) {
  std::size_t refused = 0;
  for (std::size_t n = 0; n < sample.size(); ++n) {
    std::vector<CatalogueFault> faults;
    const auto entry = read_catalogue_entry(sample.substr(0, n), "x", faults);
    EXPECT_EQ(entry.has_value(), faults.empty()) << n;
    refused += entry ? 0 : 1;
  }
  EXPECT_GT(refused, sample.size() / 2);
}

TEST(Catalogue, two_files_with_one_id_are_a_fault_of_the_later) {
  std::vector<CatalogueFault> faults;
  std::vector<CatalogueEntry> entries;
  for (const auto* name : {"b.yaml", "a.yaml"})
    entries.push_back(read_catalogue_entry(sample, name, faults).value());
  entries.push_back(read_catalogue_entry(replaced("id: sample", "id: a-first"), "c.yaml", faults).value());
  const auto catalogue = make_catalogue(std::move(entries), faults);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].file, "a.yaml");
  EXPECT_NE(faults[0].why.find("b.yaml"), std::string::npos);
  ASSERT_EQ(catalogue.entries.size(), 2U);
  EXPECT_EQ(catalogue.entries[0].subject, "vendor/a-first") << "sorted by subject";
}

std::vector<std::string> asked(std::vector<std::string> texts) {
  std::vector<CatalogueFault> faults;
  std::vector<CatalogueEntry> entries;
  for (const auto& text : texts) {
    auto entry = read_catalogue_entry(text, "x", faults);
    for (const auto& f : faults) ADD_FAILURE() << f.line << ": " << f.why;
    if (entry) entries.push_back(*std::move(entry));
  }
  return questions(make_catalogue(std::move(entries), faults));
}

TEST(Catalogue, questions_name_what_is_doubtful) {
  EXPECT_TRUE(asked({std::string(sample)}).empty());
  struct Case {
    std::string_view from, to, question;
  };
  const std::string_view row = "type: vendor, test: words, value: Sample, weight: supporting";
  const std::vector<Case> cases = {
      {"weight: decisive", "weight: supporting", "product/sample/tool: no decisive identifier"},
      {"grade: vendor", "grade: single",
       "sample/tool#package:deb/tool: decisive, but on the word of a single source"},
      {"value: deb/tool", "value: dep/tool",
       "sample/tool#package:dep/tool: no reader reports this ecosystem"},
      {row, "type: domain, test: within, value: co.uk, weight: lead",
       "sample#domain:co.uk: anybody can have a name"},
      {row, "type: domain, test: within, value: github.io, weight: supporting",
       "sample#domain:github.io: anybody"},
      {row, "type: domain, value: google.com, weight: lead",
       "sample#domain:google.com: nearly every machine"},
      {row, "type: service, value: a/b.service, weight: lead",
       "sample#service:a/b.service: a service is named"},
      {row, "type: process, value: /bin/x, weight: lead", "sample#process:/bin/x: a process is named"},
      {row, "type: app-id, value: tool, weight: lead", "sample#app-id:tool: an application id has a dot"},
      {row, "type: path, value: /opt/t*, weight: lead", "sample#path:/opt/t*: a wildcard"},
      {row, "type: package, value: deb/tool, weight: lead", "vendor/sample has the same identifier"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.to);
    const auto all = asked({replaced(c.from, c.to)});
    ASSERT_EQ(all.size(), 1U);
    EXPECT_NE(all[0].find(c.question), std::string::npos) << all[0];
  }
  const auto both = asked({std::string(sample), replaced("id: sample", "id: twin")});
  ASSERT_EQ(both.size(), 3U);
  EXPECT_EQ(both[1], "twin/tool#package:deb/tool: product/sample/tool has the same identifier");
}

}  // namespace
}  // namespace waarborg

// Feeds that were made to break their reader: what of them is sound counts, and the rest is told.
#include <gtest/gtest.h>

#include <random>

#include "base/json.h"
#include "base/text.h"
#include "indicators/feed.h"
#include "indicators/feed_pattern.h"
#include "indicators/feed_value.h"
#include "indicators/index.h"

namespace waarborg {
namespace {

using How = waarborg::Test;

const std::string good =  // NOLINT: a fixture
    R"({"type":"indicator","id":"indicator--good","pattern":"[process:name='good']"})";

std::string bundle(const std::string& objects) {
  return R"({"type":"bundle","id":"bundle--1","objects":[)" + good + "," + objects + "]}";
}

std::string of_pattern(const std::string& pattern, const std::string& id = "indicator--1") {
  JsonWriter json;
  json.begin_object().member("type", std::string("indicator")).member("id", id).member("pattern", pattern);
  return json.end_object().take();
}

FeedContent read(const std::string& text, const std::string& file = "f.stix2") {
  const auto content = read_feed(as_bytes(text), file);
  EXPECT_TRUE(content) << (content ? "" : content.error().what);
  return content ? *content : FeedContent{};
}

std::string first_warning(const FeedContent& content) {
  return content.warnings.empty() ? "" : content.warnings[0].why;
}

TEST(HostileFeed, AnObjectThatIsNoJsonCostsItselfOnly) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"({"type":"indicator","id":})", "not well-formed JSON"},
      {"{\"type\":\"indicator\",\"id\":\"indicator--\xC3\x28\"}", "not UTF-8"},
      {R"({"type":"x","deep":)" + std::string(5000, '[') + std::string(5000, ']') + "}", "nested deeper"},
      {R"({"type":"indicator" "id":"indicator--2"})", "not well-formed JSON"}};
  for (const auto& [object, why] : rows) {
    const auto last = of_pattern("[process:name='last']");
    const auto text = bundle(object + "," + last);
    const auto content = read(text);
    ASSERT_EQ(content.indicators.size(), 2u) << object;
    EXPECT_EQ(content.indicators[1].value, "last");
    EXPECT_NE(content.lost.find(why), std::string::npos) << content.lost;
    EXPECT_TRUE(content.lost.starts_with("byte " + std::to_string(text.find(object)) + ":")) << content.lost;
    EXPECT_EQ(content.warnings.size(), 1u);
  }
}

TEST(HostileFeed, OfAKeyThatStandsTwiceTheFirstCountsAndItIsTold) {
  const auto content = read(bundle(
      R"({"type":"indicator","type":"malware","id":"indicator--1","id":"indicator--2",
          "pattern":"[process:name='a']","pattern":"[process:name='b']"})"));
  ASSERT_EQ(content.indicators.size(), 2u);
  EXPECT_EQ(content.indicators[1].id, "indicator--1");
  EXPECT_EQ(content.indicators[1].value, "a");
  EXPECT_NE(content.lost.find("indicator--1: a member of it stands twice"), std::string::npos)
      << content.lost;
  const auto misp = read(R"({"Event":{"info":"x","Attribute":[)"
                         R"({"type":"domain","value":"a.example","value":"b.example","to_ids":true}]}})",
                         "event.json");
  EXPECT_EQ(misp.indicators.size(), 1u);
  EXPECT_NE(misp.lost.find("\"value\" stands twice"), std::string::npos) << misp.lost;
  EXPECT_EQ(read(R"({"type":"bundle","id":"bundle--1","objects":{"a":1},"objects":[)" + good + "]}").lost,
            "its objects are no list, and were not read");
}

// Nothing of it can be read: then nothing of it is looked for, and the rest of the feeds is.
TEST(HostileFeed, AFeedThatIsDamagedWholeIsLostAndStopsNothing) {
  const auto whole = bundle(good);
  for (const auto& [text, file] : {std::pair<std::string, std::string>{whole.substr(0, 70), "cut.stix2"},
                                   {R"({"Event":{"info":"x","Attribute":[{"type":"dom)", "cut.json"}}) {
    const auto content = read(text, file);
    EXPECT_TRUE(content.indicators.empty()) << text;
    EXPECT_NE(content.lost, "") << text;
  }
}

TEST(HostileFeed, JsonAmongTheLinesOfAListIsTold) {
  const auto content = read("evil.example\n" + bundle(of_pattern("[process:name='x']")) + "\n", "list.txt");
  EXPECT_EQ(content.indicators.size(), 1u);
  EXPECT_EQ(content.lost, "line 2 is JSON, and was not read in a list");
}

// What holds an indicator where the specification has none is looked into, or told.
TEST(HostileFeed, AnIndicatorInAnotherPlaceIsReadOrTold) {
  const auto hidden = of_pattern("[process:name='hidden']");
  auto nested = hidden;
  for (int k = 0; k < 3; ++k) nested = R"({"type":"bundle","id":"bundle--2","objects":[)" + nested + "]}";
  auto capital = hidden;
  capital.replace(capital.find("indicator"), 9, "Indicator");
  for (const auto& [objects, what] : {std::pair<std::string, std::string>{"[" + hidden + "]", "a list"},
                                      {nested, "bundles in bundles"},
                                      {capital, "another spelling of its type"}}) {
    const auto content = read(bundle(objects));
    ASSERT_EQ(content.indicators.size(), 2u) << what;
    EXPECT_EQ(content.indicators[1].value, "hidden") << what;
    EXPECT_EQ(content.lost, "") << what;
  }
  for (int k = 0; k < 4; ++k) nested = R"({"type":"bundle","id":"bundle--3","objects":[)" + nested + "]}";
  auto listed = hidden;
  listed.replace(listed.find("\"indicator\""), 11, "[\"indicator\"]");
  JsonWriter text;
  text.value(hidden);
  for (const auto& [objects, what] : {std::pair<std::string, std::string>{nested, "too deep"},
                                      {listed, "a type that is a list"},
                                      {text.take(), "a text"},
                                      {R"({"type":"bundle","id":"bundle--4","objects":)" + hidden + "}",
                                       "an object in the place of a list"}}) {
    const auto content = read(bundle(objects));
    EXPECT_EQ(content.indicators.size(), 1u) << what;
    EXPECT_NE(content.lost, "") << what;
  }
}

TEST(HostileFeed, WrongTypesAreNothing) {
  for (const std::string wrong : {"7", "[]", "{}", "null", "true", "[{\"url\":7},3]", "1e400"}) {
    if (wrong == "1e400") continue;  // no number at all, see below
    for (const std::string key : {"type", "id", "pattern", "pattern_type", "revoked", "valid_until", "name",
                                  "external_references", "spec_version", "modified"}) {
      JsonWriter json;
      json.begin_object().key(key).raw(wrong);
      for (const auto& [other, value] : {std::pair<std::string, std::string>{"type", "indicator"},
                                         {"id", "indicator--1"},
                                         {"pattern", "[process:name='a']"}})
        if (other != key) json.member(other, value);
      const auto content = read(bundle(json.end_object().take()));
      EXPECT_EQ(content.lost.empty(), key != "type") << key << wrong;
      const bool matters = key == "type" || key == "pattern" || (key == "revoked" && wrong == "true");
      EXPECT_EQ(content.indicators.size(), matters ? 1u : 2u) << key << wrong;
    }
    for (const std::string type : {"relationship", "report", "malware"})
      read(bundle(R"({"type":")" + type + R"(","id":)" + wrong + R"(,"source_ref":)" + wrong +
                  R"(,"target_ref":)" + wrong + R"(,"object_refs":)" + wrong + R"(,"name":)" + wrong + "}"));
    read(bundle(wrong));
  }
  EXPECT_NE(read(bundle(R"({"type":"x","id":1e400})")).lost, "");
  for (const std::string list : {"7", "{}", "\"x\"", "null"}) {
    const auto text = R"({"type":"bundle","id":"bundle--1","objects":)" + list + "}";
    EXPECT_TRUE(read(text).indicators.empty()) << list;
  }
}

TEST(HostileFeed, BundlesWithinABundleAreRead) {
  const auto inner =
      R"({"type":"bundle","id":"bundle--2","objects":[)" + of_pattern("[process:name='a']") + "]}";
  EXPECT_EQ(read(bundle(inner)).indicators.size(), 2u);
}

TEST(HostileFeed, OfManyPartsOfOnePatternEachIsUsedOrTold) {
  for (const std::string word : {" OR ", " AND "}) {
    std::string inside = "process:name='p'", outside = "[process:name='p']";
    for (int n = 0; n < 20000; ++n)
      inside += word + "process:name='p'", outside += word + "[process:name='p']";
    for (const auto& pattern : {"[" + inside + "]", outside}) {
      const auto content = read(bundle(of_pattern(pattern)));
      const bool any = word == " OR ";
      EXPECT_EQ(content.indicators.size(), any ? 20002u : 1u);
      EXPECT_EQ(content.warnings.size(), any ? 0u : 1u);
    }
  }
  std::string list = "'p0'";
  for (int n = 1; n < 20000; ++n) list += ",'p" + std::to_string(n) + "'";
  const auto content = read(bundle(of_pattern("[process:name IN (" + list + ")]")));
  EXPECT_EQ(content.indicators.size(), 20001u);
  EXPECT_TRUE(content.warnings.empty());
}

TEST(HostileFeed, ExpressionsThatWouldTakeForeverAreRefusedOrCostLittle) {
  const std::vector<std::string> bombs = {"(a+)+$",
                                          "(a|aa)+$",
                                          "((a{1,100}){1,100}){1,100}",
                                          "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x",
                                          "a{1000}{1000}",
                                          std::string(5000, '(') + std::string(5000, ')'),
                                          "(?:" + std::string(3000, 'a') + "?){900}",
                                          "[\\x{0}-\\x{10FFFF}]{1000}",
                                          "\\C",
                                          "(?=x)",
                                          "(a)\\1"};
  for (const auto& bomb : bombs) {
    std::string escaped;
    for (const char c : bomb) escaped += c == '\\' ? "\\\\" : std::string(1, c);
    const auto content = read(bundle(of_pattern("[process:name MATCHES '" + escaped + "']")));
    std::vector<Index::Refused> refused;
    const auto index = Index::build(content.indicators, &refused);
    EXPECT_EQ(content.indicators.size() == 1, !content.warnings.empty()) << bomb.substr(0, 40);
    std::vector<std::uint32_t> found;
    index.find(Type::process, std::string(3000, 'a') + "!", found);
    index.find(Type::process, "good", found);
    EXPECT_FALSE(found.empty());
  }
}

TEST(HostileFeed, AValueOfMegabytesIsNotShownWhole) {
  const std::string huge(std::size_t{3} << 20, 'a');
  const auto content = read(bundle(of_pattern("[domain-name:value='" + huge + "']") + "," +
                                   of_pattern("[process:name='" + huge + "']") + "," +
                                   of_pattern("[" + huge + ":value='x']")));
  ASSERT_EQ(content.indicators.size(), 2u);
  EXPECT_EQ(content.indicators[1].value.size(), huge.size());
  ASSERT_EQ(content.warnings.size(), 2u);
  for (const auto& warning : content.warnings) EXPECT_LT(warning.why.size(), 400u);
}

// Ids that are long, strange, or the same.
TEST(HostileFeed, EqualIdsShareWhatTheyAreRelatedTo) {
  const auto content = read(bundle(
      of_pattern("[process:name='a']", "indicator--x") + "," +
      of_pattern("[process:name='b']", "indicator--x") +
      R"(,{"type":"malware","id":"malware--1","name":"One"},{"type":"malware","id":"malware--1","name":"Two"},
      {"type":"relationship","source_ref":"indicator--x","target_ref":"malware--1"},
      {"type":"relationship","source_ref":"indicator--none","target_ref":"malware--1"},
      {"type":"relationship","source_ref":"indicator--good","target_ref":"malware--none"})"));
  ASSERT_EQ(content.indicators.size(), 3u);
  EXPECT_EQ(content.indicators[0].name, "f");
  EXPECT_EQ(content.indicators[1].name, "One");
  EXPECT_EQ(content.indicators[2].name, "One");
}

TEST(HostileFeed, OfTooManyRelationsTheFirstAreLookedAt) {
  std::string more;
  for (int n = 0; n < 1200; ++n) {
    const auto id = "malware--" + std::to_string(n);
    more += R"(,{"type":"malware","id":")" + id + R"(","name":")" + id + R"("},{"type":"relationship",
      "source_ref":"indicator--1","target_ref":")" +
            id + R"("})";
  }
  const auto content = read(bundle(of_pattern("[process:name='a' OR process:name='b']") + more));
  EXPECT_EQ(content.indicators.size(), 2001u);
  EXPECT_EQ(first_warning(content), "only the first 1000 of what it is related to are looked at");
  EXPECT_EQ(content.indicators[1].id, "indicator--1");
  EXPECT_EQ(content.indicators[2].id, "indicator--1#2");
  EXPECT_EQ(content.indicators[2000].id, "indicator--1#2000");
  EXPECT_EQ(content.indicators[2000].name, "malware--999");
  EXPECT_EQ(content.indicators[2000].value, "b");
}

TEST(HostileFeed, ManyOfOneIdWithManySubjectsDoNotMultiply) {
  std::string more;
  for (int n = 0; n < 400; ++n) {
    const auto id = "malware--" + std::to_string(n);
    more += "," + of_pattern("[process:name='p" + std::to_string(n) + "']");
    more += R"(,{"type":"malware","id":")" + id + R"(","name":")" + id + R"("},{"type":"relationship",
      "source_ref":"indicator--1","target_ref":")" +
            id + R"("})";
  }
  const auto content = read(bundle(more.substr(1)));
  EXPECT_GT(content.indicators.size(), 100'000u);
  EXPECT_LT(content.indicators.size(), 115'000u);
  ASSERT_EQ(content.warnings.size(), 1u);
  EXPECT_NE(content.warnings[0].why.find("the first of their campaigns only"), std::string::npos);
  const auto index = Index::build(content.indicators);
  for (const char* name : {"p0", "p399"}) {
    std::vector<std::uint32_t> found;
    index.find(Type::process, name, found);
    EXPECT_FALSE(found.empty()) << name;
  }
}

TEST(HostileFeed, OfTooManyExpressionsTheFirstAreUsedAndTheRestIsCounted) {
  std::string more;
  for (int n = 0; n < 5; ++n) more += "," + of_pattern("[process:name LIKE 'p" + std::to_string(n) + "%']");
  const auto content = read(bundle(more.substr(1)));
  std::vector<Index::Refused> refused;
  const auto index = Index::build(content.indicators, &refused, 3);
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0].why,
            "2 of them: there are too many patterns with wildcards or expressions, 3 are used");
  std::vector<std::uint32_t> found;
  for (const char* name : {"p0x", "p2x", "p3x", "p4x", "good"}) index.find(Type::process, name, found);
  EXPECT_EQ(found.size(), 3u);
}

TEST(HostileFeed, ListsAndTablesOfAnythingEnd) {
  std::mt19937 random(11);
  const std::vector<std::string> scraps = {"type,value\n",
                                           "domain,",
                                           "a.example",
                                           "\n",
                                           "\"",
                                           "\"\"",
                                           ",",
                                           "\r",
                                           "#",
                                           " ",
                                           "\xFF",
                                           std::string(1, '\0'),
                                           "192.0.2.0/24",
                                           "http://",
                                           "{",
                                           "[",
                                           "]",
                                           "}",
                                           ":",
                                           "\"Event\"",
                                           "\"objects\"",
                                           "bundle--",
                                           "- name: x\n"};
  std::size_t taken = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (auto n = random() % 30; n-- > 0;) text += scraps[random() % scraps.size()];
    for (const char* name : {"x.csv", "x.txt", "x.json", "x.yaml"}) {
      const auto content = read_feed(as_bytes(text), name);
      taken += content ? 1 : 0;
      if (content) Index::build(content->indicators);
    }
  }
  EXPECT_GT(taken, 100u);
}

bool same(const StixComparison& a, const StixComparison& b) {
  return a.object == b.object && a.path == b.path && a.how == b.how && a.negated == b.negated &&
         a.values == b.values;
}

// The short way for patterns of one comparison comes to what the grammar comes to, or does not take them.
TEST(SimplePattern, IsWhatTheGrammarSays) {
  std::mt19937 random(3);
  const std::vector<std::string> scraps = {"[",  "]",   "'",      "=",    ":",     ".",      " ", "\t", "\\",
                                           "a",  "NOT", "exists", "t'",   "value", "'b c'",  "(", ")",  "[*]",
                                           "==", "!=",  "AND",    "true", "7",     "file",   "-", "é",  "'",
                                           "''", "IN",  "LIKE",   "\\'",  "\n",    "sha-256"};
  const auto parts = [&](std::size_t most) {
    std::string out;
    for (auto n = random() % most; n-- > 0;) out += scraps[random() % scraps.size()];
    return out;
  };
  const auto blanks = [&] { return std::string(random() % 3, ' '); };
  StixComparison simple;
  std::size_t taken = 0;
  for (int round = 0; round < 200000; ++round) {
    std::string text =
        round % 4 == 0 ? parts(12) : "[" + blanks() + (random() % 8 == 0 ? parts(3) : "file") + ":";
    if (round % 4 != 0) {
      text += random() % 2 == 0 ? "hashes.'SHA-256'" : random() % 4 == 0 ? parts(4) : "name";
      text += blanks() + (random() % 8 == 0 ? parts(2) : "=") + blanks() + "'" + parts(5) + "'" + blanks();
      text += "]" + (random() % 8 == 0 ? parts(2) : blanks());
    }
    if (!parse_simple_pattern(text, simple)) continue;
    ++taken;
    const auto whole = parse_stix_pattern(text);
    ASSERT_TRUE(whole) << text;
    ASSERT_TRUE(whole->unused.empty() && whole->any.size() == 1 && whole->any[0].size() == 1) << text;
    ASSERT_TRUE(same(simple, whole->any[0][0])) << text;
  }
  EXPECT_GT(taken, 20000u);
  for (const char* text : {"[domain-name:value = 'a.example']", "[domain-name:value='a.example']",
                           "[file:hashes.'SHA-256' = 'aa']", "  [ url:value  =  '' ] "})
    EXPECT_TRUE(parse_simple_pattern(text, simple)) << text;
  for (const char* text :
       {"[not:value='x']", "[Exists:value='x']", "[a:b = 'c\\'d']", "[a:b='c' OR a:b='d']"})
    EXPECT_FALSE(parse_simple_pattern(text, simple)) << text;
}

}  // namespace
}  // namespace waarborg

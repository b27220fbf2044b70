#include <gtest/gtest.h>

#include "base/json.h"
#include "indicators/feed.h"
#include "indicators/feed_pattern.h"
#include "indicators/feed_value.h"
#include "indicators/index.h"

namespace waarborg {
namespace {

using How = waarborg::Test;  // within a TEST, Test is the class of gtest

FeedContent read(std::string_view text, const std::string& file) {
  auto content = read_feed(as_bytes(text), file);
  EXPECT_TRUE(content) << (content ? "" : content.error().what);
  return content ? *content : FeedContent{};
}

struct Line {
  const char* text;
  Type type;
  How test;
  Weight weight;
  const char* value;
};

TEST(PlainList, DecidesByTheSyntaxOfALineWhatItIs) {
  const std::vector<Line> lines = {
      {"evil.example", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"*.evil.example", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"  EVIL.example.  # seen in spring", Type::domain, How::within, Weight::decisive, "EVIL.example."},
      {"пример.рф", Type::domain, How::within, Weight::decisive, "пример.рф"},
      {"https://evil.example/x#part", Type::url, How::exact, Weight::decisive, "evil.example/x#part"},
      {"HTTP://u:p@EVIL.example:80/X", Type::url, How::exact, Weight::decisive, "evil.example/X"},
      {"https://evil.example:8443/x", Type::url, How::exact, Weight::decisive, "evil.example:8443/x"},
      {"ftp://evil.example/x", Type::url, How::exact, Weight::decisive, "ftp://evil.example/x"},
      {"evil.example/", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"evil.example/x", Type::url, How::exact, Weight::decisive, "evil.example/x"},
      {".evil.example", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"evil.example\tmalware, seen in spring", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"evil.example // c2", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"\xC2\xA0"
       "evil.example\xC2\xA0",
       Type::domain, How::within, Weight::decisive, "evil.example"},
      {"0.0.0.0 evil.example # blocked", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"//evil.example", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"//evil.example/x", Type::url, How::exact, Weight::decisive, "evil.example/x"},
      {"//evil.example/x a link", Type::url, How::exact, Weight::decisive, "evil.example/x"},
      {"evil.example/x seen 2026", Type::url, How::exact, Weight::decisive, "evil.example/x"},
      {"//data/local", Type::path, How::within, Weight::decisive, "//data/local"},
      {"- evil.example", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"- \"evil.example\"", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"  'evil[.]example',", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"`evil.example`", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"<a@evil.example>", Type::email, How::exact, Weight::decisive, "a@evil.example"},
      {"||evil.example^$third-party", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"fe80::1%lo0 evil.example", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"127.0.0.1\tevil.example", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"/tmp/a folder/x", Type::path, How::within, Weight::decisive, "/tmp/a folder/x"},
      {"192.0.2.1", Type::ip, How::exact, Weight::decisive, "192.0.2.1"},
      {"192.0.2.1/32", Type::ip, How::exact, Weight::decisive, "192.0.2.1"},
      {"192.0.2.0/24", Type::ip, How::within, Weight::supporting, "192.0.2.0/24"},
      {"2001:db8::1", Type::ip, How::exact, Weight::decisive, "2001:db8::1"},
      {"D41D8CD98F00B204E9800998ECF8427F", Type::hash, How::exact, Weight::decisive,
       "d41d8cd98f00b204e9800998ecf8427f"},
      {"a@evil.example", Type::email, How::exact, Weight::decisive, "a@evil.example"},
      {"evil.example:8443", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"192.0.2.1:443", Type::ip, How::exact, Weight::decisive, "192.0.2.1"},
      {"+31 6 1234-5678", Type::phone, How::exact, Weight::decisive, "+31 6 1234-5678"},
      {"12. evil.example", Type::domain, How::within, Weight::decisive, "evil.example"},
      {"3) \xE2\x80\x9C"
       "evil.example\xE2\x80\x9D",
       Type::domain, How::within, Weight::decisive, "evil.example"},
      {"2:1f:33:0:a:5", Type::mac_address, How::exact, Weight::decisive, "02:1f:33:00:0a:05"},
      {"02-1F-33-00-0A-05", Type::mac_address, How::exact, Weight::decisive, "02:1f:33:00:0a:05"},
      {"/private/var/tmp/x", Type::path, How::within, Weight::decisive, "/private/var/tmp/x"},
      {"C:\\Windows\\x.dll", Type::path, How::within, Weight::decisive, "C:\\Windows\\x.dll"}};
  for (const auto& line : lines) {
    const auto content = read(line.text, "dir/Some List.txt");
    ASSERT_EQ(content.indicators.size(), 1u) << line.text;
    const auto& got = content.indicators[0];
    EXPECT_EQ(got.type, line.type) << line.text;
    EXPECT_EQ(got.test, line.test) << line.text;
    EXPECT_EQ(got.weight, line.weight) << line.text;
    EXPECT_EQ(got.value, line.value);
    EXPECT_EQ(got.id, "Some List:1");
    EXPECT_EQ(got.subject, "campaign/some-list");
    EXPECT_TRUE(got.campaign);
    EXPECT_TRUE(content.warnings.empty());
    std::vector<Index::Refused> refused;
    Index::build(content.indicators, &refused);
    EXPECT_TRUE(refused.empty()) << line.text;
  }
}

TEST(PlainList, WhatMayBeAnAppIsLookedForAsBoth) {
  const auto content = read("com.evil.spyapp\nevil.com\nde.evil.org\nnl.evil.Messenger\n", "x.txt");
  std::string got;
  for (const auto& i : content.indicators)
    got +=
        std::string(name_of(i.type)) + " " + std::string(name_of(i.test)) + " " + i.value + " " + i.id + "\n";
  EXPECT_EQ(
      got,
      "domain within com.evil.spyapp x:1\napp-id exact com.evil.spyapp x:1#2\ndomain within evil.com x:2\n"
      "domain within de.evil.org x:3\ndomain within nl.evil.Messenger x:4\n"
      "app-id exact nl.evil.Messenger x:4#2\n");
}

TEST(PlainList, EveryHostOfALineOfHostsCounts) {
  const auto content =
      read("0.0.0.0 good.example evil.example  third.example # x\n127.0.0.1 localhost\n", "x.txt");
  ASSERT_EQ(content.indicators.size(), 3u);
  EXPECT_EQ(content.indicators[1].value, "evil.example");
  EXPECT_EQ(content.indicators[1].id, "x:1#2");
  EXPECT_EQ(content.indicators[2].value, "third.example");
}

TEST(Feeds, TheRootOfASiteNamesItsHostToo) {
  for (const auto& [line, host] : std::vector<std::pair<std::string, std::string>>{
           {"https://evil.example/", "domain within evil.example supporting"},
           {"https://Evil.example:8443", "domain within evil.example supporting"},
           {"http://192.0.2.7/", "ip exact 192.0.2.7 supporting"},
           {"ftp://evil.example//", "domain within evil.example supporting"},
           {"https://evil.example/x", ""},
           {"https://evil.example/?x", ""}}) {
    const auto content = read(line + "\n", "x.txt");
    ASSERT_EQ(content.indicators.size(), host.empty() ? 1u : 2u) << line;
    EXPECT_EQ(content.indicators[0].type, Type::url);
    if (host.empty()) continue;
    const auto got = content.indicators[1];
    EXPECT_EQ(std::string(name_of(got.type)) + " " + std::string(name_of(got.test)) + " " + got.value + " " +
                  std::string(name_of(got.weight)),
              host);
    EXPECT_EQ(got.id, "x:1#host");
  }
}

TEST(Feeds, AreReadInUtf16) {
  const std::string_view text = "evil.example\r\nother.example\r\n";
  for (const bool big : {false, true}) {
    std::string wide = big ? "\xFE\xFF" : "\xFF\xFE";
    for (const char c : text) wide += big ? std::string{'\0', c} : std::string{c, '\0'};
    const auto content = read(wide, "x.txt");
    ASSERT_EQ(content.indicators.size(), 2u);
    EXPECT_EQ(content.indicators[0].value, "evil.example");
    EXPECT_EQ(content.lost, "");
    wide.pop_back();
    EXPECT_NE(read(wide, "x.txt").lost, "");
  }
}

TEST(PlainList, WarnsWithTheLineAndGoesOn) {
  const auto content = read(
      "\xEF\xBB\xBF# comment\r\n\r\ngood.example\r\nnot a "
      "domain\r\nlocalhost\r\n300.1.2.3\r\nevil[.]example\r\n"
      "a@b@evil.example\r\n0.0.0.0/0\r\nfile.1\r\nother.example\r\nthird.example\r\n1.2.3.4 "
      "\r\na.example\r\nb.example\r\n"
      "c.example",
      "x.txt");
  std::vector<std::uint64_t> lines;
  for (const auto& warning : content.warnings) lines.push_back(warning.line);
  EXPECT_EQ(lines, (std::vector<std::uint64_t>{4, 5, 6, 8, 9, 10}));
  ASSERT_EQ(content.indicators.size(), 8u);
  EXPECT_EQ(content.indicators[1].value, "evil.example");
}

TEST(PlainList, AMillionBadLinesAreCountedNotKept) {
  std::string text;
  for (int n = 0; n < 60; ++n) text += "x.example\n";
  for (int n = 0; n < 5000; ++n) text += "no good line\n";
  const auto content = read(text, "x.txt");
  ASSERT_EQ(content.warnings.size(), FeedWarnings::kept + 1);
  EXPECT_EQ(content.warnings.back().why, "4000 more warnings like these");
}

TEST(Feeds, WhatIsNoFeedIsRefused) {
  for (const std::string_view text :
       {std::string_view(""), std::string_view("a letter to a friend\nand more\n"),
        std::string_view("{\"a\": 1}"), std::string_view("\0\0evil.example", 14),
        std::string_view("a,b,c\n1,2,3\n")})
    EXPECT_FALSE(read_feed(as_bytes(text), "x.csv")) << text;
}

std::string bundle(const std::vector<std::string>& objects) {
  std::string out = "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[";
  for (std::size_t i = 0; i < objects.size(); ++i) out += (i == 0 ? "" : ",") + objects[i];
  return out + "]}";
}
std::string indicator(const std::string& id, const std::string& pattern, const std::string& more = "") {
  JsonWriter json;
  json.begin_object().member("type", "indicator").member("id", "indicator--" + id).member("pattern", pattern);
  auto text = json.end_object().take();
  text.insert(text.size() - 1, more);
  return text;
}
const std::string malware =  // NOLINT: a fixture
    R"({"type":"malware","id":"malware--m","name":"Operation X","spec_version":"2.1","modified":"2024-05-01T00:00:00Z",
        "external_references":[{"source_name":"report","url":"https://report.example/"}]})";
std::string indicates(const std::string& id) {
  return R"({"type":"relationship","id":"relationship--)" + id +
         R"(","relationship_type":"indicates","source_ref":"indicator--)" + id +
         R"(","target_ref":"malware--m"})";
}

struct Pattern {
  const char* text;
  Type type;
  How test;
  Weight weight;
  std::vector<std::string> values;
};

TEST(Stix2, ReadsThePatternsOfRealFeeds) {
  const std::string sha256(64, 'a'), sha1(40, 'b'), md5(32, 'c');
  const std::vector<Pattern> patterns = {
      {"[domain-name:value='evil.example']", Type::domain, How::within, Weight::decisive, {"evil.example"}},
      {"[ domain-name:value = 'evil.example' ]",
       Type::domain,
       How::within,
       Weight::decisive,
       {"evil.example"}},
      {"[domain-name:value='192.0.2.1']", Type::ip, How::exact, Weight::decisive, {"192.0.2.1"}},
      {"[domain-name:value='evil.example/x']", Type::url, How::exact, Weight::decisive, {"evil.example/x"}},
      {"[url:value='https://evil.example/?a=b&c=[d]']",
       Type::url,
       How::exact,
       Weight::decisive,
       {"evil.example/?a=b&c=[d]"}},
      {"[ipv4-addr:value='192.0.2.0/24']", Type::ip, How::within, Weight::supporting, {"192.0.2.0/24"}},
      {"[ipv4-addr:value ISSUBSET '192.0.2.0/24']",
       Type::ip,
       How::within,
       Weight::supporting,
       {"192.0.2.0/24"}},
      {"[ipv6-addr:value='2001:db8::1']", Type::ip, How::exact, Weight::decisive, {"2001:db8::1"}},
      {"[file:name='evil.js']", Type::path, How::glob, Weight::supporting, {"**/evil.js"}},
      {"[file:name='a[1].js']", Type::path, How::regex, Weight::supporting, {"(?:.*/)?a\\[1\\]\\.js"}},
      {"[file:path='/tmp/l/']", Type::path, How::within, Weight::decisive, {"/tmp/l/"}},
      {"[file:path='C:\\\\x\\\\it\\'s']", Type::path, How::within, Weight::decisive, {"C:\\x\\it's"}},
      {"[file:hashes.sha256='%256']", Type::hash, How::exact, Weight::decisive, {sha256}},
      {"[file:hashes.'SHA-1'='%1' OR file:hashes.MD5='%5']",
       Type::hash,
       How::exact,
       Weight::decisive,
       {sha1, md5}},
      {"[mac-addr:value='2:1F:33:0:A:5']",
       Type::mac_address,
       How::exact,
       Weight::decisive,
       {"02:1f:33:00:0a:05"}},
      {"[process:name='bh']", Type::process, How::exact, Weight::decisive, {"bh"}},
      {"[email-addr:value IN ('a@evil.example', 'b@evil.example')]",
       Type::email,
       How::exact,
       Weight::decisive,
       {"a@evil.example", "b@evil.example"}},
      {"[app:id='com.evil']", Type::app_id, How::exact, Weight::decisive, {"com.evil"}},
      {"[app:cert.sha1='%1']", Type::signer, How::exact, Weight::decisive, {sha1}},
      {"[configuration-profile:id='76DA']", Type::profile_id, How::exact, Weight::decisive, {"76DA"}},
      {"[android-property:name='sys.brand.doc']",
       Type::registry_key,
       How::exact,
       Weight::decisive,
       {"sys.brand.doc"}},
      {"[domain-name:value LIKE '%.evil_.example']",
       Type::domain,
       How::regex,
       Weight::supporting,
       {".*\\.evil.\\.example"}},
      {"[url:value MATCHES '^https://[a-z]+/gate']",
       Type::url,
       How::regex,
       Weight::supporting,
       {".*?(?:^https://[a-z]+/gate).*"}},
      {"[process:name='a'] OR ([process:name='b'] OR [(process:name='c')])",
       Type::process,
       How::exact,
       Weight::decisive,
       {"a", "b", "c"}},
      {"[network-traffic:dst_ref.value='evil.example' OR domain-name:resolves_to_refs[*].value='x']",
       Type::domain,
       How::within,
       Weight::decisive,
       {"evil.example"}},
  };
  for (const auto& row : patterns) {
    std::string text = row.text;
    for (const auto& [mark, digest] :
         {std::pair<std::string, std::string>{"%256", sha256}, {"%1", sha1}, {"%5", md5}})
      for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark))
        text.replace(at, mark.size(), digest);
    const auto content = read(bundle({indicator("1", text), malware, indicates("1")}), "file.stix2");
    std::vector<std::string> values;
    for (const auto& got : content.indicators) {
      values.push_back(got.value);
      EXPECT_EQ(got.type, row.type) << text;
      EXPECT_EQ(got.test, row.test) << text;
      EXPECT_EQ(got.weight, row.weight) << text;
      EXPECT_EQ(got.subject, "campaign/operation-x");
      EXPECT_EQ(got.name, "Operation X");
      EXPECT_EQ(got.source, "https://report.example/");
      EXPECT_TRUE(got.campaign);
    }
    EXPECT_EQ(values, row.values) << text << (content.warnings.empty() ? "" : content.warnings[0].why);
    std::vector<Index::Refused> refused;
    Index::build(content.indicators, &refused);
    EXPECT_TRUE(refused.empty()) << text;
  }
}

TEST(Stix2, WhatCannotBeUsedIsAWarningWithItsId) {
  const std::vector<const char*> patterns = {
      "",
      "[",
      "[]",
      "[domain-name:value='x.example'",
      "[domain-name:value='x.example]",
      "[domain-name:value='x.example'] trailing",
      "[domain-name:value ~ 'x.example']",
      "[domain-name:value='']",
      "[domain-name:value='no domain']",
      "[domain-name:value != 'x.example']",
      "[domain-name:value NOT = 'x.example']",
      "[domain-name:value = 'x.example' AND url:unknown = 'https://x.example/']",
      "[domain-name:value = 'x.example'] AND [url:value = 'https://x.example/']",
      "[domain-name:value = 'x.example'] FOLLOWEDBY [url:value = 'https://x.example/']",
      "[domain-name:value = 'x.example'] WITHIN 5 SECONDS",
      "[domain-name:value = 'x.example'] REPEATS 5 TIMES",
      "[domain-name:value = 'x.example'] START t'2020-01-01T00:00:00Z' STOP t'2021-01-01T00:00:00Z'",
      "[domain-name:value MATCHES '(']",
      "[ipv4-addr:value LIKE '192.0.%']",
      "[file:size = 12]",
      "[file:hashes.MD5 = 'short']",
      "[EXISTS file:name]",
      "[mutex:name = 'x']",
      "[domain-name:value > 'x.example']",
  };
  std::vector<std::string> objects;
  for (std::size_t n = 0; n < patterns.size(); ++n)
    objects.push_back(indicator(std::to_string(n), patterns[n]));
  objects.push_back(indicator("revoked", "[domain-name:value='r.example']", ",\"revoked\":true"));
  objects.push_back(indicator("yara", "rule x {}", ",\"pattern_type\":\"yara\""));
  objects.push_back(indicator("good", "[domain-name:value='good.example']"));
  const auto content = read(bundle(objects), "dir/file.stix2");
  ASSERT_EQ(content.indicators.size(), 1u);
  EXPECT_EQ(content.indicators[0].id, "indicator--good");
  EXPECT_EQ(content.indicators[0].subject, "campaign/file");
  ASSERT_EQ(content.warnings.size(), objects.size() - 1);
  for (std::size_t n = 0; n < patterns.size(); ++n) {
    EXPECT_EQ(content.warnings[n].id, "indicator--" + std::to_string(n)) << patterns[n];
    EXPECT_FALSE(content.warnings[n].why.empty()) << patterns[n];
  }
}

TEST(Stix2, AReportNamesWhatNothingElseDoes) {
  const auto content =
      read(bundle({R"({"type":"report","id":"report--1","name":"The Report",
      "object_refs":["indicator--1","indicator--2","malware--m"]})",
                   indicator("1", "[process:name='a']"), indicator("2", "[process:name='b']"), malware,
                   indicates("2"), R"({"type":7,"id":[],"pattern":{}})", "3"}),
           "f.json");
  ASSERT_EQ(content.indicators.size(), 2u);
  EXPECT_EQ(content.indicators[0].name, "The Report");
  EXPECT_EQ(content.indicators[1].name, "Operation X");
  EXPECT_EQ(content.name, "Operation X");
  EXPECT_EQ(content.version, "2.1");
  EXPECT_EQ(content.date, "2024-05-01T00:00:00Z");
}

// What was read counts, and the rest is told.
TEST(Stix2, OfABundleThatIsCutShortTheBeginningCounts) {
  const auto first = indicator("1", "[process:name='a']");
  const auto whole = bundle({first, malware, indicates("1")});
  const auto read_from = whole.find(first) + first.size();
  const auto recognised_from = whole.find("bundle--") + 8;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto content = read_feed(as_bytes(whole).subspan(0, size), "f.stix2");
    EXPECT_EQ(content.has_value(), size >= recognised_from) << size;
    if (!content) continue;
    ASSERT_EQ(content->indicators.size(), size >= read_from ? 1u : 0u) << size;
    EXPECT_NE(content->lost.find("cut short"), std::string::npos) << size;
    EXPECT_EQ(content->warnings.back().why, content->lost);
  }
  EXPECT_EQ(read(whole, "f.stix2").lost, "");
}

TEST(StixPattern, NestingIsBounded) {
  for (const char bracket : {'(', '['}) {
    const auto got = parse_stix_pattern(std::string(100'000, bracket));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().fault, Fault::malformed);
  }
  const auto inner = "[" + std::string(100'000, '(') + "a:b=1";
  EXPECT_FALSE(parse_stix_pattern(inner));
}

TEST(StixPattern, EveryTruncationIsRefused) {
  const std::string_view whole = "([a:b.'c d'[*] = 'it\\'s' OR NOT_it:x NOT IN (1, -2.5, true)])";
  const auto got = parse_stix_pattern(whole);
  ASSERT_TRUE(got);
  ASSERT_EQ(got->any.size(), 2u);
  EXPECT_EQ(got->any[0][0].path, (std::vector<std::string>{"b", "c d"}));
  EXPECT_EQ(got->any[0][0].values, std::vector<std::string>{"it's"});
  EXPECT_TRUE(got->any[1][0].negated);
  EXPECT_EQ(got->any[1][0].values, (std::vector<std::string>{"1", "-2.5", "true"}));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(parse_stix_pattern(whole.substr(0, size))) << whole.substr(0, size);
}

}  // namespace
}  // namespace waarborg

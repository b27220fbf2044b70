// Feeds that are no STIX: tables, events of MISP, families of stalkerware; and what is questioned in feeds.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "indicators/feed.h"
#include "indicators/feed_named.h"
#include "indicators/feed_questions.h"
#include "indicators/index.h"
#include "indicators/well_known.h"

namespace waarborg {
namespace {

std::string shown(std::string_view text, const std::string& file) {
  const auto content = read_feed(as_bytes(text), file);
  if (!content) return "error: " + content.error().what;
  std::string out = content->format;
  for (const auto& i : content->indicators)
    out += "\n" + i.id + " " + i.subject + " " + std::string(name_of(i.weight)) + " " +
           std::string(name_of(i.type)) + " " + std::string(name_of(i.test)) + " " + i.value +
           (i.expires.empty() ? "" : " until " + i.expires);
  for (const auto& w : content->warnings)
    out += "\n! " + std::to_string(w.line) + " " + w.id + (w.id.empty() ? "" : " ") + w.why;
  std::vector<Index::Refused> refused;
  Index::build(content->indicators, &refused);
  for (const auto& r : refused) out += "\nrefused " + r.id + " " + r.why;
  return out;
}

TEST(CsvFeed, ATypeColumnBesideAValueColumn) {
  EXPECT_EQ(shown("type,value,campaign,valid_until\n"
                  "domain,evil.example,Operation X,2024-01-31\n"
                  "FileHash-SHA256,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b856,,\n"
                  "IPv4,hxxp,,\n"
                  "ip:port,192.0.2.1:443,,\n"
                  "YARA,rule x,,\n"
                  "mac-address,2:1f:33:0:a:5,,\n"
                  "mac-address,00:00:00:00:00:00,,\n"
                  "comment,seen in spring,,\n",
                  "list.csv"),
            "csv\n"
            "list:2 campaign/operation-x decisive domain within evil.example until 2024-01-31\n"
            "list:3 campaign/list decisive hash exact "
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b856\n"
            "list:5 campaign/list supporting ip exact 192.0.2.1\n"
            "list:7 campaign/list decisive mac-address exact 02:1f:33:00:0a:05\n"
            "! 4 \"hxxp\" is no value of \"IPv4\"\n"
            "! 6 nothing that is read has \"YARA\"\n"
            "! 8 \"00:00:00:00:00:00\" is no value of \"mac-address\"\n"
            "! 0 1 rows are context, not looked for");
}

TEST(CsvFeed, ColumnsNamedAfterWhatTheyHold) {
  EXPECT_EQ(shown("SHA256;Package Name;Certificate;Version;App\r\n" + std::string(64, 'a') + ";com.spy;AA" +
                      std::string(38, 'b') + ";9;Spy\r\n" + std::string(64, 'c') + ";;;;Spy\r\n;;;;Spy\r\n",
                  "samples.csv"),
            "csv\nsamples:2 campaign/spy decisive hash exact " + std::string(64, 'a') +
                "\nsamples:2 campaign/spy decisive app-id exact com.spy" +
                "\nsamples:2 campaign/spy decisive signer exact aa" + std::string(38, 'b') +
                "\nsamples:3 campaign/spy decisive hash exact " + std::string(64, 'c') +
                "\n! 0 1 rows have no value");
}

TEST(CsvFeed, TheHeaderMayBeAComment) {
  EXPECT_EQ(shown("# A list of somebody\n# first_seen,ioc_value,ioc_type,malware_printable\n"
                  "2026-01-01,\"evil[.]example\",domain,Spy\n",
                  "x.csv"),
            "csv\nx:3 campaign/spy decisive domain within evil.example");
}

TEST(CsvFeed, WhatIsMarkedAsContextIsNotLookedFor) {
  EXPECT_EQ(shown("uuid,event_id,category,type,value,comment,to_ids,date\n"
                  "u-1,1,Network activity,domain|ip,evil.example|192.0.2.7,x,1,20260101\n"
                  "u-2,1,Network activity,domain,other.example,x,0,20260101\n",
                  "misp.csv"),
            "csv\nu-1 campaign/misp decisive domain within evil.example\n"
            "u-1 campaign/misp supporting ip exact 192.0.2.7\n! 0 1 rows are context, not looked for");
}

TEST(MispFeed, EventsWithAttributesAndObjects) {
  const std::string event = R"({"Event":{"info":"Operation X","date":"2026-02-03","Attribute":[
    {"uuid":"a1","type":"hostname","value":"c2.evil.example","to_ids":true},
    {"uuid":"a2","type":"link","value":"https://report.example/1","to_ids":false},
    {"uuid":"a3","type":"domain","value":"gone.example","to_ids":true,"deleted":true},
    {"uuid":"a4","type":"ip-dst|port","value":"192.0.2.1|443","to_ids":"1"},
    {"uuid":"a5","type":"ssdeep","value":"3:x","to_ids":true},
    {"uuid":"a6","type":"md5","value":"short","to_ids":true},
    {"uuid":"a7","type":"target-email","value":"victim@example.net","to_ids":true}],
   "Object":[{"name":"file","Attribute":[
    {"uuid":"o1","type":"filename|sha256","value":"x.apk|)" +
                            std::string(64, 'd') +
                            R"(","to_ids":true},
    {"uuid":"o2","type":"text","object_relation":"path","value":"/data/local/tmp/x","to_ids":true}]},
    {"name":"process","Attribute":[
    {"uuid":"o3","type":"text","object_relation":"process-name","value":"roleaboutd","to_ids":true}]}]}})";
  const std::string expected = "campaign/operation-x ";
  const auto all = "misp_json\na1 " + expected + "decisive domain within c2.evil.example\na4 " + expected +
                   "supporting ip exact 192.0.2.1\no1 " + expected + "decisive hash exact " +
                   std::string(64, 'd') + "\no2 " + expected + "decisive path within /data/local/tmp/x\no3 " +
                   expected +
                   "decisive process exact roleaboutd\n"
                   "! 0 a6 \"short\" is no value of type md5\n"
                   "! 0 2 attributes are context (not marked to_ids), not looked for\n"
                   "! 0 1 attributes of type ssdeep: nothing that is read has them";
  EXPECT_EQ(shown(event, "event.json"), all);
  EXPECT_EQ(shown("{\"response\":[" + event + "]}", "event.json"), all);
  EXPECT_EQ(shown("[" + event + "]", "event.json"), all);
  const auto content = read_feed(as_bytes(event), "event.json");
  EXPECT_EQ(content->name, "Operation X");
  EXPECT_EQ(content->date, "2026-02-03");
  EXPECT_EQ(content->indicators[0].source, "https://report.example/1");
  for (std::size_t size = 0; size < event.size(); size += 7)
    if (const auto cut = read_feed(as_bytes(event).subspan(0, size), "event.json")) {
      EXPECT_TRUE(cut->indicators.empty() && !cut->lost.empty()) << size;
    }
}

TEST(MispFeed, AListOfEventsIsNotTheEvents) {
  EXPECT_EQ(shown(R"({"5f1e2d3c-0000-4000-8000-000000000001":{"info":"One","Orgc":{"name":"x"}},
                      "5f1e2d3c-0000-4000-8000-000000000002":{"info":"Two","Orgc":{"name":"x"}}})",
                  "manifest.json"),
            "misp_json\n! 0 a list of 2 events and not the events: fetch those");
}

TEST(StalkerwareFeed, FamiliesWithAllTheirMembers) {
  EXPECT_EQ(
      shown("- name: SpyOne\n  names:\n  - Other\n  type: stalkerware\n  packages:\n  - com.spy.one\n"
            "  certificates:\n  - 31A6ECECD97CF39BC4126B8745CD94A7C30BF81C\n  - short\n"
            "  websites:\n  - spyone.example\n  distribution:\n  - 192.0.2.9\n  c2:\n    ips:\n"
            "    - 192.0.2.8\n    domains:\n    - api.spyone.example\n  certificate_cname_re: ^Spy\\WOne$\n"
            "  certificate_organizations:\n  - Spy One Ltd\n"
            "- name : Second\n  ios_bundles:\n  - com.second\n- packages:\n  - com.nobody\n",
            "ioc.yaml"),
      "stalkerware_yaml\n"
      "ioc:SpyOne/packages/0 campaign/spyone decisive app-id exact com.spy.one\n"
      "ioc:SpyOne/certificates/0 campaign/spyone decisive signer exact "
      "31a6ececd97cf39bc4126b8745cd94a7c30bf81c\n"
      "ioc:SpyOne/certificate_organizations/0 campaign/spyone supporting signer words Spy One Ltd\n"
      "ioc:SpyOne/websites/0 campaign/spyone supporting domain within spyone.example\n"
      "ioc:SpyOne/distribution/0 campaign/spyone supporting ip exact 192.0.2.9\n"
      "ioc:SpyOne/c2/ips/0 campaign/spyone decisive ip exact 192.0.2.8\n"
      "ioc:SpyOne/c2/domains/0 campaign/spyone decisive domain within api.spyone.example\n"
      "ioc:Second/ios_bundles/0 campaign/second decisive app-id exact com.second\n"
      "! 9 SpyOne \"short\" is none of certificates\n"
      "! 19 SpyOne nothing that is read has \"certificate_cname_re\"\n"
      "! 25 a family without a name: nothing of it is used");
}

TEST(Feeds, WhatEverybodyMeetsIsALead) {
  EXPECT_EQ(shown("google.com\nevil.github.io\ngithub.io\n8.8.8.8\n10.1.2.3\n203.0.113.1\n"
                  "d41d8cd98f00b204e9800998ecf8427e\nwww.google.com\n",
                  "x.txt"),
            "plain_list\nx:1 campaign/x lead domain within google.com\n"
            "x:2 campaign/x decisive domain within evil.github.io\n"
            "x:3 campaign/x lead domain within github.io\nx:4 campaign/x lead ip exact 8.8.8.8\n"
            "x:5 campaign/x lead ip exact 10.1.2.3\nx:6 campaign/x decisive ip exact 203.0.113.1\n"
            "x:7 campaign/x lead hash exact d41d8cd98f00b204e9800998ecf8427e\n"
            "x:8 campaign/x decisive domain within www.google.com\n"
            "! 0 x:1 google.com is a lead only: nearly every machine asks for it\n"
            "! 0 x:3 github.io is a lead only: anybody can have a name below it\n"
            "! 0 x:4 8.8.8.8 is a lead only: it is a public resolver that anybody uses\n"
            "! 0 x:5 10.1.2.3 is a lead only: it is an address of no public network\n"
            "! 0 x:7 d41d8cd98f00b204e9800998ecf8427e is a lead only: it is the digest of an empty file");
}

CheckedFeed feed(const std::string& file, std::string_view text) {
  auto content = read_feed(as_bytes(text), file);
  EXPECT_TRUE(content) << text;
  return {file, content ? std::move(*content) : FeedContent{}};
}

TEST(FeedQuestions, AsksAboutWhatNobodyMeetsDoublesAndAge) {
  const auto first = feed("first.csv",
                          "type,value,campaign,valid_until\ndomain,evil.example,One,2020-01-01\n"
                          "domain,EVIL.example.,One,\napp,nodots,One,\nprofile,com.example.profile,One,\n"
                          "domain,evil.example/x,One,soon\n");
  const auto second = feed("second.csv", "type,value,campaign\ndomain,evil.example,Two\nprocess,a,Two\n");
  const auto asked = feed_questions({first, second}, *parse_time("2026-11-22"));
  ASSERT_EQ(asked.size(), 2u);
  EXPECT_EQ(asked[0],
            (std::vector<std::string>{
                "first:4: nodots is never met: an application id has a dot",
                "first:5: com.example.profile is never met: a profile is known by its UUID, and this "
                "is none",
                "first:6: evil.example/x has no scheme, or stands where a domain is expected; it is "
                "compared with URLs of any scheme",
                "first:2: evil.example was held valid until 2020-01-01",
                "first:6: \"soon\" is no time until which it is valid",
                "first:3: EVIL.example. stands twice, first as first:2"}));
  EXPECT_EQ(asked[1], (std::vector<std::string>{"1 are also in first.csv as of One, e.g. evil.example"}));
}

TEST(FeedQuestions, ManyOfOneSortAreCounted) {
  std::string text;
  for (int n = 0; n < 100; ++n) text += "evil.example\n";
  const auto asked = feed_questions({feed("x.txt", text)}, *parse_time("2026-11-22"));
  ASSERT_EQ(asked[0].size(), most_questions + 1);
  EXPECT_EQ(asked[0].back(), "79 more like these");
}

// Real feeds, where they are at hand: WAARBORG_FEEDS is a folder of STIX bundles. Every pattern is used or
// warned about.
TEST(RealFeeds, EveryPatternIsUsed) {
  const char* folder = std::getenv("WAARBORG_FEEDS");
  if (folder == nullptr) GTEST_SKIP() << "WAARBORG_FEEDS names no folder of feeds";
  std::map<std::string, std::size_t> counts;
  std::size_t warnings = 0, patterns = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path());
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    for (auto at = text.find("\"pattern\":"); at != std::string::npos; at = text.find("\"pattern\":", at + 1))
      ++patterns;
    const auto content = read_feed(as_bytes(text), entry.path());
    ASSERT_TRUE(content) << entry.path();
    warnings += content->warnings.size();
    std::vector<Index::Refused> refused;
    Index::build(content->indicators, &refused);
    EXPECT_TRUE(refused.empty()) << entry.path() << (refused.empty() ? "" : refused[0].why);
    for (const auto& i : content->indicators) ++counts[std::string(name_of(i.type))];
    for (const auto& w : content->warnings) std::printf("%s %s\n", w.id.c_str(), w.why.c_str());
  }
  EXPECT_EQ(patterns, 5713u);
  EXPECT_EQ(warnings, 1u);  // a domain of one label
  // Of 5305 domain names 7 are addresses, 1 has a path and 1 is none.
  const std::map<std::string, std::size_t> expected = {
      {"app-id", 25},  {"domain", 5296},  {"email", 65},       {"hash", 101},  {"ip", 52}, {"path", 73},
      {"process", 83}, {"profile-id", 2}, {"registry-key", 3}, {"signer", 11}, {"url", 1}};
  EXPECT_EQ(counts, expected);
}

}  // namespace
}  // namespace waarborg

// STIX 2 patterns: the grammar, what several comparisons together come to, and the semantics of what is
// looked for. Cases named A… are of the list of known defects in facts about phones.
#include <gtest/gtest.h>

#include <random>

#include "base/json.h"
#include "indicators/feed.h"
#include "indicators/feed_pattern.h"
#include "indicators/index.h"
#include "observations/kinds.h"
#include "observations/wire.h"

namespace waarborg {
namespace {

using How = waarborg::Test;

FeedContent read(const std::vector<std::string>& patterns, const std::string& more = "") {
  JsonWriter json;
  json.begin_object().member("type", "bundle").member("id", "bundle--1").key("objects").begin_array();
  for (std::size_t n = 0; n < patterns.size(); ++n)
    json.begin_object()
        .member("type", "indicator")
        .member("id", "indicator--" + std::to_string(n))
        .member("pattern", patterns[n])
        .end_object();
  json.end_array().end_object();
  auto text = json.take();
  text.insert(text.size() - 2, more);
  const auto content = read_feed(as_bytes(text), "feed.stix2");
  EXPECT_TRUE(content) << text;
  return content ? *content : FeedContent{};
}

std::string shown(const FeedContent& content) {
  std::string out;
  for (const auto& i : content.indicators) {
    out += (out.empty() ? "" : " | ") + std::string(name_of(i.type)) + " " + std::string(name_of(i.test)) +
           " " + i.value;
    for (const auto& c : i.also)
      out += " + " + std::string(name_of(c.type)) + " " + std::string(name_of(c.test)) + " " + c.value;
  }
  if (!content.warnings.empty())
    out += (out.empty() ? "" : " ") + std::string("! ") + content.warnings[0].why;
  return out;
}

const std::string sha256(64, 'a'), md5(32, 'c');  // NOLINT: fixtures

TEST(StixPattern, WhatItComesTo) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"[domain-name:value='a.example' OR domain-name:value='b.example' OR "
       "url:value='https://c.example/x?a=b']",
       "domain within a.example | domain within b.example | url exact c.example/x?a=b"},
      {"[process:name='a' OR file:name='b' AND file:hashes.MD5='" + md5 + "' OR process:name='d']",
       "process exact a | hash exact " + md5 + " + path glob **/b | process exact d"},
      {"[(process:name='a' OR process:name='b') AND file:path='/c']",
       "process exact a + path within /c | process exact b + path within /c"},
      {"[file:name='x.so' AND file:parent_directory_ref.path='/data/local/tmp']",
       "path within /data/local/tmp/x.so"},
      {"[file:name='x.exe' AND directory:path='C:\\\\temp\\\\']", "path within C:\\temp\\x.exe"},
      {"[file:hashes.MD5='" + md5 + "' AND file:hashes.'SHA-256'='" + sha256 + "' AND file:size=12]",
       "hash exact " + md5 + " | hash exact " + sha256},
      {"[network-traffic:dst_ref.type='ipv4-addr' AND network-traffic:dst_ref.value='192.0.2.1']",
       "ip exact 192.0.2.1"},
      {"[network-traffic:dst_ref.value='192.0.2.1' AND network-traffic:dst_port=443]",
       "! what it needs together cannot be tested, so none of it is: nothing that is read has "
       "\"network-traffic:dst_port\""},
      {"[domain-name:value='a.example' AND domain-name:value!='b.a.example']",
       "! what it needs together cannot be tested, so none of it is: a negation of domain-name:value cannot "
       "be "
       "looked for"},
      {"[process:name='a'] FOLLOWEDBY [process:name='b'] OR [process:name='c']",
       "! one thing must follow another; that cannot be tested"},
      {"([process:name='a'] FOLLOWEDBY [process:name='b']) OR [process:name='c']",
       "process exact c ! one thing must follow another; that cannot be tested"},
      {"[process:name='a'] AND [process:name='b'] OR [process:name='c']",
       "process exact c ! several observations are needed together; one alone proves nothing"},
      {"([process:name='a'] OR [process:name='b']) WITHIN 60 SECONDS",
       "! it is bound to a time or a number of times"},
      {"[NOT process:name='a']", "! a negation of process:name cannot be looked for"},
      {"[ipv4-addr:value ISSUPERSET '192.0.2.1']", "ip exact 192.0.2.1"},
      {"[ipv4-addr:value ISSUPERSET '192.0.2.0/24']", "! \"192.0.2.0/24\" is not a value of ipv4-addr:value"},
      {"[file:path LIKE '/private/var/tmp/%']", "path within /private/var/tmp"},
      {"[file:path = '/data/local/tmp/%']", "path within /data/local/tmp"},
      {"[file:path LIKE '/tmp/x_%']", "path regex \\/tmp\\/x..*"},
      {"[domain-name:value LIKE 'a.example']", "domain within a.example"},
      {"[file:path = 'Library/x.plist']", "path glob **/Library/x.plist"},
      {"[file:path = '%APPDATA%\\\\x']", "! \"%APPDATA%\\x\" is not a value of file:path"},
      {"[file:name = '/tmp/x']", "path within /tmp/x"},
      {"[process:name = '/usr/bin/x']", "path within /usr/bin/x"},
      {"[x509-certificate:hashes.'SHA-256' = '" + sha256 + "']",
       "signer exact " + sha256 + " | hash exact " + sha256},
      {"[app:cert.md5 = 'AA:" + std::string(38, 'b') + "']", "signer exact aa" + std::string(38, 'b')},
      {"[file:hashes.SSDEEP = '3:abc']", "! \"3:abc\" is not a value of file:hashes.SSDEEP"},
      {"[user-account:account_login = 'a@evil.example']", "email exact a@evil.example"},
      {"[user-account:account_login = '+31 20 1234567']", "phone exact +31 20 1234567"},
      {"[user-account:account_login = 'root']", "! \"root\" is not a value of user-account:account_login"},
      {"[domain-name:value='a.example' AND domain-name:resolves_to_refs[*].value='192.0.2.1']",
       "domain within a.example ! what its name leads to is not tested, so the name counts for less"},
      {"[app:id='com.a' AND windows-registry-key:key='HKLM\\\\a']",
       "! nothing that is read says together what it needs together"},
      {"[domain-name:value='https://a.example/']", "domain within a.example"},
      {"[domain-name:value='hxxps://a[.]example']", "domain within a.example"},
      {"[domain-name:value='https://a.example/x']", "url exact a.example/x"},
      {"[process:command_line = 'x -a']", "! nothing that is read has \"process:command_line\""},
      {"[software:name = 'Tool']", "package exact */Tool"},
      {"[EMAIL-ADDR:VALUE = 'a@evil.example']", "email exact a@evil.example"},
      {"[configuration-profile:id = '76DAB334-7E17-475D-A5D6-0794EB5818A5']",
       "profile-id exact 76DAB334-7E17-475D-A5D6-0794EB5818A5"},
  };
  for (const auto& [pattern, expected] : rows) EXPECT_EQ(shown(read({pattern})), expected) << pattern;
}

TEST(StixPattern, CombinationsAreBounded) {
  std::string pattern = "[", one = "(";
  for (int n = 0; n < 20; ++n)
    one += (n == 0 ? "" : " OR ") + std::string("process:name='p") + std::to_string(n) + "'";
  one += ")";
  for (int n = 0; n < 30; ++n) pattern += (n == 0 ? "" : " AND ") + one;
  const auto content = read({pattern + "]"});
  EXPECT_TRUE(content.indicators.empty());
  ASSERT_EQ(content.warnings.size(), 1u);
  EXPECT_EQ(content.warnings[0].why, "too many comparisons are needed together in too many ways");
}

// A24: who is behind it is told whole.
TEST(StixPattern, EveryCampaignOfAnIndicatorIsKept) {
  const auto content = read({"[process:name='a']"}, R"(,
      {"type":"malware","id":"malware--1","name":"One"},{"type":"campaign","id":"campaign--2","name":"Two"},
      {"type":"relationship","relationship_type":"indicates","source_ref":"indicator--0","target_ref":"malware--1"},
      {"type":"relationship","relationship_type":"related-to","source_ref":"indicator--0","target_ref":"campaign--2"},
      {"type":"relationship","relationship_type":"indicates","source_ref":"indicator--0","target_ref":"malware--1"})");
  ASSERT_EQ(content.indicators.size(), 2u);
  EXPECT_EQ(content.indicators[0].subject, "campaign/one");
  EXPECT_EQ(content.indicators[1].subject, "campaign/two");
  EXPECT_NE(content.indicators[0].id, content.indicators[1].id);
}

struct Asked {
  const char* pattern;
  Type type;
  const char* value;
  bool meets;
};

TEST(StixPattern, WhatItMeets) {
  const std::vector<Asked> rows = {
      // A1: '=' within a value
      {"[url:value='https://evil.example/?a=b&c=d']", Type::url, "https://EVIL.example:443/?a=b&c=d#x", true},
      // A page is the same with http, with https and where a text leaves both out
      {"[url:value='https://evil.example/x?a=1']", Type::url, "http://evil.example/x?a=1", true},
      {"[url:value='http://evil.example/x?a=1']", Type::url, "https://evil.example/x?a=1", true},
      {"[url:value='https://evil.example/x?a=1']", Type::url, "evil.example/x?a=1", true},
      {"[url:value='https://evil.example:443/x']", Type::url, "http://evil.example/x", true},
      {"[url:value='https://evil.example/x']", Type::url, "https://www.evil.example/x", false},
      {"[url:value='https://evil.example:8443/x']", Type::url, "http://evil.example/x", false},
      {"[url:value='https://evil.example/x?a=1']", Type::url, "https://evil.example/x?a=2", false},
      // A2, A3: absolute paths, however /private is spelled
      {"[file:path='/private/var/tmp/x']", Type::path, "/var/tmp/x", true},
      {"[file:path='/var/tmp/x']", Type::path, "/private/var/tmp/x", true},
      {"[file:path='/tmp/x']", Type::path, "/private/tmp/x", true},
      {"[file:path='/private/etc/x']", Type::path, "/etc/x", true},
      {"[file:path LIKE '/private/var/tmp/a%b']", Type::path, "/var/tmp/a/b", true},
      {"[file:path LIKE '/var/tmp/a%b']", Type::path, "/private/var/tmp/a/b", true},
      {"[file:path MATCHES '^/private/var/tmp/[0-9]+$']", Type::path, "/var/tmp/17", true},
      {"[file:path MATCHES '^/tmp/[0-9]+$']", Type::path, "/private/tmp/17", true},
      {"[file:path='/private/variant/x']", Type::path, "/variant/x", false},
      // A4: sub-domains, ports, user-info, hosts that begin with 'w'
      {"[domain-name:value='wha.tsapp.me']", Type::url, "https://wha.tsapp.me/", true},
      {"[domain-name:value='wha.tsapp.me']", Type::url, "https://x:y@b.wha.tsapp.me:8443/q", true},
      {"[domain-name:value='wha.tsapp.me']", Type::url, "https://tsapp.me/", false},
      {"[domain-name:value='www.evil.example']", Type::domain, "www.evil.example", true},
      {"[domain-name:value='www.evil.example']", Type::domain, "evil.example", false},
      {"[domain-name:value='evil.example/x']", Type::url, "https://evil.example/x", true},
      // A8: senders
      {"[email-addr:value='a@evil.example']", Type::email, "mailto:A@Evil.Example", true},
      {"[email-addr:value='a@evil.example']", Type::email, "E:a@evil.example", true},
      {"[email-addr:value='a@evil.example']", Type::email, "xa@evil.example", false},
      {"[domain-name:value='evil.example']", Type::email, "who@mail.Evil.example", true},
      {"[domain-name:value='evil.example']", Type::email, "evil.example@fine.example", false},
      {"[domain-name:value='evil.example']", Type::email, "who@notevil.example", false},
      // A10: ids of profiles whole, without case
      {"[configuration-profile:id='76DAB334-7E17-475D-A5D6-0794EB5818A5']", Type::profile_id,
       "76dab334-7e17-475d-a5d6-0794eb5818a5", true},
      {"[configuration-profile:id='76DAB334-7E17-475D-A5D6-0794EB5818A5']", Type::profile_id, "5", false},
      {"[configuration-profile:id='76DAB334-7E17-475D-A5D6-0794EB5818A5']", Type::profile_id,
       "{76DAB3347E17475DA5D60794EB5818A5}", true},
      // A14: never within a text
      {"[ipv4-addr:value='1.2.3.4']", Type::ip, "11.2.3.45", false},
      {"[ipv4-addr:value='1.2.3.4']", Type::url, "http://1.2.3.40/", false},
      {"[domain-name:value='1.2.3.4']", Type::url, "http://1.2.3.4:80/x", true},
      {"[domain-name:value='evil.com']", Type::url, "https://myevil.com.localtld/", false},
      {"[domain-name:value='me.co']", Type::domain, "home.come.corp", false},
      // A15: whole components
      {"[file:path='/tmp/l/']", Type::path, "/tmp/log", false},
      {"[file:path='/tmp/l/']", Type::path, "/tmp/l/og", true},
      {"[file:name='evil.js']", Type::path, "/a/b/evil.js", true},
      {"[file:name='evil.js']", Type::path, "/a/b/EVIL.js", false},
      {"[file:name='Evil.DLL']", Type::path, "C:\\Windows\\evil.dll", true},
      {"[file:name='evil.js']", Type::path, "/a/b/notevil.js", false},
      // A6: names of processes, whole and cut
      {"[process:name='com.apple.rapports.events']", Type::process_cut, "com.apple.rappor", true},
      {"[process:name='com.apple.rapports.events']", Type::process_cut, "com.apple.rapp", false},
      {"[process:name='roleaccountd']", Type::process, "/usr/libexec/roleaccountd", true},
      {"[process:name='bh']", Type::process, "bhx", false},
      {"[app:id='com.Evil.App']", Type::app_id, "com.evil.app", true},
      {"[android-property:name='sys.brand.note']", Type::registry_key, "Sys.Brand.Note", true},
  };
  for (const auto& row : rows) {
    const auto content = read({row.pattern});
    std::vector<Index::Refused> refused;
    const auto index = Index::build(content.indicators, &refused);
    EXPECT_TRUE(refused.empty() && content.warnings.empty()) << row.pattern;
    std::vector<std::uint32_t> found;
    index.find(row.type, row.value, found);
    EXPECT_EQ(!found.empty(), row.meets) << row.pattern << " / " << row.value;
  }
}

// Names and paths made by chance, against the plainest way to say what must be met.
TEST(Semantics, AreThoseOfWholeLabelsAndComponents) {
  std::mt19937 random(7);
  const std::vector<std::string> parts = {"a", "b", "ab", "evil", "com", "var", "tmp"};
  const auto name = [&](char between, std::size_t most) {
    std::string out;
    const auto n = 1 + random() % most;
    for (std::size_t i = 0; i < n; ++i) {
      if (i != 0) out += between;
      out += parts[random() % parts.size()];
    }
    return out;
  };
  const auto meets = [](Type type, const std::string& indicator, const std::string& value) {
    Indicator one;
    one.type = type, one.test = How::within, one.value = indicator;
    std::vector<std::uint32_t> found;
    Index::build({one}).find(type, value, found);
    return !found.empty();
  };
  const auto below_private = [](const std::string& path) {
    for (const std::string linked : {"/var", "/tmp"})
      if (path == linked || path.starts_with(linked + "/")) return "/private" + path;
    return path;
  };
  std::size_t met = 0;
  for (int round = 0; round < 3000; ++round) {
    const auto domain = name('.', 2), asked = name('.', 4);
    const bool below = asked == domain || asked.ends_with("." + domain);
    EXPECT_EQ(meets(Type::domain, domain, asked), below) << domain << " / " << asked;
    EXPECT_EQ(meets(Type::domain, domain, "https://x@" + asked + ":8443/p"), false) << "a URL is no name";
    const auto folder = "/" + name('/', 2), path = "/" + name('/', 4);
    const bool inside = path == folder || path.starts_with(folder + "/");
    EXPECT_EQ(meets(Type::path, folder, path), inside) << folder << " / " << path;
    EXPECT_EQ(meets(Type::path, below_private(folder) + "/", path), inside) << folder << " / " << path;
    EXPECT_EQ(meets(Type::path, folder, below_private(path)), inside) << folder << " / " << path;
    met += below ? 1u : 0u;
    met += inside ? 1u : 0u;
  }
  EXPECT_GT(met, 100u);
}

TEST(Semantics, ACutNameIsMetAtItsLengthOnly) {
  const std::string name = "com.apple.rapports.events";
  Indicator process, app;
  process.type = Type::process, process.value = name;
  app.type = Type::app_id, app.value = name;
  const auto index = Index::build({process, app});
  for (std::size_t length = 1; length < name.size(); ++length)
    for (const bool begin : {true, false}) {
      std::vector<std::uint32_t> found;
      index.find(Type::process_cut, begin ? name.substr(0, length) : name.substr(name.size() - length),
                 found);
      const bool linux_keeps = length == 15, darwin_keeps = length == 16 && begin;
      EXPECT_EQ(found, linux_keeps    ? (std::vector<std::uint32_t>{0, 1})
                       : darwin_keeps ? (std::vector<std::uint32_t>{0})
                                      : (std::vector<std::uint32_t>{}))
          << length;
    }
}

void file_seen(SegmentWriter& out, std::string_view path, std::string_view digest) {
  out.begin(FileSeen::number, FileSeen::version, 0);
  if (!path.empty()) out.text(1, path);
  if (!digest.empty()) out.text(2, digest);
  out.end();
}

// What is needed together is met by one observation as a whole, by either half never.
TEST(StixPattern, AConjunctionIsMetByOneObservationOrNotAtAll) {
  const auto content =
      read({"[file:hashes.'SHA-256'='" + sha256 + "' AND file:name='x']", "[file:name='y']"});
  const auto index = Index::build(content.indicators);
  const std::string other(64, 'b');
  SegmentWriter segment;
  file_seen(segment, "/tmp/x", other);
  file_seen(segment, "/tmp/z", sha256);
  file_seen(segment, "", sha256);
  file_seen(segment, "/tmp/x", sha256);
  file_seen(segment, "/tmp/y", sha256);
  Matcher matcher(index);
  std::vector<Hit> hits;
  ASSERT_TRUE(matcher.match(segment.bytes(), hits));
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_EQ(hits[0].record, 3u);
  EXPECT_EQ(index.indicator(hits[0].indicator).id, "indicator--0");
  EXPECT_EQ(index.indicator(hits[0].indicator).also.size(), 1u);
  EXPECT_EQ(hits[1].record, 4u);
  EXPECT_EQ(index.indicator(hits[1].indicator).id, "indicator--1");
  // The parent asks again, and believes no half.
  SegmentReader in(segment.bytes());
  RecordView record;
  for (std::uint32_t n = 0; in.next(record); ++n) {
    // The digest is asked of the field that met it; this asks for the rest.
    EXPECT_EQ(index.holds(hits[0].indicator, record), n == 0 || n == 3) << n;
    for (std::uint32_t number = 0; number < index.size(); ++number) {
      const bool stands_alone = number == hits[0].indicator || number == hits[1].indicator;
      EXPECT_TRUE(stands_alone || !index.holds(number, record)) << number;
    }
  }
  EXPECT_EQ(index.counts("", true)[static_cast<std::size_t>(Type::hash)], 1u);
  EXPECT_EQ(index.counts("", true)[static_cast<std::size_t>(Type::path)], 1u);
  EXPECT_EQ(index.counts("campaign/feed", true)[static_cast<std::size_t>(Type::hash)], 0u);
}

TEST(StixPattern, AConditionThatCannotBeUsedTakesAllOfItAway) {
  auto content = read({"[file:hashes.'SHA-256'='" + sha256 + "' AND file:name='x']"});
  ASSERT_EQ(content.indicators.size(), 1u);
  auto one = content.indicators[0];
  one.also[0].value = "";
  std::vector<Index::Refused> refused;
  const auto index = Index::build({one}, &refused);
  EXPECT_EQ(refused.size(), 1u);
  std::vector<std::uint32_t> found;
  index.find(Type::hash, sha256, found);
  EXPECT_TRUE(found.empty());
}

}  // namespace
}  // namespace waarborg

// Values that try to leave their place in a file: a line, a quote, an include, a name that is too long, a
// trigger of another kind. A catalogue or a directive is somebody else's file, and artefacts run with an
// administrator's rights.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "enforcement/sample.h"
#include "outputs/artefact_clients.h"

namespace waarborg {
namespace {

using enforcement::catalogue;
using enforcement::directive;
using enforcement::indicator;
using enforcement::options;

const std::vector<std::string>& attacks() {
  static const std::vector<std::string> all = {
      "x.example\n$INCLUDE /etc/passwd",
      "x.example\r\n* CNAME .",
      "x.example CNAME rpz-passthru.\n*",
      "$INCLUDE",
      "$ORIGIN .",
      "@",
      "*",
      "*.example",
      "com",
      ".",
      "x.example;comment",
      "x.example\" ; }; include \"/etc/passwd",
      "x'); DROP TABLE deb_packages; --",
      "x\\",
      "x\"y",
      "192.0.2.1",
      "32.1.2.0.192.rpz-client-ip",
      "24.0.2.0.192.rpz-ip",
      std::string("nul\0.example", 12),
      std::string(64, 'a') + ".example",
      std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + "." +
          std::string(55, 'd'),
      std::string(5000, 'a'),
      "\xff\xfe.example",
      "\xe2\x80\xae.example",
      "kesl\nPin-Priority: 1001\n",
      "kesl\n\nPackage: *\nPin: release *\nPin-Priority: 1001",
      "kesl *",
      "/./",
      "kes?",
      "a b",
      "",
  };
  return all;
}

Catalogue hostile() {
  auto out = catalogue();
  for (const auto& attack : attacks()) {
    auto& all = out.entries[0].indicators;
    all.push_back(indicator("product/acme/tool", Type::domain, Test::within, attack));
    all.push_back(indicator("product/acme/tool", Type::domain, Test::exact, attack));
    all.push_back(indicator("product/acme/tool", Type::package, Test::exact, "deb/" + attack));
    all.push_back(indicator("product/acme/tool", Type::package, Test::exact, "rpm/" + attack));
    all.push_back(indicator("product/acme/tool", Type::service, Test::exact, attack));
    all.push_back(indicator("product/acme/tool", Type::path, Test::within, "/" + attack));
    all.push_back(indicator("vendor/acme", Type::vendor, Test::words, attack));
  }
  out.entries[0].name = out.entries[0].products[0].name = "Acme\n$INCLUDE /etc/passwd\x1b[31m";
  return out;
}

Directive hostile_directive() {
  auto out = directive();
  out.version = "1\"\n$INCLUDE /etc/passwd\n* CNAME .\n;\\";
  out.issuer = out.version;
  out.clauses[0].id = "stop\nPackage: *\nPin: release *\nPin-Priority: 1001\n\n\"; };";
  out.clauses[0].text.by_language = {{"en", out.version}};
  out.clauses[0].audiences[0].force = "advice\n" + out.version;
  out.clauses[0].subjects = {};
  return out;
}

ArtefactFiles compiled(std::string_view name) {
  auto o = options();
  o.strict = true;
  o.exceptions.push_back({"EX\n* CNAME rpz-passthru.", "192.0.2.7", "2026-12-31"});
  auto made = compile_artefact(*artefact_named(name), hostile_directive(), hostile(), o, {"a\nb"});
  EXPECT_TRUE(made) << made.error().what;
  return made ? std::move(*made) : ArtefactFiles();
}

std::string file_of(const ArtefactFiles& made, std::string_view name) {
  for (const auto& f : made.files)
    if (f.name == name) return f.bytes;
  ADD_FAILURE() << name << " is missing";
  return "";
}

std::vector<std::string> body_of(const std::string& bytes, char comment) {
  std::vector<std::string> out;
  for (const auto line : split(bytes, '\n'))
    if (!line.empty() && line[0] != comment) out.emplace_back(line);
  return out;
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<signed char>(c) >= ' ' && c != 0x7F; });
}

void expect_head(const std::vector<std::string>& lines) {
  ASSERT_GT(lines.size(), 4u);
  EXPECT_EQ(lines[0], "$TTL 300");
  EXPECT_TRUE(lines[1].starts_with("@ SOA "));
  EXPECT_EQ(lines[2], "@ NS localhost.");
  EXPECT_TRUE(lines[3].starts_with("@ TXT \"") && lines[3].ends_with("\""));
  EXPECT_EQ(std::ranges::count(lines[3], '"'), 2);
  for (const auto& line : lines) EXPECT_TRUE(is_plain(line)) << line;
}

TEST(HostileValues, AZoneHasNothingButItsOwnRecords) {
  const auto lines = body_of(file_of(compiled("rpz"), "test-acme.rpz.zone"), ';');
  expect_head(lines);
  for (std::size_t i = 4; i < lines.size(); ++i) {
    const auto parts = words(lines[i]);
    ASSERT_EQ(parts.size(), 3u) << lines[i];
    EXPECT_EQ(parts[1], "CNAME");
    EXPECT_EQ(parts[2], ".") << lines[i];
    EXPECT_EQ(parts[0].find("rpz-"), std::string_view::npos) << lines[i];
    auto name = parts[0];
    if (name.starts_with("*.")) name.remove_prefix(2);
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_."), std::string_view::npos)
        << name;
    EXPECT_NE(name.find('.'), std::string_view::npos) << name;
    EXPECT_LE(parts[0].size() + 1 + std::string_view("test-acme.rpz").size(), 253u);
    for (const auto label : split(name, '.')) EXPECT_TRUE(!label.empty() && label.size() <= 63) << name;
  }
}

TEST(HostileValues, AZoneOfExceptionsHasOneRecordEach) {
  const auto lines = body_of(file_of(compiled("rpz"), "test-acme-pass.rpz.zone"), ';');
  expect_head(lines);
  ASSERT_EQ(lines.size(), 4u + 3u);
  for (std::size_t i = 4; i < lines.size(); ++i)
    EXPECT_TRUE(lines[i].ends_with(".rpz-client-ip CNAME rpz-passthru.")) << lines[i];
}

TEST(HostileValues, FragmentsOfConfigurationKeepTheirLines) {
  const auto made = compiled("rpz");
  EXPECT_EQ(body_of(file_of(made, "named.conf.part"), '#').size(), 13u);
  EXPECT_EQ(body_of(file_of(made, "unbound.conf.part"), '#').size(), 12u);
  for (const auto& f : made.files) EXPECT_EQ(f.name.find('/'), std::string::npos);
}

TEST(HostileValues, PreferencesNameOnePackageARecordAndNeverRaiseOne) {
  const auto made = compiled("apt");
  ASSERT_FALSE(made.files.empty());
  const auto lines = body_of(made.files[0].bytes, '#');
  ASSERT_EQ(lines.size() % 4, 0u);
  for (std::size_t i = 0; i < lines.size(); i += 4) {
    EXPECT_TRUE(lines[i].starts_with("Explanation: ") && is_plain(lines[i])) << lines[i];
    ASSERT_TRUE(lines[i + 1].starts_with("Package: ") && lines[i + 1].ends_with(":any")) << lines[i + 1];
    const auto name = lines[i + 1].substr(9, lines[i + 1].size() - 13);
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-."), std::string::npos) << name;
    EXPECT_EQ(lines[i + 2], "Pin: release *");
    EXPECT_EQ(lines[i + 3], "Pin-Priority: -1");
  }
}

TEST(HostileValues, JsonStaysJsonWithTheSameMembers) {
  const auto policy = compiled("chromium");
  ASSERT_FALSE(policy.files.empty());
  const auto parsed = JsonDocument::parse(policy.files[0].bytes);
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed->root().members().size(), 1u);
  for (const auto& entry : parsed->root()["URLBlocklist"].items()) {
    // '*' alone would block everything, and '/' or ':' would make it another kind of pattern.
    EXPECT_EQ(entry.text().find_first_of("*/:@ "), std::string_view::npos) << entry.text();
    EXPECT_NE(entry.text().find('.', 1), std::string_view::npos);
  }
  const auto pack = compiled("osquery");
  ASSERT_FALSE(pack.files.empty());
  const auto queries = JsonDocument::parse(pack.files[0].bytes);
  ASSERT_TRUE(queries);
  for (const auto& [name, query] : queries->root()["queries"].members()) {
    EXPECT_TRUE(query["snapshot"].flag());
    EXPECT_TRUE(query["denylist"].is(Json::Kind::flag) && !query["denylist"].flag());
    EXPECT_TRUE(query["shard"].is(Json::Kind::null)) << name;
    EXPECT_EQ(std::ranges::count(query["query"].text(), '\'') % 2, 0) << query["query"].text();
  }
  for (const auto& artefact : all_artefacts())
    for (const auto& f : compiled(artefact.name).files)
      EXPECT_TRUE(f.name != "manifest.json" || JsonDocument::parse(f.bytes)) << artefact.name;
}

TEST(HostileValues, AManifestForPeopleHasNoEscapes) {
  for (const auto& artefact : all_artefacts())
    for (const auto& f : compiled(artefact.name).files)
      if (f.name == "MANIFEST.txt") {
        EXPECT_EQ(f.bytes.find_first_of("\x1b\r"), std::string::npos);
        EXPECT_EQ(f.bytes.find("\n$INCLUDE"), std::string::npos);
      }
}

TEST(HostileValues, AnIdThatIsNoNameIsRefused) {
  for (const auto* id : {"", "../../etc/x", "a b", "A", "x\ny", "x\""}) {
    auto d = directive();
    d.id = id;
    EXPECT_FALSE(compile_artefact(*artefact_named("rpz"), d, catalogue(), options(), {})) << id;
  }
}

TEST(Exceptions, AddressesAreWrittenAsNameServersReadThem) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"192.0.2.53", "32.53.2.0.192"},
      {"192.0.2.0/24", "24.0.2.0.192"},
      {"2001:db8::1", "128.1.zz.db8.2001"},
      {"2001:db8:0:1::/64", "64.zz.1.0.db8.2001"},
      {"::1", "128.1.zz"},
      {"1:0:2:3:4:5:6:7", "128.7.6.5.4.3.2.0.1"},
      {"1:0:0:2:0:0:0:3", "128.3.zz.2.0.0.1"},
      {"fe80::/10", "10.zz.fe80"},
  };
  for (const auto& [client, want] : table) {
    const PassThrough e{"x", client, "2026-12-31"};
    EXPECT_EQ(fault_of(e), "") << client;
    EXPECT_EQ(rpz_client(e), want + ".rpz-client-ip");
  }
}

TEST(Exceptions, WhatWouldPassEverybodyOrNobodyIsRefused) {
  for (const auto* client :
       {"0.0.0.0/0", "::/0", "192.0.2.5/24", "192.0.2.0/33", "host", "", "192.0.2.1/99", "2001:db8::1/64"}) {
    auto o = options();
    o.exceptions = {{"x", client, "2026-12-31"}};
    EXPECT_FALSE(compile_artefact(*artefact_named("rpz"), directive(), catalogue(), o, {})) << client;
  }
  auto o = options();
  o.exceptions = {{"x", "192.0.2.1", "soon"}};
  EXPECT_FALSE(compile_artefact(*artefact_named("rpz"), directive(), catalogue(), o, {}));
}

}  // namespace
}  // namespace waarborg

// Every artefact of a made-up decision, byte by byte: tests/enforcement/expected. WAARBORG_ACCEPT=1 writes
// the files anew, to be read by a person before they are committed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "enforcement/sample.h"

namespace waarborg {
namespace {

using enforcement::catalogue;
using enforcement::directive;
using enforcement::options;

void expect_golden(const std::string& name, const std::string& got) {
  const char* source = std::getenv("WAARBORG_SOURCE");
  const auto path = std::string(source != nullptr ? source : ".") + "/tests/enforcement/expected/" + name;
  if (const char* accept = std::getenv("WAARBORG_ACCEPT"); accept != nullptr && *accept == '1') {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << got;
    return;
  }
  std::ifstream in(path, std::ios::binary);
  ASSERT_TRUE(in.is_open()) << path << " is missing";
  const std::string expected{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_EQ(got, expected) << name << ": WAARBORG_ACCEPT=1 accepts what is written now";
}

TEST(EnforcementGolden, EveryFileOfEveryTarget) {
  ASSERT_GE(all_artefacts().size(), 4u);
  for (const auto& artefact : all_artefacts()) {
    const auto made =
        compile_artefact(artefact, directive(), catalogue(), options(), {"catalogue vendor/acme"});
    ASSERT_TRUE(made) << artefact.name << ": " << made.error().what;
    ASSERT_GE(made->files.size(), 3u);
    for (const auto& f : made->files) expect_golden(std::string(artefact.name) + "." + f.name, f.bytes);
  }
}

TEST(EnforcementGolden, StrictZone) {
  auto strict = options();
  strict.strict = true;
  const auto made = compile_artefact(*artefact_named("rpz"), directive(), catalogue(), strict, {});
  ASSERT_TRUE(made);
  for (const auto& f : made->files)
    if (f.name == "test-acme.rpz.zone") expect_golden("strict.zone", f.bytes);
}

TEST(Enforcement, EveryIdentifierOfTheClauseIsToldAsUsedOrUnused) {
  const auto d = directive();
  const auto c = catalogue();
  for (const bool strict : {false, true})
    for (const auto& artefact : all_artefacts()) {
      auto o = options();
      o.strict = strict;
      const auto made = artefact.compile(d, c, o);
      ASSERT_TRUE(made);
      std::vector<std::string> told, meant;
      for (const auto& u : made->used) told.push_back(u.id);
      for (const auto& u : made->unused) {
        told.push_back(u.id);
        EXPECT_FALSE(u.said.empty());
      }
      for (const auto& m : meant_by(d, *clause_of(d, o), c)) meant.push_back(m.indicator->id);
      std::ranges::sort(told);
      std::ranges::sort(meant);
      EXPECT_EQ(told, meant) << artefact.name;
      EXPECT_FALSE(meant.empty());
    }
}

TEST(Enforcement, AClauseThatOnlyWatchesIsAskedAndNotBlocked) {
  auto o = options();
  o.clause = "watch";
  for (const auto& artefact : all_artefacts())
    EXPECT_EQ(compile_artefact(artefact, directive(), catalogue(), o, {}).has_value(), !artefact.blocks)
        << artefact.name;
}

TEST(Enforcement, ADecisionThatNoLongerStandsIsRefused) {
  for (const auto* status : {"suspended", "withdrawn", "superseded", "expired"}) {
    auto d = directive();
    d.status = status;
    EXPECT_FALSE(compile_artefact(*artefact_named("apt"), d, catalogue(), options(), {})) << status;
  }
  auto d = directive();
  d.expires = "2026-02-28";
  EXPECT_FALSE(compile_artefact(*artefact_named("apt"), d, catalogue(), options(), {}));
  d.expires = "2026-03-01";
  EXPECT_TRUE(compile_artefact(*artefact_named("apt"), d, catalogue(), options(), {}));
}

TEST(Enforcement, ItExpiresWithWhateverEndsFirst) {
  auto d = directive();
  auto o = options();
  o.exceptions.clear();
  EXPECT_EQ(stamp_of(d, o)->until, "2026-05-30");
  d.expires = "2026-05-01";
  EXPECT_EQ(stamp_of(d, o)->until, "2026-05-01");
  o.exceptions = {{"x", "192.0.2.1", "2026-04-01"}, {"over", "192.0.2.2", "2026-02-01"}};
  EXPECT_EQ(stamp_of(d, o)->until, "2026-04-01");
  o.valid = "ninety days";
  EXPECT_FALSE(stamp_of(d, o));
}

}  // namespace
}  // namespace waarborg

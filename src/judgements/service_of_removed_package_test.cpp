// A removed package with its service: what is told, about which observations, and what is no such thing.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>

#include "judgements/judgement.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

struct Seen {
  enum What { package, service } what;
  std::string name;
  Presence presence = Presence::installed;
  std::string root = {};
  std::uint32_t evidence = 0;
};

const Judgement& judgement() {
  const auto& all = all_judgements();
  const auto at = std::find_if(all.begin(), all.end(),
                               [](const auto& j) { return j.name == "service_of_removed_package"; });
  return *at;
}

// The observations have the numbers 1, 2, ... in the order of `seen`, in whatever order they are shown.
std::vector<Opinion> judged(const std::vector<Seen>& seen, std::uint32_t seed = 0) {
  std::vector<std::size_t> order(seen.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  if (seed != 0) std::shuffle(order.begin(), order.end(), std::mt19937(seed));  // NOLINT: the same every time
  const auto judge = judgement().make();
  for (const auto i : order) {
    const auto& s = seen[i];
    SegmentWriter out;
    if (s.what == Seen::package) {
      out.begin(Program::number, Program::version, 0);
      out.text(1, "deb/" + s.name);
      out.number(14, static_cast<std::int64_t>(s.presence));
    } else {
      out.begin(ServiceUnit::number, ServiceUnit::version, 0);
      out.text(1, s.name);
    }
    out.end();
    SegmentReader in(out.bytes());
    RecordView record;
    EXPECT_TRUE(in.next(record));
    judge->see({.number = i + 1, .evidence = s.evidence, .root = s.root, .record = record});
  }
  return judge->conclude();
}

constexpr auto gone = Presence::residual;

TEST(ServiceOfRemovedPackage, TellsTheServiceAndThePackage) {
  const auto opinions = judged({{Seen::package, "klnagent64", gone}, {Seen::service, "klnagent64.service"}});
  ASSERT_EQ(opinions.size(), 1u);
  EXPECT_EQ(opinions[0].because, (std::vector<std::uint64_t>{2, 1}));
  EXPECT_EQ(opinions[0].presence, Presence::residual);
  EXPECT_EQ(opinions[0].why,
            "The package klnagent64 was removed, but the service klnagent64.service is still there: the "
            "removal is not "
            "finished.");
}

TEST(ServiceOfRemovedPackage, IsSilentWhereThereIsNothingToSay) {
  const std::vector<std::pair<const char*, std::vector<Seen>>> rows = {
      {"nothing", {}},
      {"an installed package", {{Seen::package, "a"}, {Seen::service, "a.service"}}},
      {"removed without a service", {{Seen::package, "a", gone}}},
      {"a service without a package", {{Seen::service, "a.service"}}},
      {"another service", {{Seen::package, "a", gone}, {Seen::service, "ab.service"}}},
      {"another root", {{Seen::package, "a", gone, "x"}, {Seen::service, "a.service"}}},
      {"another piece of evidence", {{Seen::package, "a", gone, "", 1}, {Seen::service, "a.service"}}},
      {"installed beside the removed one, as of another architecture",
       {{Seen::package, "a", gone}, {Seen::package, "a"}, {Seen::service, "a.service"}}},
  };
  for (const auto& [what, seen] : rows) EXPECT_TRUE(judged(seen).empty()) << what;
}

TEST(ServiceOfRemovedPackage, TheOrderOfObservationsLeavesNoTrace) {
  const std::vector<Seen> seen = {
      {Seen::package, "b", gone},          {Seen::service, "a.service"},
      {Seen::package, "a", gone},          {Seen::service, "b.service"},
      {Seen::service, "a.service"},        {Seen::package, "a", gone},
      {Seen::package, "a", gone, "inner"}, {Seen::service, "a.service", gone, "inner"}};
  const auto told = [](const std::vector<Opinion>& opinions) {
    std::vector<std::tuple<std::string, std::vector<std::uint64_t>, std::string>> out;
    for (const auto& o : opinions) out.emplace_back(o.root, o.because, o.why);
    return out;
  };
  const auto first = told(judged(seen));
  ASSERT_EQ(first.size(), 3u);
  for (std::uint32_t seed = 1; seed < 50; ++seed) EXPECT_EQ(told(judged(seen, seed)), first);
}

TEST(ServiceOfRemovedPackage, HostileNamesAreMadeVisible) {
  const auto opinions = judged({{Seen::package, "\x1b[31mx", gone}, {Seen::service, "\x1b[31mx.service"}});
  ASSERT_EQ(opinions.size(), 1u);
  EXPECT_EQ(opinions[0].why.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace waarborg

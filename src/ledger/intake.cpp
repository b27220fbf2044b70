#include "ledger/intake.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "observations/kinds.h"

namespace waarborg {
namespace {

constexpr std::size_t most_findings = 10'000;  // of one piece of evidence

// Which systems the evidence itself holds; a system within a container is not the device's own.
Result<std::map<std::uint32_t, std::set<std::string>>> platforms_of(CaseView& view) {
  std::map<std::uint32_t, std::set<std::string>> out;
  const auto read = view.observations([&](const Observed& o) {
    if (o.record->kind != OsRelease::number || !o.job->root.empty()) return;
    constexpr std::uint8_t platform = 5;
    if (const auto name = o.record->text(platform); !name.empty()) out[o.job->evidence].insert(clean(name));
  });
  if (!read) return pass(read.error());
  return out;
}

}  // namespace

Result<std::vector<CaseIntake>> read_case(CaseView& view, const std::string& sha256,
                                          const std::string& rights, const std::string& vouched) {
  const auto platforms = platforms_of(view);
  if (!platforms) return pass(platforms.error());
  std::vector<CaseIntake> out;
  std::map<std::uint32_t, std::size_t> place;
  for (const auto& row : view.evidence()) {
    if (!place.emplace(row.id, out.size()).second)
      return fail(Fault::malformed,
                  fmt::format("the case has two pieces of evidence with number {}", row.id));
    CaseIntake one;
    one.organisation = clean(row.organisation);
    auto& o = one.observation;
    o.case_sha256 = sha256, o.evidence = row.id;
    o.name = clean(row.device_name), o.ownership = clean(row.ownership), o.taken = row.taken;
    o.rights = clean(row.rights.empty() ? rights : row.rights);
    o.rights_from = row.rights.empty() ? clean(vouched) : "case";
    if (const auto at = platforms->find(row.id); at != platforms->end())
      o.platforms.assign(at->second.begin(), at->second.end());
    for (const auto& i : row.identifiers)
      o.identifiers.push_back({clean(i.scheme), clean(i.value), i.strength == "strong"});
    for (const auto& c : view.content())
      o.content.push_back({clean(c.what), clean(c.name), clean(c.version), clean(c.date), clean(c.sha256)});
    out.push_back(std::move(one));
  }
  for (const auto& row : view.coverage())
    if (const auto at = place.find(row.evidence); at != place.end())
      out[at->second].observation.probes.push_back({clean(row.probe), row.status, row.canary});
  bool stray = false, many = false;
  const auto read = view.findings([&](const StoredFinding& stored) {
    const auto& f = stored.finding;
    const auto at = place.find(f.evidence);
    stray |= at == place.end();
    if (at == place.end()) return;
    auto& all = out[at->second].observation.sightings;
    many |= all.size() >= most_findings;
    if (!many)
      all.push_back({clean(f.directive), clean(f.subject), clean(f.indicator), f.confidence, f.presence});
  });
  if (!read) return pass(read.error());
  if (stray) return fail(Fault::malformed, "the case has a finding on evidence that it does not have");
  if (many)
    return fail(Fault::too_big,
                fmt::format("the case has more than {} findings on one piece of evidence", most_findings));
  return out;
}

}  // namespace waarborg

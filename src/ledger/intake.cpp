#include "ledger/intake.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "observations/kinds.h"

namespace waarborg {
namespace {

constexpr std::size_t most_findings = 10'000;   // of one piece of evidence
constexpr std::size_t most_listed = 1'000'000;  // rows of devices in the lists of one case

// What the observations of a case say about devices: which systems the evidence itself holds (a system within
// a container is not the device's own), and the devices of lists, by the key their rows have as root.
struct Devices {
  std::map<std::uint32_t, std::set<std::string>> platforms;
  std::map<std::uint32_t, std::map<std::string, std::vector<Identifier>>> lists;
};

Result<Devices> devices_of(CaseView& view) {
  Devices out;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::vector<Identifier>> rows;  // job and offset
  std::map<std::uint64_t, std::uint32_t> evidence_of;
  bool many = false;
  const auto read = view.observations([&](const Observed& o) {
    constexpr std::uint8_t platform = 5, scheme = 1, value = 2, strength = 3;
    if (o.record->kind == OsRelease::number && o.job->root.empty()) {
      if (const auto name = o.record->text(platform); !name.empty())
        out.platforms[o.job->evidence].insert(clean(name));
    } else if (o.record->kind == DeviceIdentity::number && o.job->root.empty() &&
               o.job->probe == DeviceIdentity::list_probe) {
      many |= rows.size() >= most_listed;
      if (many) return;
      evidence_of[o.job->job] = o.job->evidence;
      rows[{o.job->job, o.record->offset}].push_back({clean(o.record->text(scheme)),
                                                      clean(o.record->text(value)),
                                                      o.record->text(strength) == "strong"});
    }
  });
  if (!read) return pass(read.error());
  if (many) return fail(Fault::too_big, fmt::format("the case lists more than {} devices", most_listed));
  for (auto& [row, identifiers] : rows) {
    const auto key = identifiers.front().scheme + ':' + identifiers.front().value;
    auto& all = out.lists[evidence_of[row.first]][key];
    if (all.empty()) all = std::move(identifiers);
  }
  return out;
}

// A list of devices becomes one observation for each: what it says of one says nothing of another.
void split_list(const CaseIntake& whole, const std::map<std::string, std::vector<Identifier>>& devices,
                const std::multimap<std::string, Sighting>& by_root, std::vector<CaseIntake>& out) {
  for (const auto& [key, identifiers] : devices) {
    auto one = whole;
    one.observation.identifiers = identifiers;
    for (const auto& i : identifiers)
      if (!i.strong) one.observation.name = i.value;
    const auto [first, last] = by_root.equal_range(key);
    for (auto at = first; at != last; ++at) one.observation.sightings.push_back(at->second);
    out.push_back(std::move(one));
  }
}

}  // namespace

Result<std::vector<CaseIntake>> read_case(CaseView& view, const std::string& sha256,
                                          const std::string& rights, const std::string& vouched) {
  const auto devices = devices_of(view);
  if (!devices) return pass(devices.error());
  std::vector<CaseIntake> out;
  std::map<std::uint32_t, std::size_t> place;
  for (const auto& row : view.evidence()) {
    if (!place.emplace(row.id, out.size()).second)
      return fail(Fault::malformed,
                  fmt::format("the case has two pieces of evidence with number {}", row.id));
    CaseIntake one;
    one.organisation = clean(row.organisation);
    auto& o = one.observation;
    o.case_sha256 = sha256, o.evidence = row.id, o.evidence_sha256 = clean(row.sha256);
    o.name = clean(row.device_name), o.ownership = clean(row.ownership), o.taken = row.taken;
    o.rights = clean(row.rights.empty() ? rights : row.rights);
    o.rights_from = row.rights.empty() ? clean(vouched) : "case";
    if (const auto at = devices->platforms.find(row.id); at != devices->platforms.end())
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
  std::size_t count = 0;
  std::map<std::size_t, std::multimap<std::string, Sighting>> listed;
  const auto read = view.findings([&](const StoredFinding& stored) {
    const auto& f = stored.finding;
    const auto at = place.find(f.evidence);
    stray |= at == place.end();
    if (at == place.end()) return;
    Sighting seen{clean(f.directive), clean(f.subject), clean(f.indicator), f.confidence, f.presence};
    const auto list = devices->lists.find(f.evidence);
    const bool of_one = list != devices->lists.end() && list->second.contains(clean(f.root));
    auto& all = out[at->second].observation.sightings;
    many |= all.size() >= most_findings || ++count > most_findings * 100;
    if (many) return;
    if (of_one)
      listed[at->second].emplace(clean(f.root), std::move(seen));
    else
      all.push_back(std::move(seen));
  });
  if (!read) return pass(read.error());
  if (stray) return fail(Fault::malformed, "the case has a finding on evidence that it does not have");
  if (many)
    return fail(Fault::too_big,
                fmt::format("the case has more than {} findings on one piece of evidence", most_findings));
  if (devices->lists.empty()) return out;
  std::vector<CaseIntake> split;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto list = devices->lists.find(out[i].observation.evidence);
    if (list == devices->lists.end())
      split.push_back(std::move(out[i]));
    else
      split_list(out[i], list->second, listed[i], split);
  }
  return split;
}

}  // namespace waarborg

#include "ledger/proof.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace waarborg {
namespace {

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return out;
}

// The directive itself must have been loaded: a scan for one product only knows nothing of the others.
bool knew_directive(const Observation& o, const Rule& rule) {
  return std::any_of(o.content.begin(), o.content.end(), [&](const LoadedContent& c) {
    if (c.what != "directive" || c.name != rule.directive) return false;
    if (c.sha256 == rule.sha256) return true;
    const auto theirs = whole_number(c.version), ours = whole_number(rule.version);
    return theirs && ours && *theirs > *ours;
  });
}

// At most a day behind the entry that the ledger goes by.
bool knew_subject(const Observation& o, const SubjectRule& subject) {
  const auto ours = parse_time(subject.catalogue_date);
  return std::any_of(o.content.begin(), o.content.end(), [&](const LoadedContent& c) {
    if (c.what != "catalogue" || c.name != subject.catalogue) return false;
    const auto theirs = parse_time(c.date);
    return ours && theirs && *theirs >= *ours - std::chrono::hours(24);
  });
}

bool whole(Status status) {
  return status == Status::complete || status == Status::empty || status == Status::absent;
}

// "packages" stands for packages.dpkg, packages.rpm, ...: one of them must be complete and none may be
// damaged.
Proof probe_done(const Observation& o, const std::string& wanted) {
  const bool group = std::any_of(o.probes.begin(), o.probes.end(),
                                 [&](const auto& p) { return p.probe.starts_with(wanted + "."); });
  bool met = false;
  for (const auto& p : o.probes) {
    const bool below = p.probe.starts_with(wanted + ".");
    if (p.probe != wanted && !below) continue;
    if (!p.canary) return {Lack::canary, fmt::format("{}: the canary was not found", p.probe)};
    if (group ? !whole(p.status) && p.status != Status::not_testable : !whole(p.status))
      return {Lack::probe, fmt::format("{} is {}", p.probe, name_of(p.status))};
    met |= group ? p.status == Status::complete : true;
  }
  if (!met) return {Lack::probe, fmt::format("{} was not complete", wanted)};
  return {};
}

// Where nothing of what is asked for lies, none of it is damaged either: that alone proves nothing.
bool any_complete(const Observation& o, const std::vector<std::string>& wanted) {
  return std::any_of(o.probes.begin(), o.probes.end(), [&](const auto& p) {
    return p.status == Status::complete && std::any_of(wanted.begin(), wanted.end(), [&](const auto& w) {
             return p.probe == w || p.probe.starts_with(w + ".");
           });
  });
}

// What the walk could not enter hides everything that other probes look for.
Proof walk_done(const Observation& o) {
  bool walked = false;
  for (const auto& p : o.probes) {
    if (p.probe == "evidence" || ((p.probe == "names" || p.probe == "archives" || p.probe == "backups") &&
                                  p.status != Status::complete))
      return {Lack::probe, fmt::format("{} is {}", p.probe, name_of(p.status))};
    walked |= p.probe == "names" || p.probe == "archives";
  }
  if (!walked) return {Lack::probe, "the names of all files were not gone through"};
  return {};
}

}  // namespace

Proof proof_of_absence(const Observation& o, Time recorded, const Rule& rule, const SubjectRule& subject) {
  if (!o.conflict.empty()) return {Lack::identity, "another organisation has this device"};
  if (std::none_of(o.identifiers.begin(), o.identifiers.end(), binds))
    return {Lack::identity, "the device is not known by a strong identifier"};
  if (!known(o.taken)) return {Lack::time, "when it was taken is not known"};
  if (o.taken > recorded) return {Lack::future, "it was taken after it was recorded: a clock is wrong"};
  const auto issued = parse_time(rule.issued);
  if (!issued || o.taken < *issued)
    return {Lack::before_issue, "it was taken before the directive was issued"};
  if (o.rights != "root")
    return {Lack::rights, o.rights.empty() ? "with which rights it was taken is not known"
                                           : "it was taken without the rights to see everything"};
  if (!knew_directive(o, rule))
    return {Lack::content, "it was not scanned for this version of the directive"};
  if (!knew_subject(o, subject)) return {Lack::content, "it was scanned with an older catalogue"};
  if (o.platforms.empty()) return {Lack::platform, "its operating system is not known"};
  if (const auto walk = walk_done(o); walk.lack != Lack::nothing) return walk;
  for (const auto& platform : o.platforms) {
    const auto probes = subject.absence.find(platform);
    if (probes == subject.absence.end() || probes->second.empty())
      return {Lack::platform, fmt::format("the catalogue does not say what proves absence on {}", platform)};
    for (const auto& wanted : probes->second)
      if (auto done = probe_done(o, wanted); done.lack != Lack::nothing) return done;
    if (!any_complete(o, probes->second))
      return {Lack::probe, fmt::format("nothing that would show it on {} was there to be read", platform)};
  }
  return {};
}

}  // namespace waarborg

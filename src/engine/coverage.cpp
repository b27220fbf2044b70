#include "engine/coverage.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "engine/coverage_gone.h"
#include "engine/coverage_types.h"
#include "engine/plan.h"
#include "evidence/ios_domains.h"

namespace waarborg {
namespace {

// What a device says of itself: a list of numbers is asked for that.
bool tells_identities(const Reader& reader) {
  return std::any_of(reader.emits.begin(), reader.emits.end(), [](std::string_view kind) {
    return kind == DeviceIdentity::kind || kind == IdentityKnown::kind;
  });
}

bool is_group(std::string_view probe, std::string_view group) {
  return probe.starts_with(group) && probe.size() > group.size() && probe[group.size()] == '.';
}

struct Tally {
  std::uint64_t files = 0, observations = 0, damaged = 0, lost = 0;
  bool version = false;
  std::string first_why;
};

CoverageRow row_of(const EvidenceState& state, std::string_view probe, const Tally& tally, bool canary,
                   bool here) {
  CoverageRow row;
  row.evidence = state.row.id;
  row.probe = probe;
  row.canary = canary;
  row.files = tally.files;
  if (tally.files == 0) {
    row.status = here ? Status::absent : Status::not_testable;
    row.why = here ? "nothing of this kind is there" : "this evidence cannot hold it";
  } else if (tally.version) {
    row.status = Status::unsupported_version;
    row.why = "written by a version that is not supported; see problems";
  } else if (tally.damaged == tally.files && tally.observations == 0) {
    row.status = Status::unreadable;
    row.why = fmt::format("{} of {} could not be read; see problems", tally.damaged, tally.files);
  } else if (tally.damaged != 0) {
    row.status = Status::partial;
    row.why = fmt::format("{} of {} read only in part; see problems", tally.damaged, tally.files);
  } else {
    row.status = tally.observations == 0 ? Status::empty : Status::complete;
  }
  if (!canary) row.why += row.why.empty() ? "the canary was not found" : "; the canary was not found";
  return row;
}

CoverageRow names_row(const EvidenceState& state) {
  CoverageRow row;
  row.evidence = state.row.id;
  row.probe = names_probe;
  row.canary = true;  // a walk has no reader that could be blind
  row.files = state.names;
  row.status = state.denied.empty() ? Status::complete : Status::partial;
  if (!state.denied.empty())
    row.why = fmt::format("{} folder(s) or link(s) could not be followed, the first is {}",
                          state.denied.size(), state.denied[0]);
  const auto& skipped = state.tree->skipped();
  if (!skipped.empty())
    row.why += fmt::format("{}{} mount(s) left out, the first is {}", row.why.empty() ? "" : "; ",
                           skipped.size(), skipped[0]);
  row.needed = true;
  return row;
}

// Archives that were read, and held nothing that a reader knows: a person may know what they should have
// held.
std::string strange_archives(const EvidenceState& state, const Survey& survey) {
  auto left = state.archive_paths;
  for (const auto& path : state.damaged_archives) left.erase(path);
  for (const auto& job : survey.jobs)
    if (job.evidence == state.row.id && job.names.empty() && job.reader != digest_reader() && !left.empty())
      left.erase(job.archive.empty() && job.packed ? job.path : job.archive);
  if (left.empty() || state.archives < 2) return {};  // of one alone the whole evidence tells
  return fmt::format("{} of {} archive(s) hold nothing of a kind that is known, the first is {}", left.size(),
                     state.archives, *left.begin());
}

// An archive that could not be listed to its end may hold a whole system.
CoverageRow archives_row(const EvidenceState& state, const Survey& survey) {
  CoverageRow row;
  row.evidence = state.row.id;
  row.probe = archives_probe;
  row.canary = true;
  row.files = state.archives;
  row.status = Status::complete;
  row.needed = true;
  if (const auto bad = state.damaged_archives.size(); bad != 0) {
    row.status = bad == state.archives ? Status::unreadable : Status::partial;
    row.why = fmt::format("{} of {} archive(s) could not be read to the end, the first is {}", bad,
                          state.archives, *state.damaged_archives.begin());
  }
  if (const auto strange = strange_archives(state, survey); !strange.empty())
    row.why += (row.why.empty() ? "" : "; ") + strange;
  return row;
}

// Of the paths that are looked for: which a backup cannot show, because what lies there is not backed up.
std::string paths_outside(const Index& index) {
  std::uint64_t all = 0, outside = 0;
  std::string first;
  for (std::uint32_t i = 0; i < index.size(); ++i) {
    if (index.type_of(i) != Type::path) continue;
    const auto indicator = index.indicator(i);
    if (indicator.test == Test::regex || !indicator.campaign || !indicator.value.starts_with('/')) continue;
    ++all;
    if (is_in_backups(indicator.value)) continue;
    if (++outside == 1) first = indicator.value;
  }
  if (outside == 0) return {};
  return fmt::format("{} of {} path(s) that are looked for lie where backups hold nothing, the first is {}",
                     outside, all, first);
}

CoverageRow backups_row(const EvidenceState& state, const Index& index) {
  CoverageRow row;
  row.evidence = state.row.id;
  row.probe = backups_probe;
  row.canary = true;
  row.files = state.backups;
  row.status = Status::complete;
  row.needed = true;
  const auto unread = state.unread_backups.size();
  if (unread != 0) {
    row.status = unread == state.backups ? Status::unreadable : Status::partial;
    row.why = fmt::format("{} of {} backup(s) could not be read, the first is {}; see problems", unread,
                          state.backups, *state.unread_backups.begin());
  } else if (!state.damaged_backups.empty()) {
    row.status = Status::partial;
    row.why = fmt::format("{} of {} backup(s) read only in part, the first is {}; see problems",
                          state.damaged_backups.size(), state.backups, *state.damaged_backups.begin());
  }
  if (const auto outside = paths_outside(index); !outside.empty())
    row.why += (row.why.empty() ? "" : "; ") + outside;
  return row;
}

// A system that says which Linux it is and shows no package that could be read was not examined for packages,
// whatever database it has. Root by root: a container is no excuse for its host, nor the host for the
// container.
std::optional<CoverageRow> packages_row(const EvidenceState& state, const Survey& survey,
                                        const Collector& collected, const std::set<std::string>& needed) {
  std::set<std::string_view> systems, read;
  for (const auto& job : survey.jobs) {
    const auto& reader = all_readers()[job.reader];
    const auto& seen = collected.state(job);
    if (job.evidence != state.row.id || seen.nothing || seen.lost || seen.observations == 0) continue;
    if (reader.probe == "identity.os") systems.insert(job.root);
    if (is_group(reader.probe, packages_probe)) read.insert(job.root);
  }
  CoverageRow row;
  for (const auto root : systems)
    if (!read.contains(root) && ++row.files == 1)
      row.why = fmt::format("{}: a Linux system without a package database that could be read",
                            root.empty() ? std::string_view(".") : root);
  if (row.files == 0) return {};
  if (row.files > 1) row.why += fmt::format("; {} more", row.files - 1);
  row.evidence = state.row.id;
  row.probe = packages_probe;
  row.canary = true;
  row.status = row.files == systems.size() ? Status::unreadable : Status::partial;
  row.needed =
      std::any_of(needed.begin(), needed.end(), [](const auto& p) { return is_group(p, packages_probe); });
  return row;
}

}  // namespace

bool is_of_lone_file(std::string_view evidence_kind, std::string_view probe) {
  const auto* reader = reader_named(evidence_kind);
  return reader != nullptr && reader->probe == probe;
}

std::set<std::string> needed_probes(const Sought& content, const Index& index,
                                    const std::set<std::string>& platforms) {
  std::set<std::string> groups;
  const auto take = [&](const std::map<std::string, std::vector<std::string>>& absence) {
    for (const auto& [platform, probes] : absence)
      if (platforms.empty() || platforms.contains(platform)) groups.insert(probes.begin(), probes.end());
  };
  for (const auto& subject : content.subjects) {
    if (const auto* product = content.catalogue.product(subject)) take(product->absence);
    if (const auto* vendor = content.catalogue.vendor(subject);
        vendor != nullptr && vendor->subject == subject)
      take(vendor->absence);
  }
  const auto types = index.counts("canary", false);
  std::set<std::string> out;
  for (const auto& reader : all_readers()) {
    const bool by_absence =
        groups.contains(std::string(reader.probe)) ||
        std::any_of(groups.begin(), groups.end(), [&](const auto& g) { return is_group(reader.probe, g); });
    const bool by_type = can_meet_any(reader, types);
    const bool by_numbers = !content.numbers.empty() && tells_identities(reader);
    if (content.nothing_loaded || by_absence || by_type || by_numbers) out.emplace(reader.probe);
  }
  return out;
}

std::vector<CoverageRow> coverage_of(const Survey& survey, const Collector& collected, const Sought& content,
                                     const Index& index, const std::set<std::string>& canaries) {
  std::set<std::string> probes;
  std::map<std::string, bool> canary;
  for (const auto& reader : all_readers()) {
    probes.emplace(reader.probe);
    const auto at = canary.emplace(reader.probe, true).first;
    at->second = at->second && canaries.contains(std::string(reader.name));
  }
  std::vector<std::map<std::string, Tally>> tallies(survey.evidence.size());
  for (const auto& job : survey.jobs) {
    auto& tally = tallies[job.evidence][std::string(all_readers()[job.reader].probe)];
    const auto& state = collected.state(job);
    if (state.nothing) continue;
    ++tally.files;
    tally.observations += state.observations;
    tally.damaged += state.lost || state.problems != 0 ? 1 : 0;
    tally.version |= state.unsupported_version;
  }
  std::vector<CoverageRow> out;
  for (const auto& state : survey.evidence) {
    const auto seen = collected.platforms().find(state.row.id);
    const auto needed = needed_probes(
        content, index, seen == collected.platforms().end() ? std::set<std::string>{} : seen->second);
    const bool lone = !state.lone.empty() && state.row.kind != "archive";
    if (state.archives != 0) out.push_back(archives_row(state, survey));
    if (state.backups != 0) out.push_back(backups_row(state, index));
    if (state.walked || !state.denied.empty()) out.push_back(names_row(state));
    const auto gone = lone ? std::map<std::string, Gone>() : gone_beside(state, survey, collected);
    for (const auto& probe : probes) {
      const auto& tally = tallies[state.row.id][probe];
      if (probe == digests_probe && tally.files == 0) continue;  // were not asked for, which is told below
      bool here = !lone;
      for (const auto& name : state.lone_readers) here |= reader_named(name)->probe == probe;
      auto row = row_of(state, probe, tally, canary[probe], here);
      if (const auto at = gone.find(probe); at != gone.end()) tell_gone(at->second, row);
      row.needed = needed.contains(probe) || is_of_lone_file(state.row.kind, probe);
      out.push_back(std::move(row));
    }
    std::set<std::string> read;
    for (const auto& [probe, tally] : tallies[state.row.id])
      if (tally.files != 0) read.insert(probe);
    const bool digests = std::ranges::any_of(survey.jobs, [&](const Job& job) {
      return job.evidence == state.row.id && all_readers()[job.reader].digests &&
             collected.state(job).observations != 0;
    });
    auto untestable = untestable_rows(state.row.id, read, digests, index);
    const bool none = are_all_types(untestable, index);
    std::ranges::move(untestable, std::back_inserter(out));
    if (auto row = feeds_row(state.row.id, content, none)) out.push_back(std::move(*row));
    if (!lone)
      if (auto row = packages_row(state, survey, collected, needed)) out.push_back(std::move(*row));
    // Evidence of which nothing was opened was not examined, whatever its names look like; unless all that is
    // looked for is how files are called, and what their digests are.
    const auto sought = index.counts("canary", false);
    bool only_digests = std::ranges::any_of(sought, [](auto count) { return count != 0; });
    for (std::size_t type = 0; type < sought.size(); ++type)
      only_digests &=
          sought[type] == 0 || static_cast<Type>(type) == Type::hash || static_cast<Type>(type) == Type::path;
    std::uint64_t opened = state.backups;  // what became of those is said above
    for (const auto& job : survey.jobs)
      opened += job.evidence == state.row.id && job.names.empty() && !collected.state(job).nothing &&
                        (only_digests || job.reader != digest_reader())
                    ? 1
                    : 0;
    if (opened == 0)
      out.push_back({state.row.id, std::string(evidence_probe), Status::unreadable, true, 0,
                     lone ? "not recognised as any kind of evidence; name the kind with --as"
                          : "not recognised: nothing in it is of a kind that is known",
                     true});
  }
  return out;
}

std::optional<CoverageRow> feeds_row(std::uint32_t evidence, const Sought& content, bool none) {
  if (content.useless.empty() && content.cut.empty() && !none) return {};
  std::string why;
  if (!content.useless.empty())
    why = fmt::format("{} feed(s) hold no indicator that can be used, the first is {}",
                      content.useless.size(), content.useless[0]);
  if (!content.cut.empty())
    why += fmt::format("{}{} feed(s) could be read only in part, the first is {}", why.empty() ? "" : "; ",
                       content.cut.size(), content.cut[0]);
  if (none)
    why += fmt::format("{}nothing that was read here can hold what any of the indicators looks for",
                       why.empty() ? "" : "; ");
  return CoverageRow{evidence,
                     std::string(indicators_probe),
                     content.useless.empty() && !none ? Status::partial : Status::unreadable,
                     true,
                     std::max(content.useless.size(), content.cut.size()),
                     why,
                     true};
}

int exit_code_of(const std::vector<Finding>& findings, const std::vector<CoverageRow>& coverage,
                 std::optional<Confidence> fail_on, bool& incomplete) {
  incomplete = std::any_of(coverage.begin(), coverage.end(), [](const CoverageRow& row) {
    const bool bad = row.status == Status::partial || row.status == Status::unreadable ||
                     row.status == Status::unsupported_version || !row.canary;
    return row.needed && bad;
  });
  const bool found = fail_on && std::any_of(findings.begin(), findings.end(), [&](const Finding& f) {
                       // Who fails on leads asks for the past too: what a log says is never more.
                       return f.confidence >= *fail_on && (!is_only_past(f) || *fail_on == Confidence::lead);
                     });
  return found ? 1 : incomplete ? 3 : 0;
}

}  // namespace waarborg

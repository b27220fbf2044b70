#include "engine/coverage_gone.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "engine/plan.h"

namespace waarborg {
namespace {

// "a.tar!/top/logs/x" without its end "logs/x": "a.tar!/top". Nothing: it has another end. Without an end,
// the folder it lies in.
std::optional<std::string_view> above(std::string_view file, std::string_view end) {
  if (end.empty()) return parted(file).first;
  if (!file.ends_with(end)) return {};
  file.remove_suffix(end.size());
  if (file.empty()) return file;
  if (!file.ends_with('/')) return {};
  return file.substr(0, file.size() - 1);
}

bool is_below(std::string_view file, std::string_view folder) {
  return folder.empty() ||
         (file.size() > folder.size() && file.starts_with(folder) && file[folder.size()] == '/');
}

bool was_read(const JobState& job) {
  return !job.nothing && !job.lost && job.observations != 0;
}

template <class Visit>
void each_read(const EvidenceState& state, const Survey& survey, const Collector& collected, Visit visit) {
  for (const auto& job : survey.jobs)
    if (job.evidence == state.row.id && was_read(collected.state(job))) visit(job, all_readers()[job.reader]);
}

// Where a backup would lie of which only what describes it was read.
std::set<std::string> without_heart(const EvidenceState& state, const Survey& survey,
                                    const Collector& collected) {
  std::set<std::string> out;
  each_read(state, survey, collected, [&](const Job& job, const Reader& reader) {
    if (reader.heart.empty()) return;
    const auto want = std::ranges::find(reader.wants, reader.heart) - reader.wants.begin();
    const bool there = job.archive.empty() ? state.tree->look(beside_path(job.path, reader.heart)).has_value()
                                           : std::ranges::any_of(job.wants, [&](const auto& w) {
                                               return w.want == static_cast<std::size_t>(want);
                                             });
    if (!there) out.insert(beside_path(job.file, reader.heart));
  });
  return out;
}

}  // namespace

std::map<std::string, Gone> gone_beside(const EvidenceState& state, const Survey& survey,
                                        const Collector& collected) {
  std::map<std::pair<std::string_view, std::string_view>, std::string_view> expected;  // probe, folder → sign
  each_read(state, survey, collected, [&](const Job& job, const Reader& reader) {
    for (const auto& companion : reader.companions)
      if (const auto folder = above(job.file, companion.artefact))
        expected.try_emplace({companion.probe, *folder}, job.file);
  });
  std::map<std::string_view, std::vector<std::string_view>> read;
  each_read(state, survey, collected, [&](const Job& job, const Reader& reader) {
    if (const auto from = expected.lower_bound({reader.probe, {}});
        from != expected.end() && from->first.first == reader.probe)
      read[reader.probe].push_back(job.file);
  });
  std::map<std::string, Gone> out;
  for (const auto& [key, sign] : expected) {
    const auto& [probe, folder] = key;
    const auto& files = read[probe];
    if (std::ranges::any_of(files, [f = folder](auto file) { return is_below(file, f); })) continue;
    auto& gone = out[std::string(probe)];
    if (++gone.places == 1) gone.first = sign;
  }
  return out;
}

void tell_gone(const Gone& gone, CoverageRow& row) {
  if (row.status == Status::complete)
    row.status = Status::partial;
  else if (row.status == Status::absent || row.status == Status::empty || row.status == Status::not_testable)
    row.status = Status::unreadable;
  if (row.status == Status::unreadable && row.files == 0) row.why.clear();
  row.why += fmt::format("{}evidence with {} has it, and it is not there", row.why.empty() ? "" : "; ",
                         printable(shorten(gone.first, 200)));
  if (gone.places > 1) row.why += fmt::format("; {} more", gone.places - 1);
}

void tell_backups_without_heart(Survey& survey, Collector& collected) {
  for (auto& state : survey.evidence) {
    if (!state.lone.empty() && state.row.kind != "archive") continue;  // nothing lies beside it
    for (const auto& file : without_heart(state, survey, collected)) {
      if (!state.unread_backups.insert(file).second) continue;
      ++state.backups;
      collected.problem({state.row.id, file, 0, Fault::not_found,
                         "is not there, only what describes the backup: no file of it can be read", ""});
    }
  }
}

}  // namespace waarborg

#include "engine/survey_archives.h"

#include <fmt/core.h>

namespace waarborg {

std::function<Result<std::vector<FolderTree::Opened>>(Order&)> opener(FolderTree& tree, std::string path) {
  return [&tree, path = std::move(path)](Order& order) -> Result<std::vector<FolderTree::Opened>> {
    auto opened = tree.open_file(path);
    if (!opened) return pass(opened.error());
    order.size = opened->size;
    std::vector<FolderTree::Opened> out;
    out.push_back(std::move(*opened));
    return out;
  };
}

Result<> ArchiveSurvey::list(Pool& pool) {
  std::deque<PoolTask> tasks;
  for (std::size_t a = 0; a < archives_.size(); ++a) tasks.push_back(task(a));
  const auto total = tasks.size();
  return pool.run(std::move(tasks), [&](std::size_t ended) {
    if (request_.progress && total > 0)
      request_.progress(fmt::format("archives listed: {} of {}", ended, total));
  });
}

PoolTask ArchiveSurvey::task(std::size_t a) {
  const auto& archive = archives_[a];
  auto& state = out_.evidence[archive.evidence];
  if (!state.lone.empty()) state.row.kind = "archive";
  ++state.archives;
  plan_.root(archive.evidence, archive.path, "");
  PoolTask task;
  task.order.task = Task::list;
  task.order.path = archive.path;
  task.order.spool = true;
  task.open = opener(*state.tree, archive.path);
  task.hear = [this, a](Say say, Cursor& in) { return hear(a, say, in); };
  task.lost = [this, a](Fault fault, const std::string& why) -> std::optional<Order> {
    plan_.problem(archives_[a].evidence, archives_[a].path, fault, why);
    out_.evidence[archives_[a].evidence].damaged_archives.insert(archives_[a].path);
    return {};
  };
  task.done = [] {};
  return task;
}

bool ArchiveSurvey::hear(std::size_t a, Say say, Cursor& in) {
  auto& archive = archives_[a];
  switch (say) {
    case Say::problem:
    case Say::remark:
      return hear_problem(a, say, in);
    case Say::recognised:
      return hear_kind(archive, in);
    case Say::listed:
      return hear_listed(archive, in);
    case Say::named: {
      const auto entry = in.varint();
      auto path = std::string(packed_text(in));
      archive.beside[std::move(path)] = entry;
      in.varint();
      return in.ok();
    }
    case Say::astray:
      return hear_astray(archive, in);
    default:
      return false;
  }
}

bool ArchiveSurvey::hear_astray(Archive& archive, Cursor& in) {
  Astray link{
      .evidence = archive.evidence, .archive = archive.path, .root = {}, .path = {}, .reader = {}, .why = {}};
  link.path = packed_text(in);
  link.root = packed_text(in);
  const auto needed = in.varint(), reader = in.varint();
  link.why = packed_text(in);
  if (!in.ok() || reader >= all_readers().size() || plan_.offered() > request_.limits.archive_entries)
    return false;
  switch (static_cast<Needed>(needed)) {
    case Needed::beside:
      archive.beside_astray[link.path] = link.why;
      return true;
    case Needed::file:
      link.reader = static_cast<std::uint16_t>(reader);
      break;
    case Needed::way:
      break;
    default:
      return false;
  }
  plan_.astray(std::move(link));
  return true;
}

bool ArchiveSurvey::hear_problem(std::size_t a, Say say, Cursor& in) {
  const auto& archive = archives_[a];
  const auto fault = in.varint(), offset = in.varint();
  const auto why = packed_text(in), path = packed_text(in);
  if (!in.ok() || fault >= fault_count) return false;
  if (say == Say::problem) out_.evidence[archive.evidence].damaged_archives.insert(archive.path);
  if (++problems_of_[a] <= request_.limits.job_problems)
    plan_.problem(archive.evidence, inside(archive.path, path), static_cast<Fault>(fault), std::string(why),
                  offset);
  return true;
}

bool ArchiveSurvey::hear_kind(const Archive& archive, Cursor& in) {
  const auto what = std::string(packed_text(in));
  auto& state = out_.evidence[archive.evidence];
  if (!in.ok() || reader_named(what) == nullptr) return false;
  if (state.lone.empty()) return true;
  state.row.kind = what;
  state.lone_readers.insert(what);
  return true;
}

bool ArchiveSurvey::hear_listed(Archive& archive, Cursor& in) {
  Candidate c{.evidence = archive.evidence, .match = {}, .what = {}, .archive = archive.path, .path = {}};
  c.entry = in.varint();
  c.path = packed_text(in);
  c.match.root = packed_text(in);
  c.match.nearer = packed_text(in);
  const auto reader = in.varint(), flags = in.varint(), what = in.varint();
  in.varint();
  if (!in.ok() || reader >= all_readers().size() || what > 3 ||
      plan_.offered() > request_.limits.archive_entries)
    return false;
  c.match.reader = static_cast<std::uint16_t>(reader);
  c.match.marks_root = (flags & 1) != 0;
  c.match.names_only = (flags & 2) != 0;
  c.match.firm = (flags & 4) != 0;
  c.match.packed = (flags & 8) != 0;
  c.what = static_cast<Name::What>(what);
  archive.beside[c.path] = c.entry;
  plan_.offer(std::move(c));
  return true;
}

}  // namespace waarborg

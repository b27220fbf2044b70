#include "engine/survey_archives.h"

#include <fmt/core.h>

#include <algorithm>

#include "engine/backup_parts.h"

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
  std::size_t begun = 0;
  for (;;) {
    for (; begun < archives_.size(); ++begun) {
      begin(archives_[begun]);
      due_.push_back({begun});
    }
    if (due_.empty()) return {};
    std::deque<PoolTask> tasks;
    for (const auto& visit : due_) tasks.push_back(task(visit));
    due_.clear();
    const auto total = tasks.size();
    auto done = pool.run(std::move(tasks), [&](std::size_t ended) {
      if (request_.progress && total > 0)
        request_.progress(fmt::format("archives listed: {} of {}", ended, total));
    });
    if (!done) return done;
    // In the order of their paths: workers answer in any.
    std::ranges::sort(inner_, {}, [](const Archive& a) { return std::tie(a.evidence, a.path); });
    for (auto& archive : inner_) archives_.push_back(std::move(archive));
    inner_.clear();
    ask_for_passwords();
  }
}

void ArchiveSurvey::begin(const Archive& archive) {
  auto& state = out_.evidence[archive.evidence];
  plan_.root(archive.evidence, archive.path, "");
  if (archive.backup) {
    ++state.backups;
    if (archive.path == "Manifest.db" && state.row.kind == "folder") state.row.kind = "ios-backup";
    return;
  }
  if (!state.lone.empty()) state.row.kind = "archive";
  ++state.archives;
  constexpr std::size_t most_named = 20'000;
  if (state.archive_paths.size() < most_named) state.archive_paths.insert(archive.path);
  if (!archive.place.real.empty()) out_.inner[{archive.evidence, archive.path}] = archive.place;
}

PoolTask ArchiveSurvey::task(const Visit& visit) {
  const auto& archive = archives_[visit.archive];
  auto& state = out_.evidence[archive.evidence];
  PoolTask task;
  task.order.path = archive.path;
  task.order.closed = visit.closed;
  if (!visit.closed.empty())
    task.order.passwords.assign(passwords_.begin() + static_cast<std::ptrdiff_t>(visit.first_password),
                                passwords_.end());
  if (archive.backup) {
    task.order.task = Task::backup;
    task.open = [&state, folder = folder_of_backup(archive.path)](Order& order) {
      return open_backup_parts(*state.tree, folder, order);
    };
  } else {
    task.order.task = Task::list;
    task.order.spool = true;
    task.order.sealed = archive.place.sealed;
    task.open = opener(*state.tree, archive.place.real.empty() ? archive.path : archive.place.real);
  }
  task.hear = [this, a = visit.archive](Say say, Cursor& in) { return hear(a, say, in); };
  task.lost = [this, a = visit.archive](Fault fault, const std::string& why) -> std::optional<Order> {
    const auto& lost = archives_[a];
    plan_.problem(lost.evidence, lost.path, fault, why);
    if (lost.backup)
      out_.evidence[lost.evidence].unread_backups.insert(lost.path);
    else
      damaged(lost);
    return {};
  };
  task.done = [] {};
  return task;
}

// Of the backups that did not open. They are visited again as long as there is a password they were not tried
// with.
void ArchiveSurvey::ask_for_passwords() {
  std::map<std::size_t, Visit> again;
  for (const auto& [which, error] : closed_) {
    const auto& [a, prefix] = which;
    const auto& archive = archives_[a];
    auto& tried = tried_[which];
    const bool by_password = error.fault == Fault::encrypted || error.fault == Fault::denied;
    if (by_password && tried == passwords_.size() && request_.passwords) {
      const auto name = inside(archive.path, prefix);
      const auto& state = out_.evidence[archive.evidence];
      const auto file = name.substr(0, name.rfind("!/"));
      // A backup of iOS is a folder, one of Android a file.
      const bool folder = archive.backup || prefix.ends_with("Manifest.db!/");
      const auto whole = !folder && file == state.lone
                             ? state.row.path
                             : joined(state.row.path, folder ? folder_of_backup(file) : file);
      for (auto& more : request_.passwords(whole, tried != 0)) passwords_.push_back(std::move(more));
    }
    if (!by_password || tried == passwords_.size()) {
      give_up(archive, prefix, error);
      continue;
    }
    auto& visit = again.try_emplace(a, Visit{a, {}, tried}).first->second;
    visit.closed.push_back(prefix);
    visit.first_password = std::min(visit.first_password, tried);
    tried = passwords_.size();
  }
  closed_.clear();
  for (auto& [a, visit] : again) due_.push_back(std::move(visit));
}

void ArchiveSurvey::give_up(const Archive& archive, const std::string& prefix, const Error& error) {
  auto& state = out_.evidence[archive.evidence];
  auto file = archive.backup ? archive.path : inside(archive.path, prefix);
  if (file.ends_with("!/")) file.resize(file.size() - 2);
  auto why = error.what;
  if (error.fault == Fault::encrypted) why += " (scan --password-file FILE)";
  plan_.problem(archive.evidence, file, error.fault, std::move(why), error.offset);
  if (!archive.backup) ++state.backups;
  state.unread_backups.insert(file);
  damaged(archive);
}

void ArchiveSurvey::damaged(const Archive& archive) {
  auto& state = out_.evidence[archive.evidence];
  (archive.backup ? state.damaged_backups : state.damaged_archives).insert(archive.path);
}

}  // namespace waarborg

#include "engine/survey_archives.h"

#include <fmt/core.h>

#include <algorithm>

#include "evidence/ios_backup.h"

namespace waarborg {
namespace {

constexpr std::size_t id_digits = 40;

}  // namespace

Result<std::vector<FolderTree::Opened>> open_backup_parts(FolderTree& tree, const std::string& folder,
                                                          Order& order) {
  std::vector<FolderTree::Opened> out;
  order.beside.clear();
  for (std::size_t part = 0; part < backup_part_names.size(); ++part) {
    const auto path = joined(folder, backup_part_names[part]);
    auto opened = tree.open_file(path);
    if (!opened) {
      if (opened.error().fault == Fault::not_found) continue;
      return fail(opened.error().fault, fmt::format("{}: {}", path, opened.error().what));
    }
    order.beside.push_back({.want = part, .size = opened->size, .path = path});
    out.push_back(std::move(*opened));
  }
  return out;
}

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
      const auto whole = joined(out_.evidence[archive.evidence].row.path,
                                folder_of_backup(name.substr(0, name.rfind("!/"))));
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
  if (error.fault == Fault::encrypted) why += " (--password-file FILE)";
  plan_.problem(archive.evidence, file, error.fault, std::move(why), error.offset);
  if (!archive.backup) ++state.backups;
  state.unread_backups.insert(file);
  damaged(archive);
}

void ArchiveSurvey::damaged(const Archive& archive) {
  auto& state = out_.evidence[archive.evidence];
  (archive.backup ? state.damaged_backups : state.damaged_archives).insert(archive.path);
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
    case Say::stored:
      return hear_stored(archive, in);
    case Say::closed:
      return hear_closed(a, in);
    case Say::taken:
      return hear_taken(archive, in);
    case Say::inner:
      return hear_inner(a, in);
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
  if (say == Say::problem) damaged(archive);
  if (++problems_of_[a] > request_.limits.job_problems) return true;
  // A part of a backup lies in the folder itself.
  const bool part = archive.backup && std::ranges::find(backup_part_names, path) != backup_part_names.end();
  plan_.problem(archive.evidence,
                part ? joined(folder_of_backup(archive.path), path) : inside(archive.path, path),
                static_cast<Fault>(fault), std::string(why), offset);
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
  if (!c.match.names_only) archive.beside[c.path] = c.entry;
  plan_.offer(std::move(c));
  return true;
}

bool ArchiveSurvey::hear_stored(Archive& archive, Cursor& in) {
  StoredFile file;
  const auto entry = in.varint();
  file.id = packed_text(in);
  file.before = in.varint();
  const auto key = in.take(in.varint());
  file.sealed.size = in.varint();
  const auto fault = in.varint();
  const auto why = packed_text(in);
  const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (!in.ok() || file.id.size() != id_digits || !std::ranges::all_of(file.id, digit) ||
      (!key.empty() && key.size() != AesKey::size()) || fault >= fault_count ||
      archive.stored.size() > request_.limits.archive_entries)
    return false;
  if (!key.empty()) file.sealed.key = key_from(key);
  if (!why.empty()) file.wrong = {static_cast<Fault>(fault), std::string(why)};
  archive.stored[entry] = std::move(file);
  return true;
}

bool ArchiveSurvey::hear_closed(std::size_t a, Cursor& in) {
  auto prefix = std::string(packed_text(in));
  const auto fault = in.varint();
  const auto why = packed_text(in);
  if (!in.ok() || fault >= fault_count || closed_.size() > request_.limits.job_problems) return false;
  closed_[{a, std::move(prefix)}] = {static_cast<Fault>(fault), std::string(why)};
  return true;
}

// The day a backup was made on is that of evidence that is one, and of an archive the oldest in it.
bool ArchiveSurvey::hear_taken(const Archive& archive, Cursor& in) {
  const auto taken = from_microseconds(static_cast<std::int64_t>(in.varint()));
  if (!in.ok()) return false;
  auto& state = out_.evidence[archive.evidence];
  auto& row = state.row;
  const bool whole = archive.backup ? row.kind == "ios-backup" : !state.lone.empty();
  if (!whole || !known(taken) || taken > Clock::now()) return true;
  if (row.taken_from == "backup" && row.taken <= taken) return true;
  if (row.taken_from == "option") return true;
  row.taken = taken;
  row.taken_from = "backup";
  return true;
}

bool ArchiveSurvey::hear_inner(std::size_t a, Cursor& in) {
  const auto& archive = archives_[a];
  const auto entry = in.varint();
  const auto path = packed_text(in);
  const auto stored = archive.stored.find(entry);
  if (!in.ok() || !archive.backup || stored == archive.stored.end()) return false;
  if (out_.evidence[archive.evidence].depth != Depth::full) return true;
  const auto shown = shown_stored(archive, path, stored->second);
  if (const auto& wrong = stored->second.wrong) {
    damaged(archive);
    plan_.problem(archive.evidence, shown, wrong->fault, wrong->what);
    return true;
  }
  inner_.push_back({.evidence = archive.evidence,
                    .path = shown,
                    .place = {place_of_content(archive.path, stored->second.id), stored->second.sealed}});
  return true;
}

}  // namespace waarborg

// What workers say of archives and backups: checked, and put where it belongs.
#include <algorithm>

#include "engine/survey_archives.h"
#include "evidence/ios_backup.h"

namespace waarborg {

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
    case Say::opened:
      return hear_opened(archive, in);
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
  if (c.match.reader == digest_reader()) {
    plan_.offer_every(c.evidence, std::move(c.archive), std::move(c.path), c.entry);
    return true;
  }
  c.match.marks_root = (flags & 1) != 0;
  c.match.names_only = (flags & 2) != 0;
  c.match.firm = (flags & 4) != 0;
  c.match.packed = (flags & 8) != 0;
  c.by_content = (flags & 16) != 0;
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
  if (!in.ok() || !is_file_id(file.id) || (!key.empty() && key.size() != AesKey::size()) ||
      fault >= fault_count || archive.stored.size() > request_.limits.archive_entries)
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

bool ArchiveSurvey::hear_opened(const Archive& archive, Cursor& in) {
  auto prefix = std::string(packed_text(in));
  auto key = unpack_backup_key(in);
  auto& opened = out_.opened[{archive.evidence, archive.path}];
  if (!in.ok() || key == nullptr || archive.backup || opened.size() > request_.limits.job_problems)
    return false;
  opened.push_back({std::move(prefix), std::move(key)});
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
  if (!in.ok() || !archive.backup || stored == archive.stored.end() ||
      inner_.size() > request_.limits.archive_entries)
    return false;
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

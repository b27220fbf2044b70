#include "engine/archived_backups.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::size_t id_digits = 40, most_folders = 10'000;

// "ab/ab12...": the fileID, where a path ends like that of a stored file.
std::optional<Blob> id_at_end(std::string_view path) {
  constexpr std::size_t length = 2 + 1 + id_digits;
  if (path.size() < length) return {};
  const auto tail = path.substr(path.size() - length);
  if (tail[2] != '/' || tail.substr(0, 2) != tail.substr(3, 2)) return {};
  if (path.size() > length && path[path.size() - length - 1] != '/') return {};
  Blob id;
  if (!from_hex(tail.substr(3), id)) return {};
  return id;
}

}  // namespace

// An app may have a file of such a name; a backup has several.
bool ArchivedBackups::Found::is_one(bool described) const {
  const auto has = [&](BackupPart p) { return parts.contains(p); };
  if (has(BackupPart::database))
    return has(BackupPart::plist) || has(BackupPart::status) || !contents.empty();
  const bool says_so = has(BackupPart::plist) || has(BackupPart::status) || described;
  return has(BackupPart::older) || well_known || (says_so && !contents.empty());
}

std::optional<ArchivedBackups::Slot> ArchivedBackups::see(const std::string& path, std::uint64_t number) {
  if (const auto id = id_at_end(path)) {
    const auto above = path.size() - (2 + 1 + id_digits);
    const auto folder = path.substr(0, above == 0 ? 0 : above - 1);
    if (found_.size() >= most_folders && !found_.contains(folder)) return {};
    found_[folder].well_known |= is_well_known_file_id(path.substr(above + 3));
    auto& entry = found_[folder].contents.emplace_back();
    std::ranges::copy(*id, entry.first.begin());
    entry.second = number;
    return {};
  }
  const auto [folder, name] = parted(path);
  const auto part = std::ranges::find(backup_part_names, name);
  const bool known_by_name = is_well_known_file_id(name);
  if (part == backup_part_names.end() && !known_by_name) return {};
  // Info.plist is not kept: apps have one each, and Status.plist has the date, too.
  if (name == "Info.plist") {
    described_.insert(std::hash<std::string_view>()(folder));
    return {};
  }
  if (found_.size() >= most_folders && !found_.contains(std::string(folder))) return {};
  if (known_by_name) {
    found_[std::string(folder)].well_known = true;
    return {};
  }
  return Slot{std::string(folder), static_cast<BackupPart>(std::distance(backup_part_names.begin(), part))};
}

void ArchivedBackups::keep(const Slot& slot, std::shared_ptr<Source> part) {
  found_[slot.folder].parts[slot.part] = std::move(part);
}

bool ArchivedBackups::stores(std::string_view folder) const {
  if (!folder.starts_with(prefix_)) return false;
  const auto [above, last] = parted(folder.substr(prefix_.size()));
  const auto found = found_.find(std::string(above));
  return last.size() == 2 && found != found_.end() && found->second.parts.contains(BackupPart::database);
}

void ArchivedBackups::list(Patterns& patterns, WorkerSink& out) {
  for (auto& [folder, of_folder] : found_) {
    auto& found = of_folder;
    if (!found.is_one(described_.contains(std::hash<std::string_view>()(folder)))) continue;
    const auto prefix = prefix_ + (folder.empty() ? "" : folder + "/") + "Manifest.db!/";
    if (again_ && std::ranges::find(order_.closed, prefix) == order_.closed.end()) continue;
    BackupParts parts;
    for (const auto& [which, source] : found.parts) set_part(parts, which, *source);
    std::ranges::stable_sort(found.contents, {}, &std::pair<Id, std::uint64_t>::first);
    const auto content = [&](std::string_view id) -> std::optional<std::uint64_t> {
      Blob bytes;
      Id wanted{};
      if (!from_hex(id, bytes) || bytes.size() != wanted.size()) return {};
      std::ranges::copy(bytes, wanted.begin());
      const auto at =
          std::ranges::lower_bound(found.contents, wanted, {}, &std::pair<Id, std::uint64_t>::first);
      if (at == found.contents.end() || at->first != wanted) return {};
      return at->second;
    };
    BackupListing(patterns, out, {.prefix = prefix, .content = content}).run(parts, order_.passwords);
  }
}

}  // namespace waarborg

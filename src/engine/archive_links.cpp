#include "engine/archive_links.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "evidence/archive_names.h"

namespace waarborg {
namespace {

constexpr std::size_t most_name_bytes = 192u << 20;  // of one archive
constexpr std::size_t most_links = 1'000'000;
constexpr std::uint64_t most_given = 2'000'000;  // entries met behind links; cycles make few look like many
constexpr unsigned most_depth = 16;

}  // namespace

void ArchiveLinks::saw(const Entry& entry, std::uint64_t number) {
  if (names_.size() + entry.path.size() >= most_name_bytes || links_.size() >= most_links) {
    overfull_ = true;
    return;
  }
  if (entry.what != Name::What::link) {
    records_.push_back(
        {static_cast<std::uint32_t>(names_.size()), static_cast<std::uint32_t>(number), entry.what});
    names_.append(entry.path).append(1, '\0');
  }
  if (entry.what != Name::What::link && !entry.hard) return;
  bool left = false;
  if (entry.what == Name::What::link)
    links_[entry.path] = {entry.hard ? safe_path(entry.target, left) : entry.target, entry.hard};
  else if (const auto other = safe_path(entry.target, left); other != entry.path)
    links_[other] = {entry.path, true};  // a cpio gives the bytes of all names with the last of them
}

bool ArchiveLinks::means(const std::string& path, const IsWanted& is_wanted) {
  const auto whole = prefix_ + path;
  const auto [folder, last] = parted(whole);
  patterns_.match(folder, last, Name::What::link, found_);
  std::erase_if(found_, [](const auto& m) { return m.names_only; });
  patterns_.ways(folder, last, ways_);
  return !found_.empty() || !ways_.empty() || is_wanted(last) || packed_suffix(last) != 0;
}

void ArchiveLinks::resolve(const IsWanted& is_wanted, const OnAlias& alias, const OnLost& lost) {
  if (links_.empty() && !overfull_) return;
  is_wanted_ = is_wanted;
  alias_ = alias;
  lost_ = lost;
  if (overfull_) lost_({"", "has too many names for its links to be followed"});
  std::vector<std::string> meant;
  for (const auto& [path, link] : links_)
    if (means(path, is_wanted_)) meant.push_back(path);
  if (meant.empty()) return;
  std::sort(records_.begin(), records_.end(), [&](const Record& a, const Record& b) {
    const auto order = name(a).compare(name(b));
    return order != 0 ? order < 0 : a.entry < b.entry;
  });
  for (const auto& path : meant) {
    link_length_ = prefix_.size() + path.size();
    follow(path, path, 0);
  }
}

std::size_t ArchiveLinks::first_from(std::string_view path) const {
  const auto at = std::lower_bound(records_.begin(), records_.end(), path,
                                   [&](const Record& r, std::string_view p) { return name(r) < p; });
  return static_cast<std::size_t>(at - records_.begin());
}

std::optional<Entry> ArchiveLinks::look(const std::string& path) const {
  Entry out{.path = path};
  if (const auto link = links_.find(path); link != links_.end()) {
    out.what = Name::What::link;
    out.target = link->second.target;
    out.hard = link->second.hard;
    return out;
  }
  if (const auto at = first_from(path); at < records_.size() && name(records_[at]) == path) {
    out.what = records_[at].what;
    return out;
  }
  // Not every archive has entries for its folders.
  const auto below = path + "/";
  out.what = Name::What::folder;
  if (const auto at = first_from(below); at < records_.size() && name(records_[at]).starts_with(below))
    return out;
  const auto link = links_.lower_bound(below);
  if (link != links_.end() && link->first.starts_with(below)) return out;
  return {};
}

bool ArchiveLinks::count() {
  if (++given_ < most_given) return true;
  if (given_ == most_given)
    lost_({"", fmt::format("links lead to more than {} entries; not all were followed", most_given)});
  return false;
}

// `path` is how the entry is known, `real` is where it stands; they differ behind a folder that is a link.
void ArchiveLinks::follow(const std::string& path, const std::string& real, unsigned depth) {
  if (!count()) return;
  const auto followed = follow_links(real, [&](const std::string& p) { return look(p); });
  if (followed.end != Followed::End::there || depth > most_depth) return lost_({path, why_astray(followed)});
  if (followed.what == Name::What::folder) return give_folder(path, followed.path, depth);
  give_file(path, followed.path);
}

void ArchiveLinks::give_file(const std::string& path, const std::string& real) {
  for (auto at = first_from(real); at < records_.size() && name(records_[at]) == real; ++at)
    alias_({path, real, records_[at].what, records_[at].entry, link_length_});
}

void ArchiveLinks::give_folder(const std::string& path, const std::string& real, unsigned depth) {
  alias_({path, real, Name::What::folder, 0, link_length_});
  const auto below = real.empty() ? real : real + "/";
  for (auto at = first_from(below); at < records_.size() && name(records_[at]).starts_with(below); ++at) {
    if (!count()) return;
    const auto own = name(records_[at]);
    alias_({path + "/" + std::string(own.substr(below.size())), std::string(own), records_[at].what,
            records_[at].entry, link_length_});
  }
  std::vector<Way> ways;
  std::vector<PatternMatch> found;
  for (auto at = links_.lower_bound(below); at != links_.end() && at->first.starts_with(below); ++at) {
    if (!count()) return;
    const auto inner = path + "/" + at->first.substr(below.size());
    const auto whole = prefix_ + inner;
    const auto [folder, last] = parted(whole);
    patterns_.match(folder, last, Name::What::link, found);
    patterns_.ways(folder, last, ways);
    if (!found.empty() || !ways.empty() || is_wanted_(last)) follow(inner, at->first, depth + 1);
  }
}

}  // namespace waarborg

#include "engine/survey_folder.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "evidence/archive_names.h"
#include "evidence/ios_backup.h"
#include "formats/sqlite.h"

namespace waarborg {
namespace {

// Links that lead to each other make few names look like many.
constexpr std::uint64_t most_through_links = 1'000'000;

constexpr std::size_t head_bytes = 512;
constexpr std::size_t most_databases = 20'000;  // each is looked into by a worker

// The files of a backup lie in folders named after the first two digits of their fileID.
bool is_content_folder(std::string_view name) {
  return name.size() == 2 &&
         std::ranges::all_of(name, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

constexpr std::uint64_t least_archive = 128;        // an archive of one small file is larger
constexpr std::uint64_t least_with_content = 20;    // a compressed file of nothing
constexpr std::uint64_t least_packed = 128 * 1024;  // unpacked by a worker to see what it is

}  // namespace

void FolderSurvey::denied(const std::string& path, const Error& error) {
  if (!told_.insert(path).second) return;
  state_.denied.push_back(path);
  plan_.problem(evidence_, path, error.fault, error.what, error.offset);
}

Result<> FolderSurvey::walk() {
  state_.walked = true;
  std::vector<PatternMatch> found;
  std::vector<Way> ways;
  const auto seen = state_.tree->walk(
      request_.limits,
      [&](std::string_view folder, std::string_view name, Name::What what) {
        ++state_.names;
        // What lies in a backup is told by its manifest: there the names of files say nothing.
        if (what == Name::What::folder && is_content_folder(name)) {
          if (is_backup(folder)) return false;
          maybe_backups_[std::string(folder)].folders = true;
        }
        if (what == Name::What::file && is_file_id(name)) see_content(folder, name);
        const bool part = what == Name::What::file && name.starts_with("Manifest.") &&
                          std::ranges::find(backup_part_names, name) != backup_part_names.end();
        if (part) maybe_backups_.try_emplace(std::string(folder));
        if (state_.names % 65536 == 0 && request_.progress)
          request_.progress(fmt::format("{}: {} names", state_.row.path, state_.names));
        if (patterns_.every_file && what == Name::What::file)
          plan_.offer_every(evidence_, {}, joined(folder, name));
        patterns_.match(folder, name, what, found);
        for (const auto& m : found)
          plan_.offer(
              {.evidence = evidence_, .match = m, .what = what, .archive = {}, .path = joined(folder, name)});
        if (what == Name::What::file && name.size() <= 10 &&
            std::all_of(found.begin(), found.end(), [](const auto& m) { return m.names_only; }))
          offer_hive(joined(folder, name));
        if (what == Name::What::link) {
          patterns_.ways(folder, name, ways);
          if (!ways.empty()) links_.push_back({joined(folder, name), ways});
        }
        if (state_.depth == Depth::full && what == Name::What::file &&
            std::all_of(found.begin(), found.end(), [](const auto& m) { return m.names_only; }) &&
            !(part && is_backup(folder)))
          look_inside(joined(folder, name), name);
        return true;
      },
      [&](const TreeProblem& p) {
        denied(p.path, {p.fault, p.why, p.offset});
      });
  if (!seen) return fail(seen.error().fault, fmt::format("{}: {}", state_.row.path, seen.error().what));
  follow_ways();
  offer_backups();
  return {};
}

// Has it a manifest and another part of a backup? The same folder is asked about up to 256 times in a row.
bool FolderSurvey::is_backup(std::string_view folder) {
  if (last_backup_.first == folder && last_backup_.second) return true;
  const auto has = [&](std::string_view name) {
    const auto entry = state_.tree->look(joined(folder, name));
    return entry && (entry->what == Name::What::file || entry->what == Name::What::link);
  };
  const bool is = has("Manifest.db") && (has("Manifest.plist") || has("Status.plist") || has("Info.plist"));
  last_backup_ = {std::string(folder), is};
  return is;
}

// Files are stored below a folder of the first two digits of their name, in older backups beside each other.
void FolderSurvey::see_content(std::string_view folder, std::string_view name) {
  const auto [above, last] = parted(folder);
  const bool stored = last == name.substr(0, 2), well_known = is_well_known_file_id(name);
  if (!stored && !well_known) return;
  auto& maybe = maybe_backups_[std::string(stored ? above : folder)];
  maybe.files |= stored;
  maybe.well_known |= well_known;
}

void FolderSurvey::offer_backups() {
  for (const auto& [folder, seen] : maybe_backups_) {
    const auto has = [&, &in = folder](std::string_view name) {
      return state_.tree->look(joined(in, name)).has_value();
    };
    // Without its Manifest.db a backup is one all the same, if its contents lie there; and older ones have
    // another manifest.
    const bool headless =
        !has("Manifest.db") && ((seen.folders && has("Manifest.plist")) || seen.well_known ||
                                (seen.files && (has("Info.plist") || has("Status.plist"))));
    if (is_backup(folder) || has("Manifest.mbdb") || headless)
      archives_.push_back({.evidence = evidence_, .path = joined(folder, "Manifest.db"), .backup = true});
  }
}

// A hive under a name that no pattern spells so: "config/Software", "ntuser.dat". Such names are common, so
// the first bytes decide.
void FolderSurvey::offer_hive(const std::string& path) {
  const auto spelled = windows_spelling(path);
  if (!spelled) return;
  const auto [folder, last] = parted(*spelled);
  patterns_.match(folder, last, Name::What::file, there_);
  if (there_.empty()) return;
  const auto head = state_.tree->head(path, 4, 4096);
  if (!head) return denied(path, head.error());
  if (as_text(*head) != "regf") return;
  for (auto m : there_) {
    if (m.names_only) continue;
    m.root = path.substr(0, m.root.size());
    m.nearer = path.substr(0, m.nearer.size());
    plan_.offer({.evidence = evidence_, .match = m, .what = Name::What::file, .archive = {}, .path = path});
  }
}

// An archive or a database, by its name, or by its first bytes where the name says nothing; these are only
// held against magic numbers.
void FolderSurvey::look_inside(const std::string& path, std::string_view name) {
  if (names_archive(name)) return archives_.push_back({evidence_, path});
  if (says_plain(name) || says_application(name)) return;
  // A compressed file may hold an archive; only a worker can tell, and those of systems (pages of manuals)
  // are small.
  // Where digests are asked for, what it holds has one, too.
  const auto least = patterns_.every_file       ? least_with_content
                     : packed_suffix(name) != 0 ? least_packed
                                                : least_archive;
  const auto head = state_.tree->head(path, head_bytes, least);
  if (!head) return;
  if (ArchiveTree::recognise(*head) && !is_weak(*head)) return archives_.push_back({evidence_, path});
  if (!SqliteDatabase::recognise(*head)) return;
  if (state_.databases.size() < most_databases) return state_.databases.push_back(path);
  if (state_.databases.size() == most_databases) {
    state_.databases.push_back(path);
    denied(path, {Fault::too_big, "more databases than are looked into: this one and others were not"});
  }
}

// The walk itself follows no link. In the order of their paths, so that the order of the walk leaves no
// trace.
void FolderSurvey::follow_ways() {
  std::sort(links_.begin(), links_.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  for (const auto& link : links_)
    for (const auto& way : link.ways)
      enter_link(patterns_.rules()[way.rule], way.level,
                 {.path = link.path, .real = link.path, .root_length = way.root_length});
  links_.clear();
}

void FolderSurvey::known_places() {
  for (const auto& rule : patterns_.rules())
    if (!rule.anywhere) expand(rule, 0, {});
  maybe_backups_[""];
  offer_backups();
}

bool FolderSurvey::count(const std::string& path) {
  if (++through_links_ <= most_through_links) return true;
  denied(path, {Fault::too_big,
                fmt::format("links lead to more than {} names; not all were followed", most_through_links)});
  return false;
}

void FolderSurvey::expand(const Patterns::Rule& rule, std::size_t level, const At& at) {
  auto& tree = *state_.tree;
  const auto& part = level < rule.parents.size() ? rule.parents[level] : rule.last;
  if (at.through_link && !count(at.path)) return;
  if (!has_wildcard(part)) {
    const auto path = joined(at.real, part);
    if (const auto entry = tree.look(path))
      take(rule, level, at, part, entry->what);
    else if (entry.error().fault != Fault::not_found)
      denied(path, entry.error());
    return;
  }
  if (at.real.empty() && !top_) top_ = tree.list(at.real);
  const auto names = at.real.empty() ? *top_ : tree.list(at.real);
  if (!names) {
    if (names.error().fault != Fault::not_found) denied(at.path, names.error());
    return;
  }
  for (const auto& n : *names) {
    if (at.through_link && !count(at.path)) return;
    if (glob(part, n.path)) take(rule, level, at, n.path, n.what);
  }
}

void FolderSurvey::take(const Patterns::Rule& rule, std::size_t level, const At& at, const std::string& name,
                        Name::What what) {
  At next{joined(at.path, name), joined(at.real, name), at.root_length, at.through_link};
  if (level < rule.parents.size()) {
    if (what == Name::What::folder) return expand(rule, level + 1, next);
    if (what == Name::What::link) enter_link(rule, level + 1, std::move(next));
    return;
  }
  const bool named = rule.literal && !rule.names && !rule.parents.empty();
  if (!rule.names && !named && what != Name::What::file && what != Name::What::link) return;
  if (at.through_link && is_seen_there(rule, at, name, what)) return;
  const auto root = next.path.substr(0, at.root_length);
  plan_.offer({.evidence = evidence_,
               .match = {.reader = rule.reader,
                         .root = root,
                         .nearer = root,
                         .marks_root = rule.literal && !rule.names,
                         .named = named,
                         .names_only = rule.names},
               .what = what,
               .archive = {},
               .path = std::move(next.path)});
}

// `at` is a link that stands for a folder which the rule wants to go through.
void FolderSurvey::enter_link(const Patterns::Rule& rule, std::size_t level, At at) {
  if (!count(at.path)) return;
  std::optional<Error> closed;
  const auto followed = follow_links(at.real, [&](const std::string& path) -> std::optional<Entry> {
    auto entry = state_.tree->look(path);
    if (entry) return std::move(*entry);
    if (entry.error().fault != Fault::not_found) closed = entry.error();
    return {};
  });
  if (closed) return denied(at.path, *closed);
  if (followed.end == Followed::End::there) {
    if (followed.what != Name::What::folder) return;
    at.real = followed.path;
    at.through_link = true;
    return expand(rule, level, at);
  }
  // Names behind a wildcard are what a reader of names tells; only what a rule names is missed.
  if (rule.names && has_wildcard(rule.parents[level - 1])) return;
  plan_.astray({.evidence = evidence_,
                .archive = {},
                .root = at.path.substr(0, at.root_length),
                .path = at.path,
                .reader = {},
                .why = why_astray(followed)});
}

// Does the same reader get it under its real path and the same root? "lib" is "usr/lib" on most systems.
bool FolderSurvey::is_seen_there(const Patterns::Rule& rule, const At& at, const std::string& name,
                                 Name::What what) {
  const auto whole = joined(at.real, name);
  const auto [folder, last] = parted(whole);
  patterns_.match(folder, last, what, there_);
  const auto root = std::string_view(at.path).substr(0, at.root_length);
  return std::any_of(there_.begin(), there_.end(), [&](const PatternMatch& m) {
    return m.reader == rule.reader && m.root == root && m.names_only == rule.names;
  });
}

}  // namespace waarborg

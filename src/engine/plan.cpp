#include "engine/plan.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "engine/beside_parts.h"

namespace waarborg {
namespace {

constexpr std::size_t names_a_job = 20'000;
constexpr const char* backup = "Manifest.db!";

void take_want(const Archive& archive, Pick::Wanted want, Job& job) {
  if (const auto stored = archive.stored.find(want.entry); stored != archive.stored.end()) {
    if (const auto& wrong = stored->second.wrong) {
      job.troubles.push_back(
          {wrong->fault, fmt::format("{} ({}): {}", want.path, stored->second.id, wrong->what)});
      return;
    }
    want.sealed = stored->second.sealed;
    if (archive.backup) want.real = place_of_content(archive.path, stored->second.id);
  }
  job.wants.push_back(std::move(want));
}

// Where a file of a backup lies, or why it cannot be read.
void find_place(const Archive& archive, Job& job) {
  const auto at = archive.stored.find(job.entry);
  if (at == archive.stored.end()) return;
  const auto& stored = at->second;
  job.file = shown_stored(archive, job.path, stored);
  job.place.sealed = stored.sealed;
  if (archive.backup) job.place.real = place_of_content(archive.path, stored.id);
  if (!stored.wrong) return;
  job.unreadable = true;
  job.troubles.push_back(*stored.wrong);
}

// Parts of a match in other letters than it: which of them is not empty is seen when they are read.
void find_spellings(const Archive& archive, std::size_t want, const std::string& path, Job& job) {
  std::size_t taken = archive.beside.contains(path) ? 1 : 0;
  for (auto [at, end] = archive.folded.equal_range(lower(path)); at != end; ++at) {
    if (at->second == path) continue;
    if (taken++ < most_spellings)
      take_want(archive, {.want = want, .entry = archive.beside.at(at->second), .path = at->second}, job);
    else
      job.troubles.push_back({Fault::too_big, at->second + ": too many spellings of one name; not read"});
  }
}

void find_renamed_logs(const Archive& archive, Job& job) {
  const auto low = lower(job.path);
  for (auto at = archive.folded.lower_bound(low); at != archive.folded.end() && at->first.starts_with(low);
       ++at)
    if (is_renamed_log(job.path, at->second))
      job.troubles.push_back({Fault::unsupported, at->second + std::string(renamed_log)});
}

void find_wants(const Archive& archive, Job& job) {
  const auto& wants = all_readers()[job.reader].wants;
  if (std::ranges::any_of(wants, is_part)) find_renamed_logs(archive, job);
  for (std::size_t w = 0; w < wants.size(); ++w) {
    const auto path = beside_path(job.path, wants[w]);
    const auto before = job.wants.size();
    if (const auto at = archive.beside.find(path); at != archive.beside.end())
      take_want(archive, {.want = w, .entry = at->second, .path = path}, job);
    if (is_part(wants[w])) find_spellings(archive, w, path, job);
    if (job.wants.size() != before || archive.beside.contains(path)) continue;
    if (const auto gone = archive.beside_astray.find(path);
        gone != archive.beside_astray.end() && is_part(wants[w]))
      job.troubles.push_back({Fault::not_found, fmt::format("{}: {}", path, gone->second)});
  }
}

}  // namespace

bool is_part(std::string_view want) {
  return want.find('/') == std::string_view::npos;
}

std::uint16_t digest_reader() {
  static const auto number = static_cast<std::uint16_t>(reader_named("file_digests") - all_readers().data());
  return number;
}

std::string_view group_of(std::string_view probe) {
  return probe.substr(0, probe.find('.'));
}

std::string joined(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name);
}

std::string inside(const std::string& archive, std::string_view path) {
  return archive + (path.empty() ? "" : "!/") + std::string(path);
}

std::string folder_of_backup(std::string_view manifest) {
  return std::string(parted(manifest).first);
}

std::string place_of_content(std::string_view manifest, std::string_view id) {
  return joined(parted(manifest).first, std::string(id.substr(0, 2)) + "/" + std::string(id));
}

std::string shown_stored(const Archive& archive, std::string_view path, const StoredFile& stored) {
  constexpr std::string_view mark = "!/";
  if (stored.before > path.size() || (!archive.backup && stored.before < mark.size()))
    return inside(archive.path, path);
  const auto before =
      archive.backup ? archive.path : inside(archive.path, path.substr(0, stored.before - mark.size()));
  return place_of_content(before, stored.id) + "!/" + std::string(path.substr(stored.before));
}

void Plan::root(std::uint32_t evidence, std::string archive, std::string folder) {
  roots_.insert({evidence, std::move(archive), std::move(folder)});
}

void Plan::problem(std::uint32_t evidence, std::string file, Fault fault, std::string why,
                   std::uint64_t offset) {
  out_.problems.push_back({evidence, std::move(file), offset, fault, std::move(why), {}});
}

void Plan::offer(Candidate c) {
  if (c.what == Name::What::file || c.what == Name::What::link) {
    if (c.match.marks_root) roots_.insert({c.evidence, c.archive, c.match.root});
    if (c.match.firm) firm_.insert({c.evidence, c.archive, c.match.root});
  }
  candidates_.push_back(std::move(c));
}

// A root is the evidence or an archive itself, or a folder where a pattern without wildcard showed it. Others
// are read as well, a layer of a container shows nothing else; but that something of a system is missing
// there means nothing.
bool Plan::has_root(std::uint32_t evidence, const std::string& archive, const std::string& root) const {
  return root.empty() || root.ends_with('!') || roots_.contains({evidence, archive, root});
}

std::string Plan::root_of_job(std::uint32_t evidence, const std::string& archive,
                              const std::string& root) const {
  if (!out_.evidence[evidence].lone.empty() && (root.empty() || root == backup)) return {};
  auto out = archive.empty() ? root : root.empty() ? archive + "!" : inside(archive, root);
  // The root of what a backup holds is the folder of the backup: what lies there beside it is of the same
  // device.
  if (out == backup) return {};
  if (out.ends_with(std::string("/") + backup)) out.resize(out.size() - std::string_view(backup).size() - 1);
  return out;
}

// Two patterns of a reader may put a file into two roots: case/NTUSER.DAT lies in `case`, or is of a user
// called case. It belongs to the nearer one where other files show that this is a root and nothing shows the
// upper one.
void Plan::settle_roots() {
  for (auto& c : candidates_) {
    auto& m = c.match;
    if (m.nearer.size() > m.root.size() && !firm_.contains({c.evidence, c.archive, m.root}) &&
        firm_.contains({c.evidence, c.archive, m.nearer}))
      m.root = m.nearer;
  }
}

std::set<std::string, std::less<>> Plan::groups(std::uint32_t evidence) const {
  std::set<std::string, std::less<>> out;
  for (const auto& c : candidates_)
    if (c.evidence == evidence && !c.match.names_only && !c.by_content)
      out.emplace(group_of(all_readers()[c.match.reader].probe));
  return out;
}

// A database that only looks like an artefact is one where its like lie beside it, or nothing else is.
// Browsers of computers have the same tables as those of phones.
void Plan::drop_strangers() {
  std::map<std::uint32_t, std::set<std::string, std::less<>>> groups_of;
  for (const auto& c : candidates_)
    if (c.by_content && !groups_of.contains(c.evidence)) groups_of[c.evidence] = groups(c.evidence);
  std::erase_if(candidates_, [&](const Candidate& c) {
    if (!c.by_content) return false;
    const auto& here = groups_of[c.evidence];
    return !here.empty() && !here.contains(group_of(all_readers()[c.match.reader].probe));
  });
}

void Plan::make_jobs(std::vector<Archive>& archives) {
  for (auto& archive : archives)
    for (const auto& [path, entry] : archive.beside) archive.folded.emplace(lower(path), path);
  drop_strangers();
  settle_roots();
  for (const auto& c : candidates_)
    if (!c.match.names_only) make_file_job(c, archives);
  make_digest_jobs(archives);
  make_listings();
  tell_astray();
  std::stable_sort(out_.jobs.begin(), out_.jobs.end(), [](const Job& a, const Job& b) {
    return std::tie(a.evidence, a.file, a.reader, a.entry) < std::tie(b.evidence, b.file, b.reader, b.entry);
  });
  for (std::size_t i = 0; i < out_.jobs.size(); ++i) out_.jobs[i].number = static_cast<std::uint32_t>(i + 1);
}

void Plan::make_file_job(const Candidate& c, const std::vector<Archive>& archives) {
  const bool link = c.what == Name::What::link;
  if (link && !c.archive.empty()) return;  // what it stands for is offered, too, or is astray
  Job job{.evidence = c.evidence,
          .reader = c.match.reader,
          .file = {},
          .root = {},
          .path = c.path,
          .archive = c.archive,
          .entry = c.entry,
          .packed = c.match.packed,
          .link = link};
  job.file = c.archive.empty() ? c.path : inside(c.archive, c.path);
  job.root = root_of_job(c.evidence, c.archive, c.match.root);
  if (c.what == Name::What::folder || c.what == Name::What::other) {
    job.unreadable = true;
    job.troubles.push_back({Fault::unsupported, fmt::format("is no regular file ({})", name_of(c.what))});
  }
  for (const auto& archive : archives)
    if (!c.archive.empty() && archive.evidence == c.evidence && archive.path == c.archive) {
      find_place(archive, job);
      find_wants(archive, job);
    }
  out_.jobs.push_back(std::move(job));
}

void Plan::offer_every(std::uint32_t evidence, std::string archive, std::string path, std::uint64_t entry) {
  if (every_.size() < out_.most_digests)
    every_.push_back({evidence, std::move(archive), std::move(path), entry});
  else
    ++left_out_[evidence];
}

void Plan::make_digest_jobs(const std::vector<Archive>& archives) {
  std::map<std::pair<std::uint32_t, std::string_view>, const Archive*> by_path;
  for (const auto& archive : archives) by_path[{archive.evidence, archive.path}] = &archive;
  for (auto& f : every_) {
    const auto at = f.archive.empty() ? by_path.end() : by_path.find({f.evidence, f.archive});
    const auto* archive = at == by_path.end() ? nullptr : at->second;
    // What lies within another archive, or a backup, has that as its root.
    const auto within = f.path.rfind("!/");
    auto root =
        within == std::string::npos || f.archive.empty() ? std::string() : f.path.substr(0, within + 1);
    if (archive != nullptr && archive->backup) root.clear();
    if (archive != nullptr && !archive->backup)
      if (const auto stored = archive->stored.find(f.entry); stored != archive->stored.end()) {
        const auto before = f.path.substr(0, stored->second.before);
        // The content of a backup has been told as the file that it is, too.
        if (!before.ends_with("Manifest.db!/")) continue;
        root = before.substr(0, before.size() - 1);
      }
    Job job{.evidence = f.evidence,
            .reader = digest_reader(),
            .file = f.archive.empty() ? f.path : inside(f.archive, f.path),
            .root = root_of_job(f.evidence, f.archive, root),
            .path = std::move(f.path),
            .archive = std::move(f.archive),
            .entry = f.entry};
    if (archive != nullptr) find_place(*archive, job);
    out_.jobs.push_back(std::move(job));
  }
  every_.clear();
  for (const auto& [evidence, count] : left_out_)
    out_.jobs.push_back(
        {.evidence = evidence,
         .reader = digest_reader(),
         .file = ".",
         .root = {},
         .path = {},
         .archive = {},
         .troubles = {{Fault::too_big, fmt::format("{} more files: digests are taken of {} at once; scan its "
                                                   "folders one by one",
                                                   count, out_.most_digests)}},
         .unreadable = true});
}

// Where a system's own link leads nowhere, something is missing; elsewhere a link is only a link.
void Plan::tell_astray() {
  std::set<std::tuple<std::uint32_t, std::string, std::string>> told;
  for (auto& a : astray_) {
    if (!has_root(a.evidence, a.archive, a.root)) continue;
    const auto file = a.archive.empty() ? a.path : inside(a.archive, a.path);
    if (a.reader) {
      Job job{.evidence = a.evidence,
              .reader = *a.reader,
              .file = file,
              .root = {},
              .path = a.path,
              .archive = a.archive,
              .troubles = {{Fault::not_found, a.why}},
              .unreadable = true,
              .link = true};
      job.root = root_of_job(a.evidence, a.archive, a.root);
      out_.jobs.push_back(std::move(job));
    } else if (told.insert({a.evidence, a.archive, a.path}).second) {
      problem(a.evidence, file, Fault::not_found, a.why);
      auto& state = out_.evidence[a.evidence];
      if (a.archive.empty())
        state.denied.push_back(a.path);
      else
        state.damaged_archives.insert(a.archive);
    }
  }
}

// Names that are read as names become listings, one a root and reader.
void Plan::make_listings() {
  std::map<std::tuple<std::uint32_t, std::string, std::string, std::uint16_t>, std::vector<Name>> listings;
  for (const auto& c : candidates_) {
    if (!c.match.names_only) continue;
    const auto skip = c.match.root.empty() ? 0 : c.match.root.size() + 1;
    listings[{c.evidence, c.archive, c.match.root, c.match.reader}].push_back({c.path.substr(skip), c.what});
  }
  for (auto& [key, names] : listings) {
    const auto& [e, archive, root, reader] = key;
    std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    names.erase(std::unique(names.begin(), names.end(),
                            [](const auto& a, const auto& b) { return a.path == b.path; }),
                names.end());
    for (std::size_t at = 0; at < names.size(); at += names_a_job) {
      const auto end = std::min(names.size(), at + names_a_job);
      Job job{.evidence = e,
              .reader = reader,
              .file = {},
              .root = root_of_job(e, archive, root),
              .path = root,
              .archive = {}};
      job.file = archive.empty() ? (root.empty() ? "." : root) : inside(archive, root.empty() ? "." : root);
      job.names.assign(names.begin() + static_cast<std::ptrdiff_t>(at),
                       names.begin() + static_cast<std::ptrdiff_t>(end));
      out_.jobs.push_back(std::move(job));
    }
  }
}

std::string beside_path(std::string_view match, std::string_view want) {
  if (want.find('/') == std::string_view::npos) return std::string(match) + std::string(want);
  std::vector<std::string_view> parts = split(match, '/');
  parts.pop_back();
  for (const auto part : split(want, '/')) {
    if (part == "..") {
      if (parts.empty()) return {};
      parts.pop_back();
    } else if (part != "." && !part.empty()) {
      parts.push_back(part);
    }
  }
  std::string out;
  for (const auto part : parts) out += (out.empty() ? "" : "/") + std::string(part);
  return out;
}

}  // namespace waarborg

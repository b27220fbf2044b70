#include "engine/survey.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>

#include "base/digest.h"
#include "base/text.h"
#include "engine/sought.h"

namespace waarborg {
namespace {

constexpr std::size_t names_a_job = 20'000;

// Something a reader wants, before it is known whether its root is one.
struct Candidate {
  std::uint32_t evidence;
  std::uint16_t reader;
  bool names_only, packed;
  Name::What what;
  std::string archive, path, root, nearer;
  std::uint64_t entry = 0, size = 0;
};

struct Archive {
  std::uint32_t evidence;
  std::string path;                                                     // in the folder
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> beside;  // path → entry, size
};

bool is_live_root(const std::string& path) {
  struct stat a {}, b {};
  return stat(path.c_str(), &a) == 0 && stat("/", &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// Who is root in a user name space of their own making may not see everything.
bool is_real_root() {
  if (geteuid() != 0) return false;
  const auto map = read_file("/proc/self/uid_map", 4096);
  return map && words(*map) == std::vector<std::string_view>{"0", "0", "4294967295"};
}

std::string reader_names() {
  std::string out;
  for (const auto& reader : all_readers()) out += (out.empty() ? "" : ", ") + std::string(reader.name);
  return out;
}

std::string joined(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name);
}

// "a.tar!/x" from the archive's own path and the path inside it.
std::string inside(const std::string& archive, std::string_view path) {
  return archive + (path.empty() ? "" : "!/") + std::string(path);
}

class Surveyor {
 public:
  Surveyor(const ScanRequest& request, Patterns& patterns, Pool& pool)
      : request_(request), patterns_(patterns), pool_(pool) {}

  Result<Survey> run() {
    if (const auto& as = request_.as; !as.empty() && as != "archive" && as != "folder" && as != "live" && reader_named(as) == nullptr)
      return fail(Fault::unsupported, fmt::format("--as {}: no such kind; it is archive, folder, live or a reader: {}", as, reader_names()));
    for (const auto& path : request_.evidence)
      if (auto r = open(path); !r) return pass(r.error());
    for (std::uint32_t e = 0; e < out_.evidence.size(); ++e) {
      auto& state = out_.evidence[e];
      if (!state.lone.empty())
        lone_file(e);
      else if (state.depth == Depth::known)
        known_places(e);
      else if (auto r = walk(e); !r)
        return pass(r.error());
    }
    if (auto r = ask_workers(); !r) return pass(r.error());
    make_jobs();
    return std::move(out_);
  }

 private:
  Result<> open(const std::string& path) {
    char real[PATH_MAX];
    struct stat about {};
    if (realpath(path.c_str(), real) == nullptr || stat(real, &about) != 0)
      return fail(Fault::not_found, fmt::format("{}: no such file or folder", path));
    EvidenceState state;
    state.row.id = static_cast<std::uint32_t>(out_.evidence.size());
    state.row.path = path;
    const bool folder = S_ISDIR(about.st_mode);
    if (folder && !request_.as.empty() && request_.as != "folder" && request_.as != "live")
      return fail(Fault::unsupported, fmt::format("{} is a folder and cannot be read as {}", path, request_.as));
    if (!folder && (request_.as == "folder" || request_.as == "live"))
      return fail(Fault::unsupported, fmt::format("{} is a file and cannot be read as {}", path, request_.as));
    const bool live = folder && (request_.as == "live" || (request_.as.empty() && is_live_root(real)));
    std::string place = real;
    if (!folder) {
      if (!S_ISREG(about.st_mode)) return fail(Fault::unsupported, fmt::format("{} is no file or folder", path));
      const auto slash = place.rfind('/');
      state.lone = place.substr(slash + 1);
      place.resize(std::max<std::size_t>(slash, 1));
    }
    auto tree = FolderTree::open(place, live);
    if (!tree) return fail(tree.error().fault, fmt::format("{}: {}", path, tree.error().what));
    state.tree = std::move(*tree);
    state.depth = request_.depth.value_or(live ? Depth::names : Depth::full);
    state.row.kind = folder ? (live ? "live" : "folder") : "file";
    state.row.rights = live && is_live_root(real) ? (is_real_root() ? "root" : "user") : "";
    state.row.device_name = request_.device;
    state.row.organisation = request_.organisation;
    state.row.ownership = request_.ownership;
    if (const auto taken = parse_time(request_.taken)) {
      state.row.taken = *taken;
      state.row.taken_from = "option";
    } else if (live) {
      state.row.taken = Clock::now();
      state.row.taken_from = "live";
    }
    out_.evidence.push_back(std::move(state));
    return {};
  }

  void problem(std::uint32_t evidence, std::string file, Fault fault, std::string why, std::uint64_t offset = 0,
               std::string reader = {}) {
    out_.problems.push_back({evidence, std::move(file), offset, fault, std::move(why), std::move(reader)});
  }

  void offer(std::uint32_t e, const PatternMatch& m, std::string archive, std::string path, Name::What what,
             std::uint64_t entry = 0, std::uint64_t size = 0) {
    if (m.marks_root && (what == Name::What::file || what == Name::What::link))
      roots_.insert({e, archive, m.root});
    if (m.firm && (what == Name::What::file || what == Name::What::link)) firm_.insert({e, archive, m.root});
    candidates_.push_back({e, m.reader, m.names_only, m.packed, what, std::move(archive), std::move(path), m.root,
                           m.nearer, entry, size});
  }

  Result<> walk(std::uint32_t e) {
    auto& state = out_.evidence[e];
    state.walked = true;
    std::vector<PatternMatch> found;
    const auto seen = state.tree->walk(
        request_.limits,
        [&](std::string_view folder, std::string_view name, Name::What what) {
          ++state.names;
          if (state.names % 65536 == 0 && request_.progress)
            request_.progress(fmt::format("{}: {} names", state.row.path, state.names));
          patterns_.match(folder, name, what, found);
          for (const auto& m : found) offer(e, m, {}, joined(folder, name), what);
          if (state.depth == Depth::full && what == Name::What::file && names_archive(name))
            archives_.push_back({e, joined(folder, name), {}});
          return true;
        },
        [&](const TreeProblem& p) {
          state.denied.push_back(p.path);
          problem(e, p.path, p.fault, p.why, p.offset);
        });
    if (!seen) return fail(seen.error().fault, fmt::format("{}: {}", state.row.path, seen.error().what));
    return {};
  }

  // Without a walk: each pattern is followed from the root, folders with wildcards are listed.
  void known_places(std::uint32_t e) {
    for (const auto& rule : patterns_.rules())
      if (!rule.anywhere) expand(e, rule, 0, "");
  }

  void expand(std::uint32_t e, const Patterns::Rule& rule, std::size_t level, const std::string& folder) {
    auto& tree = *out_.evidence[e].tree;
    const auto& part = level < rule.parents.size() ? rule.parents[level] : rule.last;
    const bool last = level == rule.parents.size();
    const auto take = [&](const std::string& name, Name::What what) {
      const auto path = joined(folder, name);
      if (last) {
        if (!rule.names && what != Name::What::file && what != Name::What::link) return;
        offer(e, {.reader = rule.reader, .root = {}, .nearer = {}, .marks_root = rule.literal && !rule.names,
                  .names_only = rule.names}, {}, path, what);
      } else if (what == Name::What::folder || (what == Name::What::link && rule.literal)) {
        expand(e, rule, level + 1, path);
      }
    };
    if (!has_wildcard(part)) {
      if (const auto entry = tree.look(joined(folder, part))) take(part, entry->what);
      return;
    }
    const auto names = tree.list(folder);
    if (!names) {
      if (names.error().fault == Fault::denied) {
        out_.evidence[e].denied.push_back(folder);
        problem(e, folder, names.error().fault, names.error().what);
      }
      return;
    }
    for (const auto& n : *names)
      if (glob(part, n.path)) take(n.path, n.what);
  }

  void lone_file(std::uint32_t e) {
    auto& state = out_.evidence[e];
    auto opened = state.tree->open_file(state.lone);
    if (!opened) return problem(e, state.lone, opened.error().fault, opened.error().what);
    state.row.sha256 = digest(*opened, state.lone, e);
    if (state.row.taken_from.empty() && known(opened->modified)) {
      state.row.taken = opened->modified;
      state.row.taken_from = "newest-file";
    }
    if (request_.as == "archive") return archives_.push_back({e, state.lone, {}});
    if (!request_.as.empty()) return as_reader(e, request_.as);
    PoolTask task;
    task.order.task = Task::recognise;
    task.order.path = state.lone;
    task.open = opener(e, state.lone);
    task.hear = [this, e](Say say, Cursor& in) {
      if (say != Say::recognised) return say == Say::problem;
      const auto what = std::string(packed_text(in));
      if (what == "archive")
        archives_.push_back({e, out_.evidence[e].lone, {}});
      else
        as_reader(e, what);
      return in.ok();
    };
    task.lost = [this, e](Fault fault, const std::string& why) -> std::optional<Order> {
      problem(e, out_.evidence[e].lone, fault, why);
      return {};
    };
    task.done = [] {};
    tasks_.push_back(std::move(task));
  }

  void as_reader(std::uint32_t e, const std::string& name) {
    const auto* reader = reader_named(name);
    if (reader == nullptr) return;
    auto& state = out_.evidence[e];
    state.row.kind = name;
    state.lone_readers.insert(name);
    const auto number = static_cast<std::uint16_t>(reader - all_readers().data());
    offer(e, {.reader = number, .root = {}, .nearer = {}}, {}, state.lone, Name::What::file);
  }

  std::string digest(const FolderTree::Opened& file, const std::string& name, std::uint32_t e) {
    Sha256Stream sum;
    const auto source = descriptor_source(file.descriptor, file.size);
    const auto stream = source_stream(*source, 1u << 20);
    for (std::uint64_t done = 0;;) {
      const auto piece = stream->next();
      if (!piece) {
        problem(e, name, piece.error().fault, piece.error().what, piece.error().offset);
        return {};
      }
      if (piece->empty()) return hex(sum.finish());
      sum.add(*piece);
      done += piece->size();
      if (request_.progress) request_.progress(fmt::format("{}: digest {} MB", name, done >> 20));
    }
  }

  std::function<Result<std::vector<FolderTree::Opened>>(Order&)> opener(std::uint32_t e, std::string path) {
    return [this, e, path = std::move(path)](Order& order) -> Result<std::vector<FolderTree::Opened>> {
      auto opened = out_.evidence[e].tree->open_file(path);
      if (!opened) return pass(opened.error());
      order.size = opened->size;
      std::vector<FolderTree::Opened> out;
      out.push_back(std::move(*opened));
      return out;
    };
  }

  // Lone files are recognised, then archives are listed.
  Result<> ask_workers() {
    const auto quiet = [](std::size_t) {};
    if (auto r = pool_.run(std::move(tasks_), quiet); !r) return r;
    std::deque<PoolTask> lists;
    for (std::size_t a = 0; a < archives_.size(); ++a) lists.push_back(list_task(a));
    const auto total = lists.size();
    return pool_.run(std::move(lists), [&](std::size_t ended) {
      if (request_.progress && total > 0) request_.progress(fmt::format("archives listed: {} of {}", ended, total));
    });
  }

  PoolTask list_task(std::size_t a) {
    const auto e = archives_[a].evidence;
    auto& state = out_.evidence[e];
    if (!state.lone.empty()) state.row.kind = "archive";
    ++state.archives;
    roots_.insert({e, archives_[a].path, ""});
    PoolTask task;
    task.order.task = Task::list;
    task.order.path = archives_[a].path;
    task.order.spool = true;
    task.open = opener(e, archives_[a].path);
    task.hear = [this, a](Say say, Cursor& in) { return hear_listing(a, say, in); };
    task.lost = [this, a](Fault fault, const std::string& why) -> std::optional<Order> {
      problem(archives_[a].evidence, archives_[a].path, fault, why);
      out_.evidence[archives_[a].evidence].damaged_archives.insert(archives_[a].path);
      return {};
    };
    task.done = [] {};
    return task;
  }

  bool hear_listing(std::size_t a, Say say, Cursor& in) {
    auto& archive = archives_[a];
    const auto e = archive.evidence;
    if (say == Say::problem || say == Say::remark) {
      const auto fault = in.varint(), offset = in.varint();
      const auto why = packed_text(in), path = packed_text(in);
      if (!in.ok() || fault >= fault_count) return false;
      if (say == Say::problem) out_.evidence[e].damaged_archives.insert(archive.path);
      if (++problems_of_[a] <= request_.limits.job_problems)
        problem(e, inside(archive.path, path), static_cast<Fault>(fault), std::string(why), offset);
      return true;
    }
    if (say == Say::recognised) {
      const auto what = std::string(packed_text(in));
      auto& state = out_.evidence[e];
      if (!in.ok() || reader_named(what) == nullptr) return false;
      if (!state.lone.empty()) {
        state.row.kind = what;
        state.lone_readers.insert(what);
      }
      return true;
    }
    const auto entry = in.varint();
    const auto path = std::string(packed_text(in));
    if (say == Say::named) {
      archive.beside[path] = {entry, in.varint()};
      return in.ok();
    }
    if (say != Say::listed) return false;
    PatternMatch m;
    m.root = packed_text(in);
    m.nearer = packed_text(in);
    const auto reader = in.varint(), flags = in.varint(), what = in.varint(), size = in.varint();
    if (!in.ok() || reader >= all_readers().size() || what > 3 || candidates_.size() > request_.limits.archive_entries)
      return false;
    m.reader = static_cast<std::uint16_t>(reader);
    m.marks_root = (flags & 1) != 0;
    m.names_only = (flags & 2) != 0;
    m.firm = (flags & 4) != 0;
    archive.beside[path] = {entry, size};
    offer(e, m, archive.path, path, static_cast<Name::What>(what), entry, size);
    return true;
  }

  // A root is the evidence or an archive itself, or a folder where a pattern without wildcard showed it; what lies in
  // others only looks like a system.
  bool has_root(const Candidate& c) const {
    if (c.root.empty() || c.root.ends_with('!')) return true;
    return roots_.contains({c.evidence, c.archive, c.root});
  }

  // Two patterns of a reader may put a file into two roots: case/NTUSER.DAT lies in `case`, or is of a user called case.
  // It belongs to the nearer one where other files show that this is a root and nothing shows the upper one.
  void settle_roots() {
    for (auto& c : candidates_)
      if (c.nearer.size() > c.root.size() && !firm_.contains({c.evidence, c.archive, c.root}) &&
          firm_.contains({c.evidence, c.archive, c.nearer}))
        c.root = c.nearer;
  }

  void make_jobs() {
    settle_roots();
    std::erase_if(candidates_, [&](const auto& c) { return !has_root(c); });
    std::map<std::tuple<std::uint32_t, std::string, std::string, std::uint16_t>, std::vector<Name>> listings;
    for (auto& c : candidates_) {
      if (c.names_only) {
        const auto skip = c.root.empty() ? 0 : c.root.size() + 1;
        listings[{c.evidence, c.archive, c.root, c.reader}].push_back({c.path.substr(skip), c.what});
        continue;
      }
      if (c.what == Name::What::link && !c.archive.empty()) continue;  // what it points at is an entry of its own
      Job job{.evidence = c.evidence, .reader = c.reader, .file = {}, .root = {}, .path = c.path, .archive = c.archive,
              .entry = c.entry, .packed = c.packed,
              .link = c.what == Name::What::link};
      job.file = c.archive.empty() ? c.path : inside(c.archive, c.path);
      job.root = c.archive.empty() ? c.root : c.root.empty() ? c.archive + "!" : inside(c.archive, c.root);
      if (!out_.evidence[c.evidence].lone.empty() && c.root.empty()) job.root.clear();
      for (const auto& archive : archives_)
        if (!c.archive.empty() && archive.evidence == c.evidence && archive.path == c.archive) find_wants(archive, job);
      out_.jobs.push_back(std::move(job));
    }
    for (auto& [key, names] : listings) {
      const auto& [e, archive, root, reader] = key;
      std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
      names.erase(std::unique(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.path == b.path; }),
                  names.end());
      for (std::size_t at = 0; at < names.size(); at += names_a_job) {
        const auto end = std::min(names.size(), at + names_a_job);
        Job job{.evidence = e, .reader = reader, .file = {}, .root = root, .path = root, .archive = {}};
        if (!archive.empty()) job.root = root.empty() ? archive + "!" : inside(archive, root);
        if (!out_.evidence[e].lone.empty() && root.empty()) job.root.clear();
        job.file = archive.empty() ? (root.empty() ? "." : root) : inside(archive, root.empty() ? "." : root);
        job.names.assign(names.begin() + static_cast<std::ptrdiff_t>(at), names.begin() + static_cast<std::ptrdiff_t>(end));
        out_.jobs.push_back(std::move(job));
      }
    }
    std::stable_sort(out_.jobs.begin(), out_.jobs.end(), [](const Job& a, const Job& b) {
      return std::tie(a.evidence, a.file, a.reader, a.entry) < std::tie(b.evidence, b.file, b.reader, b.entry);
    });
    for (std::size_t i = 0; i < out_.jobs.size(); ++i) out_.jobs[i].number = static_cast<std::uint32_t>(i + 1);
  }

  static void find_wants(const Archive& archive, Job& job) {
    const auto& wants = all_readers()[job.reader].wants;
    for (std::size_t w = 0; w < wants.size(); ++w) {
      const auto at = archive.beside.find(beside_path(job.path, wants[w]));
      if (at != archive.beside.end()) job.wants.push_back({.want = w, .entry = at->second.first, .path = at->first});
    }
  }

  const ScanRequest& request_;
  Patterns& patterns_;
  Pool& pool_;
  Survey out_;
  std::vector<Candidate> candidates_;
  std::vector<Archive> archives_;
  std::map<std::size_t, std::uint64_t> problems_of_;
  std::set<std::tuple<std::uint32_t, std::string, std::string>> roots_;  // evidence, archive, root
  std::set<std::tuple<std::uint32_t, std::string, std::string>> firm_;   // of those, what files show without doubt
  std::deque<PoolTask> tasks_;
};

}  // namespace

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

Result<Survey> survey(const ScanRequest& request, Patterns& patterns, Pool& pool) {
  return Surveyor(request, patterns, pool).run();
}

}  // namespace waarborg

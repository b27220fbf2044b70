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
#include "engine/survey_archives.h"
#include "engine/survey_databases.h"
#include "engine/survey_folder.h"

namespace waarborg {
namespace {

bool is_live_root(const std::string& path) {
  struct stat a {
  }, b{};
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

class Surveyor {
 public:
  Surveyor(const ScanRequest& request, Patterns& patterns, Pool& pool)
      : request_(request), patterns_(patterns), pool_(pool) {}

  Result<Survey> run() {
    out_.most_digests = request_.limits.digests;
    if (const auto& as = request_.as;
        !as.empty() && as != "archive" && as != "folder" && as != "live" && reader_named(as) == nullptr)
      return fail(Fault::unsupported,
                  fmt::format("--as {}: no such kind; it is archive, folder, live or a reader: {}", as,
                              reader_names()));
    for (const auto& path : request_.evidence)
      if (auto r = open(path); !r) return pass(r.error());
    for (std::uint32_t e = 0; e < out_.evidence.size(); ++e) {
      auto& state = out_.evidence[e];
      if (!state.lone.empty()) {
        lone_file(e);
        continue;
      }
      FolderSurvey folder(request_, patterns_, state, plan_, archives_.archives());
      if (state.depth == Depth::known)
        folder.known_places();
      else if (auto r = folder.walk(); !r)
        return pass(r.error());
    }
    for (auto& state : out_.evidence)
      for (auto& task : database_tasks(state, plan_)) tasks_.push_back(std::move(task));
    if (auto r = pool_.run(std::move(tasks_), [](std::size_t) {}); !r) return pass(r.error());
    if (auto r = archives_.list(pool_); !r) return pass(r.error());
    plan_.make_jobs(archives_.archives());
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
      return fail(Fault::unsupported,
                  fmt::format("{} is a folder and cannot be read as {}", path, request_.as));
    if (!folder && (request_.as == "folder" || request_.as == "live"))
      return fail(Fault::unsupported,
                  fmt::format("{} is a file and cannot be read as {}", path, request_.as));
    const bool live = folder && (request_.as == "live" || (request_.as.empty() && is_live_root(real)));
    std::string place = real;
    if (!folder) {
      if (!S_ISREG(about.st_mode))
        return fail(Fault::unsupported, fmt::format("{} is no file or folder", path));
      const auto slash = place.rfind('/');
      state.lone = place.substr(slash + 1);
      place.resize(std::max<std::size_t>(slash, 1));
    }
    auto tree = FolderTree::open(place, live);
    if (!tree) return fail(tree.error().fault, fmt::format("{}: {}", path, tree.error().what));
    state.tree = std::move(*tree);
    state.depth = request_.depth.value_or(live ? Depth::names : Depth::full);
    if (request_.digests && folder && state.depth == Depth::known)
      return fail(Fault::unsupported,
                  fmt::format("{}: digests are asked for, and known places are not all files: take "
                              "--depth names or full",
                              path));
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

  void lone_file(std::uint32_t e) {
    auto& state = out_.evidence[e];
    auto opened = state.tree->open_file(state.lone);
    if (!opened) return plan_.problem(e, state.lone, opened.error().fault, opened.error().what);
    state.row.sha256 = digest(*opened, state.lone, e);
    if (state.row.taken_from.empty() && known(opened->modified)) {
      state.row.taken = opened->modified;
      state.row.taken_from = "newest-file";
    }
    if (patterns_.every_file) plan_.offer_every(e, {}, state.lone);
    if (request_.as == "archive") return archives_.archives().push_back({e, state.lone});
    if (!request_.as.empty()) return as_reader(e, request_.as);
    PoolTask task;
    task.order.task = Task::recognise;
    task.order.path = state.lone;
    task.open = opener(*state.tree, state.lone);
    task.hear = [this, e](Say say, Cursor& in) {
      if (say != Say::recognised) return say == Say::problem;
      const auto what = std::string(packed_text(in));
      if (what == "archive")
        archives_.archives().push_back({e, out_.evidence[e].lone});
      else
        as_reader(e, what);
      return in.ok();
    };
    task.lost = [this, e](Fault fault, const std::string& why) -> std::optional<Order> {
      plan_.problem(e, out_.evidence[e].lone, fault, why);
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
    plan_.offer({.evidence = e,
                 .match = {.reader = number, .root = {}, .nearer = {}},
                 .archive = {},
                 .path = state.lone});
  }

  std::string digest(const FolderTree::Opened& file, const std::string& name, std::uint32_t e) {
    Sha256Stream sum;
    const auto source = descriptor_source(file.descriptor, file.size);
    const auto stream = source_stream(*source, 1u << 20);
    for (std::uint64_t done = 0;;) {
      const auto piece = stream->next();
      if (!piece) {
        plan_.problem(e, name, piece.error().fault, piece.error().what, piece.error().offset);
        return {};
      }
      if (piece->empty()) return hex(sum.finish());
      sum.add(*piece);
      done += piece->size();
      if (request_.progress) request_.progress(fmt::format("{}: digest {} MB", name, done >> 20));
    }
  }

  const ScanRequest& request_;
  Patterns& patterns_;
  Pool& pool_;
  Survey out_;
  Plan plan_{out_};
  ArchiveSurvey archives_{request_, out_, plan_};
  std::deque<PoolTask> tasks_;
};

}  // namespace

Result<Survey> survey(const ScanRequest& request, Patterns& patterns, Pool& pool) {
  return Surveyor(request, patterns, pool).run();
}

}  // namespace waarborg

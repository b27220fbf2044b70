#include "engine/reading.h"

#include <fmt/core.h>

#include <algorithm>

#include "engine/backup_parts.h"
#include "engine/beside_parts.h"
#include "engine/other_case.h"
#include "engine/plan.h"

namespace waarborg {
namespace {

class Reading {
 public:
  Reading(const ScanRequest& request, Survey& survey, Collector& collected, bool keep_all)
      : request_(request), survey_(survey), collected_(collected), keep_all_(keep_all) {}

  Result<> run(Pool& pool) {
    std::vector<const Job*> single, digests;
    std::map<std::pair<std::uint32_t, std::string>, std::vector<const Job*>> archives;
    for (const auto& job : survey_.jobs) {
      if (job.unreadable && job.link && may_lead_nowhere(job)) {
        collected_.state(job).nothing = true;
        continue;
      }
      for (const auto& trouble : job.troubles)
        collected_.problem(job, trouble.fault, trouble.what, trouble.offset);
      collected_.state(job).lost |= job.unreadable;
      if (job.unreadable) continue;
      if (!job.archive.empty() && job.place.real.empty() && job.names.empty())
        archives[{job.evidence, job.archive}].push_back(&job);
      else
        (job.reader == digest_reader() ? digests : single).push_back(&job);
    }
    // Digests come last: they share workers as long as nothing comes between them.
    const auto total = single.size() + archives.size() + digests.size();
    std::size_t at = 0;
    auto archive = archives.begin();
    const auto next = [&]() -> std::optional<PoolTask> {
      if (at < single.size()) return task_of(*single[at++]);
      if (archive != archives.end()) {
        auto& [key, jobs] = *archive++;
        return unpack_task(key.first, key.second, std::move(jobs));
      }
      if (const auto digest = at - single.size(); digest < digests.size()) {
        ++at;
        return file_task(*digests[digest]);
      }
      return {};
    };
    return pool.run(total, next, [&](std::size_t ended) {
      if (request_.progress)
        request_.progress(
            fmt::format("read {} of {}, {} observations", ended, total, collected_.observations()));
    });
  }

 private:
  using Opened = Result<std::vector<FolderTree::Opened>>;

  PoolTask task_of(const Job& job) {
    if (!job.names.empty()) return names_task(job);
    return job.packed ? unpack_task(job.evidence, job.path, {&job}) : file_task(job);
  }

  PoolTask task_for(const Job& job) {
    PoolTask task;
    task.order.reader = job.reader;
    task.order.path = job.file;
    task.order.keep_all = keep_all_;
    task.hear = [this, &job](Say say, Cursor& in) { return collected_.hear(job, say, in); };
    task.lost = [this, &job](Fault fault, const std::string& why) -> std::optional<Order> {
      if (job.link && may_lead_nowhere(job) && (fault == Fault::not_found || fault == Fault::unsupported)) {
        collected_.state(job).nothing = true;
        return {};
      }
      collected_.state(job).lost = true;
      const bool astray = job.link && fault == Fault::not_found;
      collected_.problem(job, fault, astray ? "is a link that leads out of the evidence: " + why : why, 0);
      return {};
    };
    task.done = [] {};
    return task;
  }

  // A masked unit is a link to /dev/null, and packages leave links to units behind: nothing is lost with
  // those.
  static bool may_lead_nowhere(const Job& job) {
    return std::string_view(all_readers()[job.reader].probe).starts_with("services.");
  }

  PoolTask names_task(const Job& job) {
    auto task = task_for(job);
    task.order.task = Task::names;
    task.order.names = job.names;
    task.open = [](Order&) -> Opened { return std::vector<FolderTree::Opened>(); };
    return task;
  }

  PoolTask file_task(const Job& job) {
    auto task = task_for(job);
    task.order.task = Task::read;
    if (const auto& reader = all_readers()[job.reader]; reader.one_hand)
      task.company =
          fmt::format("{}/{}/{}", job.evidence, job.reader, job.path.substr(0, job.path.rfind('/') + 1));
    // Who interprets nothing of a file is not taken over by one.
    if (job.reader == digest_reader()) task.company = fmt::format("{} digests", job.evidence);
    task.open = [this, &job](Order& order) -> Opened {
      auto& tree = *survey_.evidence[job.evidence].tree;
      std::vector<FolderTree::Opened> out;
      if (!job.place.real.empty()) return open_stored(job, order);
      // Evidence is not as young as the youngest of all its files, but of those that were read of it.
      auto main =
          job.reader == digest_reader() ? tree.open_file(job.path) : open_main(job.evidence, job.path);
      if (!main) return pass(main.error());
      order.size = main->size;
      out.push_back(std::move(*main));
      const auto& wants = all_readers()[job.reader].wants;
      for (std::size_t w = 0; w < wants.size(); ++w) {
        const auto path = beside_path(job.path, wants[w]);
        if (path.empty()) continue;
        open_beside(job, w, path, order, out);
        if (is_part(wants[w])) open_spellings(job, w, path, order, out);
      }
      if (std::ranges::any_of(wants, is_part))
        for (const auto& path : other_case_.renamed_logs(tree, job.evidence, job.path))
          collected_.problem(job, Fault::unsupported, path + std::string(renamed_log), 0);
      return out;
    };
    return task;
  }

  void open_beside(const Job& job, std::size_t want, const std::string& path, Order& order,
                   std::vector<FolderTree::Opened>& out) {
    auto& tree = *survey_.evidence[job.evidence].tree;
    auto beside = tree.open_file(path);
    if (beside) {
      order.beside.push_back({.want = want, .size = beside->size, .path = path});
      out.push_back(std::move(*beside));
    } else if (beside.error().fault != Fault::not_found ||
               (is_part(all_readers()[job.reader].wants[want]) && tree.look(path))) {
      collected_.problem(job, beside.error().fault, fmt::format("{}: {}", path, beside.error().what), 0);
    }
  }

  // Which of several is not empty is seen when they are read.
  void open_spellings(const Job& job, std::size_t want, const std::string& path, Order& order,
                      std::vector<FolderTree::Opened>& out) {
    auto& tree = *survey_.evidence[job.evidence].tree;
    std::size_t taken = 1;
    for (const auto& other : other_case_.names_of(tree, job.evidence, path))
      if (taken++ < most_spellings)
        open_beside(job, want, other, order, out);
      else
        collected_.problem(job, Fault::too_big, other + ": too many spellings of one name; not read", 0);
  }

  // A file of a folder that is a backup, and what the backup has beside it.
  Opened open_stored(const Job& job, Order& order) {
    const auto open = [&](const std::string& real) -> Result<FolderTree::Opened> {
      auto opened = open_stored_content(*survey_.evidence[job.evidence].tree, real);
      if (job.reader == digest_reader()) return opened;
      return main_of(job.evidence, std::move(opened));
    };
    std::vector<FolderTree::Opened> out;
    auto main = open(job.place.real);
    if (!main) return pass(main.error());
    order.size = main->size;
    order.sealed = job.place.sealed;
    order.beside.clear();
    out.push_back(std::move(*main));
    for (const auto& want : job.wants) {
      auto beside = open(want.real);
      if (!beside) {
        collected_.problem(job, beside.error().fault,
                           fmt::format("{} ({}): {}", want.path, want.real, beside.error().what), 0);
        continue;
      }
      order.beside.push_back(
          {.want = want.want, .size = beside->size, .path = want.path, .sealed = want.sealed});
      out.push_back(std::move(*beside));
    }
    return out;
  }

  // All that is wanted of one archive. A worker that dies over one entry is followed by another for the rest.
  PoolTask unpack_task(std::uint32_t evidence, const std::string& path, std::vector<const Job*> jobs) {
    struct State {
      std::vector<const Job*> jobs;
      std::vector<bool> begun;
      std::optional<std::size_t> current;
      unsigned restarts = 0;
    };
    auto state = std::make_shared<State>();
    state->jobs = std::move(jobs);
    PoolTask task;
    const auto order_for = [this, evidence, path](const State& s) {
      Order order;
      order.task = Task::unpack;
      order.path = path;
      order.keep_all = keep_all_;
      order.spool = true;
      if (const auto opened = survey_.opened.find({evidence, path}); opened != survey_.opened.end())
        order.opened = opened->second;
      for (const auto* job : s.jobs) {
        // A lone packed file is an archive of one entry already.
        const bool packed = job->packed && !job->archive.empty();
        order.picks.push_back({job->entry, job->reader, job->file, packed, job->wants, job->place.sealed});
      }
      return order;
    };
    state->begun.assign(state->jobs.size(), false);
    task.order = order_for(*state);
    task.open = [this, evidence, path](Order& order) -> Opened {
      std::vector<FolderTree::Opened> out;
      const auto inner = survey_.inner.find({evidence, path});
      auto main = open_main(evidence, inner == survey_.inner.end() ? path : inner->second.real);
      if (!main) return pass(main.error());
      order.size = main->size;
      if (inner != survey_.inner.end()) order.sealed = inner->second.sealed;
      out.push_back(std::move(*main));
      return out;
    };
    task.hear = [this, state, evidence, path](Say say, Cursor& in) {
      if (say == Say::begin) {
        const auto pick = in.varint();
        if (!in.ok() || pick >= state->jobs.size() || state->begun[pick]) return false;
        state->begun[pick] = true;
        state->current = pick;
        return true;
      }
      if (say == Say::remark || (say == Say::problem && (!state->current || names_entry(in))))
        return archive_problem(evidence, path, in, say == Say::problem);
      return state->current && collected_.hear(*state->jobs[*state->current], say, in);
    };
    task.lost = [this, state, order_for, evidence, path](Fault fault,
                                                         const std::string& why) -> std::optional<Order> {
      if (!state->current) {
        collected_.problem({evidence, path, 0, fault, why, ""});
        survey_.evidence[evidence].damaged_archives.insert(path);
        for (const auto* job : state->jobs) collected_.state(*job).lost = true;
        return {};
      }
      const auto* bad = state->jobs[*state->current];
      collected_.state(*bad).lost = true;
      collected_.problem(*bad, fault, why, 0);
      State rest;
      for (std::size_t i = 0; i < state->jobs.size(); ++i)
        if (!state->begun[i]) rest.jobs.push_back(state->jobs[i]);
      rest.begun.assign(rest.jobs.size(), false);
      rest.restarts = state->restarts + 1;
      *state = std::move(rest);
      if (state->jobs.empty()) return {};
      if (state->restarts <= request_.limits.restarts) return order_for(*state);
      for (const auto* job : state->jobs) {
        collected_.state(*job).lost = true;
        collected_.problem(*job, Fault::crashed,
                           "not read: too many entries of this archive ended their reader", 0);
      }
      return {};
    };
    task.done = [this, state] {
      for (std::size_t i = 0; i < state->jobs.size(); ++i)
        if (!state->begun[i]) collected_.state(*state->jobs[i]).lost = true;  // why was said by the archive
    };
    return task;
  }

  // Is this problem about another entry than the one that is being read?
  static bool names_entry(Cursor in) {
    in.varint(), in.varint();
    packed_text(in);
    return !packed_text(in).empty();
  }

  // Problems of the second pass that the first told already are not told twice.
  bool archive_problem(std::uint32_t evidence, const std::string& path, Cursor& in, bool lost) {
    const auto fault = in.varint(), offset = in.varint();
    const auto why = std::string(packed_text(in)), inner = std::string(packed_text(in));
    if (!in.ok() || fault >= fault_count) return false;
    const auto file = inner.empty() ? path : path + "!/" + inner;
    if (lost) survey_.evidence[evidence].damaged_archives.insert(path);
    for (const auto& p : survey_.problems)
      if (p.evidence == evidence && p.file == file && p.why == why) return true;
    if (told_.size() < request_.limits.job_problems && told_.insert({evidence, file, why}).second)
      collected_.problem({evidence, file, offset, static_cast<Fault>(fault), why, ""});
    return true;
  }

  Result<FolderTree::Opened> open_main(std::uint32_t evidence, const std::string& path) {
    return main_of(evidence, survey_.evidence[evidence].tree->open_file(path));
  }

  Result<FolderTree::Opened> main_of(std::uint32_t evidence, Result<FolderTree::Opened> opened) {
    auto& state = survey_.evidence[evidence];
    if (!opened) return opened;
    // Evidence without a date of its own is as old as the newest file that was read of it.
    auto& row = state.row;
    if ((row.taken_from.empty() || row.taken_from == "newest-file") && opened->modified > row.taken) {
      row.taken = opened->modified;
      row.taken_from = "newest-file";
    }
    return opened;
  }

  const ScanRequest& request_;
  Survey& survey_;
  Collector& collected_;
  bool keep_all_;
  OtherCase other_case_;
  std::set<std::tuple<std::uint32_t, std::string, std::string>> told_;
};

}  // namespace

Result<> read_jobs(const ScanRequest& request, Survey& survey, Collector& collected, bool keep_all,
                   Pool& pool) {
  return Reading(request, survey, collected, keep_all).run(pool);
}

}  // namespace waarborg

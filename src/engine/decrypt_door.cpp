#include "engine/decrypt_door.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/backup_parts.h"
#include "engine/decrypt_android.h"
#include "engine/decrypt_lane.h"
#include "engine/worker.h"

namespace waarborg {
namespace {

constexpr std::size_t rows_of_a_chunk = 480;
constexpr unsigned most_lanes = 4;

bool lies_in(const std::string& path, const std::string& folder) {
  return path.size() > folder.size() && path[folder.size()] == '/' && path.starts_with(folder);
}

// A folder, then all that lies in it: '/' comes before every other character.
bool lies_before(const ToldRow& a, const ToldRow& b) {
  const auto rank = [](char c) { return c == '/' ? 0 : static_cast<unsigned char>(c) + 1; };
  return std::ranges::lexicographical_compare(a.path, b.path, {}, rank, rank);
}

class Decryption {
 public:
  Decryption(const DecryptRequest& request, FolderTree& tree, Pool& pool)
      : request_(request), tree_(tree), pool_(pool), report_(request) {}

  // The rows of the manifest, from a worker. Nothing is written yet.
  Result<> list() {
    for (;;) {
      closed_.reset();
      rows_.clear();
      early_.clear();
      std::deque<PoolTask> tasks;
      tasks.push_back(rows_task());
      if (auto done = pool_.run(std::move(tasks), [](std::size_t) {}); !done) return done;
      if (!closed_) {
        // The manifest has them in the order of digests: each would be in another folder than the one before.
        std::ranges::stable_sort(rows_, lies_before);
        return {};
      }
      if (closed_->fault != Fault::encrypted || !passwords_.empty()) return pass(*closed_);
      auto given = request_.passwords();
      if (!given) {
        no_password_ = true;
        return pass(given.error());
      }
      passwords_ = std::move(*given);
      if (passwords_.empty()) return pass(*closed_);
      request_.progress("deriving the keys");
    }
  }

  // One server for each lane.
  Result<Page> write(OutTree& out, Descriptor contents, std::vector<std::unique_ptr<ForkServer>>& servers,
                     const Limits& limits) {
    contents_ = std::move(contents);
    for (const auto& p : early_) report_.problem(p);
    cut();
    std::vector<std::unique_ptr<DecryptLane>> lanes;
    for (auto& server : servers) {
      auto hand = out.another();
      if (!hand) return pass(hand.error());
      lanes.push_back(std::make_unique<DecryptLane>(tree_, *server, limits, std::move(*hand), rows_));
    }
    {
      std::vector<std::jthread> threads;
      for (auto& lane : lanes) threads.emplace_back([this, &lane] { work(*lane); });
      tell_in_order();
    }
    if (!ended_) return pass(ended_.error());
    if (const auto done = out.finish(); !done) return pass(done.error());
    return report_.page(!rows_.empty());
  }

  bool no_password() const { return no_password_; }  // was to be had

 private:
  PoolTask rows_task() {
    PoolTask task;
    task.order.task = Task::rows;
    task.order.passwords = passwords_;
    task.open = [this](Order& order) { return open_backup_parts(tree_, "", order); };
    task.hear = [this](Say say, Cursor& in) { return hear_rows(say, in); };
    task.lost = [this](Fault fault, const std::string& why) -> std::optional<Order> {
      closed_ = Error{fault == Fault::encrypted ? Fault::malformed : fault, why};
      return {};
    };
    task.done = [] {};
    return task;
  }

  bool hear_rows(Say say, Cursor& in) {
    if (say == Say::row) return ToldRow::unpack(in, rows_.emplace_back());
    if (say == Say::closed) {
      packed_text(in);
      const auto fault = in.varint();
      const auto why = packed_text(in);
      if (!in.ok() || fault >= fault_count) return false;
      closed_ = Error{static_cast<Fault>(fault), std::string(why)};
      return true;
    }
    if (say != Say::problem && say != Say::remark) return false;
    const auto fault = in.varint(), offset = in.varint();
    const auto why = packed_text(in), path = packed_text(in);
    if (!in.ok() || fault >= fault_count) return false;
    early_.push_back(
        {std::string(path), static_cast<Fault>(fault), std::string(why), offset, say == Say::problem});
    return true;
  }

  // Rows that lie next to each other go to one lane. What one of them makes impossible for another (two of
  // one name, a file that others have as their folder) is not cut apart: the first one has the place.
  void cut() {
    const std::string* within = nullptr;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const bool bound =
          i != 0 && (rows_[i].path == rows_[i - 1].path || (within && lies_in(rows_[i].path, *within)));
      if (chunks_.empty() || (!bound && chunks_.back().end - chunks_.back().begin >= rows_of_a_chunk))
        chunks_.push_back({.begin = i, .end = i});
      chunks_.back().end = i + 1;
      if (!within || !lies_in(rows_[i].path, *within))
        within = rows_[i].what == Name::What::folder ? nullptr : &rows_[i].path;
    }
  }

  // In a thread of its own.
  void work(DecryptLane& lane) {
    for (;;) {
      std::unique_lock lock(mutex_);
      if (!ended_ || next_ == chunks_.size()) return;
      auto& chunk = chunks_[next_++];
      lock.unlock();
      const auto done = lane.write(chunk.begin, chunk.end, chunk.written);
      lock.lock();
      if (done)
        chunk.done = true;
      else if (ended_)
        ended_ = pass(done.error());
      lock.unlock();
      changed_.notify_one();
      if (!done) return;
    }
  }

  void tell_in_order() {
    for (auto& chunk : chunks_) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return chunk.done || !ended_; });
      if (!chunk.done) return;
      lock.unlock();
      std::string lines;
      for (auto i = chunk.begin; i < chunk.end; ++i)
        lines += line_of(rows_[i], chunk.written[i - chunk.begin]);
      chunk.written = {};
      if (const auto done = OutTree::write(contents_, as_bytes(lines)); !done) {
        lock.lock();
        if (ended_) ended_ = pass(done.error());
        return;
      }
    }
  }

  std::string line_of(const ToldRow& row, const WrittenFile& written) {
    auto wrong = row.what == Name::What::link ? std::string() : row.wrong;
    if (row.what == Name::What::file && !written && wrong.empty()) wrong = "was not read";
    return report_.line(row, written ? &*written : nullptr, wrong);
  }

  const DecryptRequest& request_;
  FolderTree& tree_;
  Pool& pool_;
  DecryptReport report_;
  std::vector<Password> passwords_;
  std::vector<ToldRow> rows_;
  std::vector<TreeProblem> early_;
  std::optional<Error> closed_;
  bool no_password_ = false;

  struct Chunk {
    std::size_t begin = 0, end = 0;  // of rows
    std::vector<WrittenFile> written = {};
    bool done = false;
  };
  std::vector<Chunk> chunks_;
  Descriptor contents_;
  // What the threads of lanes share, but for the rows and what was written of each chunk:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t next_ = 0;  // chunk that nobody has
  Result<> ended_;
};

// A backup of Android is one file, in a folder that is no part of it.
struct BackupPlace {
  std::string folder, file;  // file: "" of one of iOS
};
BackupPlace place_of_backup(const std::string& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0 || S_ISDIR(about.st_mode)) return {path, {}};
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

// The last one ends first: it was forked with the sockets of those before it, which hear of their end only
// when nobody has those any more.
struct Servers {
  std::vector<std::unique_ptr<ForkServer>> all;
  Servers() = default;
  Servers(const Servers&) = delete;
  Servers& operator=(const Servers&) = delete;
  ~Servers() {
    while (!all.empty()) all.pop_back();
  }
};

}  // namespace

Result<Page> decrypt_backup(const DecryptRequest& request) {
  const auto named = [&](Fault fault, const Error& e) {
    return fail(fault, request.backup + ": " + e.what, e.offset);
  };
  const auto place = place_of_backup(request.backup);
  auto tree = FolderTree::open(place.folder, false);
  if (!tree) return named(tree.error().fault, tree.error());
  if (!place.file.empty()) {
    const auto head = (*tree)->head(place.file, 64, 0);
    if (!head) return named(head.error().fault, head.error());
    if (!begins_android_backup(*head))
      return named(Fault::not_found,
                   {Fault::not_found, "is no Android backup, and a backup of iOS is a folder"});
  }
  const auto has = [&](std::string_view part) { return (*tree)->look(std::string(part)).has_value(); };
  if (place.file.empty() && std::ranges::none_of(backup_part_names, has))
    return named(Fault::not_found,
                 {Fault::not_found, "is no iOS backup: it has neither Manifest.db nor Manifest.plist"});
  const auto index = Index::build({});
  Patterns patterns(all_readers(), index);
  Limits limits;
  limits.job_output_bytes = UINT64_MAX;  // a phone may hold much
  limits.job_total_seconds = UINT32_MAX;
  const auto start = [&] {
    return ForkServer::start([&] { prepare_workers(patterns); },
                             [&](int socket) { serve_orders(socket, index, limits); });
  };
  Servers servers;
  do {
    auto server = start();
    if (!server) return pass(server.error());
    servers.all.push_back(std::move(*server));
  } while (place.file.empty() &&
           servers.all.size() < std::min(std::thread::hardware_concurrency(), most_lanes));
  Pool pool(*servers.all[0], 1, limits);
  if (!place.file.empty()) {
    bool no_password = false;
    auto page = decrypt_android(request, **tree, place.file, pool, no_password);
    if (page || no_password || page.error().fault == Fault::unsupported) return page;
    return named(page.error().fault, page.error());
  }
  Decryption decryption(request, **tree, pool);
  if (const auto listed = decryption.list(); !listed) {
    // What is wrong inside of a backup is no wrong usage, whatever a part of it calls it.
    const auto& e = listed.error();
    if (decryption.no_password()) return pass(e);
    const bool part = e.fault == Fault::not_found || e.fault == Fault::unsupported;
    return named(part && has("Manifest.db") ? Fault::malformed : e.fault, e);
  }
  auto out = OutTree::create(request.folder);
  if (!out) return pass(out.error());
  auto contents = out->list(std::string(contents_name));
  if (!contents) return pass(contents.error());
  return decryption.write(*out, std::move(*contents), servers.all, limits);
}

}  // namespace waarborg

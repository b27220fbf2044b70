#include "engine/decrypt_door.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/digest.h"
#include "crypto/sha1.h"
#include "engine/backup_parts.h"
#include "engine/decrypt_android.h"
#include "engine/decrypt_report.h"
#include "engine/out_tree.h"
#include "engine/pool.h"
#include "engine/worker.h"

namespace waarborg {
namespace {

constexpr std::size_t most_lines = 64 * 1024;
constexpr std::size_t rows_at_once = 48;  // descriptors that one order may carry, and some to spare

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
      if (!closed_) return {};
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

  Result<Page> write(OutTree& out, Descriptor contents) {
    out_ = &out;
    contents_ = std::move(contents);
    for (const auto& p : early_) report_.problem(p);
    while (ended_ && next_ < rows_.size()) {
      batch_end_ = std::min(rows_.size(), next_ + rows_at_once);
      std::deque<PoolTask> tasks;
      tasks.push_back(content_task());
      if (auto done = pool_.run(std::move(tasks), [](std::size_t) {}); !done) return pass(done.error());
      settle(batch_end_);
      write_lines();
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

  // The contents of the next rows that are files. A worker that dies over one is followed by another.
  PoolTask content_task() {
    PoolTask task;
    task.order.task = Task::decrypt;
    task.company = "one backup";  // its files are of one hand, and most are small
    task.open = [this](Order& order) -> Result<std::vector<FolderTree::Opened>> {
      order.beside.clear();
      std::vector<FolderTree::Opened> out;
      for (auto i = next_; i < batch_end_; ++i) {
        auto& row = rows_[i];
        if (row.what != Name::What::file || !row.wrong.empty()) continue;
        auto opened = open_content(row.id);
        if (!opened) {
          row.wrong = opened.error().what;
          continue;
        }
        order.beside.push_back({.want = i,
                                .size = opened->size,
                                .path = {},
                                .sealed = row.sealed,
                                .digests = row.digest.size() == sizeof(Sha1)});
        out.push_back(std::move(*opened));
      }
      return out;
    };
    task.hear = [this](Say say, Cursor& in) { return hear_content(say, in); };
    task.lost = [this](Fault, const std::string& why) -> std::optional<Order> {
      if (!ended_) return {};
      const bool over_one = current_.has_value();
      if (over_one) {
        rows_[*current_].wrong = why;
        current_.reset();
      } else {
        for (auto i = next_; i < batch_end_; ++i) rows_[i].wrong = why;
      }
      Order again;
      again.task = Task::decrypt;
      if (!over_one) return {};
      return again;
    };
    task.done = [] {};
    return task;
  }

  Result<FolderTree::Opened> open_content(const std::string& id) {
    const auto path = id.substr(0, 2) + "/" + id;
    if (const auto there = check_stored(tree_, path); !there) return pass(there.error());
    return tree_.open_file(path);
  }

  bool hear_content(Say say, Cursor& in) {
    if (say == Say::begin) {
      const auto i = in.varint();
      if (!in.ok() || i < next_ || i >= batch_end_ || current_) return false;
      settle(i);
      current_ = i;
      content_ = std::make_unique<Content>();
      return take(out_->begin(rows_[i].path));
    }
    if (!current_) return false;
    if (say == Say::bytes) {
      const auto piece = in.take(in.varint());
      if (!in.ok()) return false;
      content_->digest.add(piece);
      content_->bytes += piece.size();
      return take(out_->add(piece));
    }
    if (say != Say::end) return false;
    const auto stored = in.take(in.varint()), plain = in.take(in.varint());
    const auto fault = in.varint();
    const auto why = packed_text(in);
    if (!in.ok() || fault >= fault_count) return false;
    auto& row = rows_[*current_];
    // Backups differ in whether they digest what is stored or what was on the phone.
    content_->differs = !stored.empty() && row.digest.size() == stored.size() &&
                        !std::ranges::equal(row.digest, plain) && !std::ranges::equal(row.digest, stored);
    if (!why.empty())
      row.wrong = why;
    else if (auto kept = out_->keep(row.modified); kept)
      content_->kept = true;
    else if (!take(kept))
      return false;
    else
      row.wrong = kept.error().what;
    current_.reset();
    settle(next_ + 1);
    return ended_.has_value();
  }

  // What the output does not take ends everything; what the backup does not give costs the file.
  bool take(const Result<>& done) {
    if (done || done.error().fault != Fault::io) return true;
    ended_ = pass(done.error());
    return false;
  }

  // Tells of the rows up to that one.
  void settle(std::size_t end) {
    for (; ended_ && next_ < end; ++next_) settle_one(rows_[next_]);
  }

  void settle_one(const ToldRow& row) {
    auto wrong = row.what == Name::What::file ? row.wrong : std::string();
    if (row.what == Name::What::folder)
      if (const auto made = out_->make_folder(row.path); !made) {
        if (!take(made)) return;
        wrong = made.error().what;
      }
    std::optional<DecryptReport::Written> written;
    if (content_ && content_->kept)
      written = {content_->bytes, hex(content_->digest.finish()), content_->differs};
    else if (row.what == Name::What::file && wrong.empty())
      wrong = "was not read";
    content_.reset();
    lines_ += report_.line(row, written ? &*written : nullptr, wrong);
    if (lines_.size() >= most_lines) write_lines();
  }

  void write_lines() {
    take(OutTree::write(contents_, as_bytes(lines_)));
    lines_.clear();
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

  OutTree* out_ = nullptr;
  Descriptor contents_;
  std::string lines_;  // for it
  Result<> ended_;
  std::size_t next_ = 0, batch_end_ = 0;  // rows: the next to be told of, and up to where they were ordered
  std::optional<std::size_t> current_;    // the row whose content comes in
  struct Content {
    Sha256Stream digest;
    std::uint64_t bytes = 0;
    bool differs = false, kept = false;
  };
  std::unique_ptr<Content> content_;  // of the row that is current, until it was told of
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
  auto server = ForkServer::start([&] { prepare_workers(patterns); },
                                  [&](int socket) { serve_orders(socket, index, limits); });
  if (!server) return pass(server.error());
  Pool pool(**server, 1, limits);  // files are written one after the other
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
  return decryption.write(*out, std::move(*contents));
}

}  // namespace waarborg

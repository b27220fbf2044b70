#include "engine/decrypt_android.h"

#include <optional>

#include "base/digest.h"
#include "engine/opened_backups.h"
#include "engine/out_tree.h"
#include "evidence/android_backup_source.h"

namespace waarborg {
namespace {

// Of the file that comes in.
struct ContentWritten {
  Sha256Stream digest;
  std::uint64_t bytes = 0;
  bool ended = false;
};

class AndroidDecryption {
 public:
  AndroidDecryption(const DecryptRequest& request, FolderTree& tree, std::string name, Pool& pool)
      : request_(request), tree_(tree), name_(std::move(name)), pool_(pool), report_(request) {}

  Result<Page> run(bool& no_password) {
    for (;;) {
      closed_.reset();
      std::deque<PoolTask> tasks;
      tasks.push_back(task());
      if (auto done = pool_.run(std::move(tasks), [](std::size_t) {}); !done) return pass(done.error());
      if (!ended_) return pass(ended_.error());
      if (!closed_) break;
      if (closed_->fault != Fault::encrypted || !passwords_.empty()) return pass(*closed_);
      auto given = request_.passwords();
      if (!given) {
        no_password = true;
        return pass(given.error());
      }
      passwords_ = std::move(*given);
      if (passwords_.empty()) return pass(*closed_);
    }
    settle();
    if (!ended_) return pass(ended_.error());
    if (!out_) return fail(Fault::malformed, "the backup could not be read");
    if (const auto done = out_->finish(); !done) return pass(done.error());
    return report_.page(any_);
  }

 private:
  PoolTask task() {
    PoolTask task;
    task.order.task = Task::entries;
    task.order.path = name_;
    task.order.passwords = passwords_;
    task.open = [this](Order& order) -> Result<std::vector<FolderTree::Opened>> {
      auto opened = tree_.open_file(name_);
      if (!opened) return pass(opened.error());
      order.size = opened->size;
      std::vector<FolderTree::Opened> out;
      out.push_back(std::move(*opened));
      return out;
    };
    task.hear = [this](Say say, Cursor& in) { return hear(say, in); };
    task.lost = [this](Fault fault, const std::string& why) -> std::optional<Order> {
      if (out_)
        report_.problem({current_ ? current_->path : std::string(), fault, why, 0});
      else if (ended_)
        closed_ = Error{fault == Fault::encrypted ? Fault::malformed : fault, why};
      return {};
    };
    task.done = [] {};
    return task;
  }

  bool hear(Say say, Cursor& in) {
    switch (say) {
      case Say::begin:
        return !out_ && begin();
      case Say::closed:
        return hear_closed(in);
      case Say::problem:
      case Say::remark:
        return hear_problem(say, in);
      case Say::row:
        return out_ && hear_row(in);
      case Say::bytes:
        return out_ && hear_bytes(in);
      case Say::end:
        return out_ && hear_end(in);
      default:
        return false;
    }
  }

  // Only now is anything written: the password was right.
  bool begin() {
    auto out = OutTree::create(request_.folder);
    if (!out) return end(out.error());
    out_.emplace(std::move(*out));
    auto contents = out_->list(std::string(contents_name));
    if (!contents) return end(contents.error());
    contents_ = std::move(*contents);
    return true;
  }

  bool hear_closed(Cursor& in) {
    packed_text(in);
    const auto fault = in.varint();
    const auto why = packed_text(in);
    if (!in.ok() || fault >= fault_count || out_) return false;
    closed_ = Error{static_cast<Fault>(fault), std::string(why)};
    return true;
  }

  bool hear_problem(Say say, Cursor& in) {
    const auto fault = in.varint(), offset = in.varint();
    const auto why = packed_text(in), path = packed_text(in);
    if (!in.ok() || fault >= fault_count) return false;
    report_.problem(
        {std::string(path), static_cast<Fault>(fault), std::string(why), offset, say == Say::problem});
    return true;
  }

  bool hear_row(Cursor& in) {
    settle();
    ToldRow row;
    if (!ended_ || !unpack_entry(in, row)) return false;
    any_ = true;
    if (row.what == Name::What::folder) {
      if (const auto made = out_->make_folder(row.path); !made) {
        if (made.error().fault == Fault::io) return end(made.error());
        row.wrong = made.error().what;
      }
    } else if (row.what == Name::What::file) {
      content_.emplace();
      if (const auto begun = out_->begin(row.path); !begun) return end(begun.error());
    } else if (row.what == Name::What::other) {
      row.wrong = "is neither a file nor a folder nor a link";
    }
    current_ = std::move(row);
    return true;
  }

  bool hear_bytes(Cursor& in) {
    const auto piece = in.take(in.varint());
    if (!in.ok() || !content_ || content_->ended) return false;
    content_->digest.add(piece);
    content_->bytes += piece.size();
    const auto added = out_->add(piece);
    return added ? true : end(added.error());
  }

  bool hear_end(Cursor& in) {
    const auto why = packed_text(in);
    if (!in.ok() || !content_ || content_->ended) return false;
    content_->ended = true;
    if (!why.empty()) {
      current_->wrong = why;
      return true;
    }
    const auto kept = out_->keep(current_->modified);
    if (!kept && kept.error().fault == Fault::io) return end(kept.error());
    if (!kept) current_->wrong = kept.error().what;
    return true;
  }

  // The line of the entry before.
  void settle() {
    if (!current_ || !ended_ || !out_) return;
    std::optional<DecryptReport::Written> written;
    if (content_ && content_->ended && current_->wrong.empty())
      written = {content_->bytes, hex(content_->digest.finish()), false};
    else if (content_ && !content_->ended)
      current_->wrong = "was not read to its end";
    const auto line = report_.line(*current_, written ? &*written : nullptr, current_->wrong);
    if (const auto told = OutTree::write(contents_, as_bytes(line)); !told) end(told.error());
    current_.reset();
    content_.reset();
  }

  bool end(const Error& error) {
    ended_ = pass(error);
    return false;
  }

  static bool unpack_entry(Cursor& in, ToldRow& out) {
    out.path = packed_text(in);
    const auto what = in.varint();
    out.sealed.size = in.varint();
    out.modified = from_microseconds(static_cast<std::int64_t>(in.varint()));
    out.target = packed_text(in);
    out.what = static_cast<Name::What>(what);
    return in.ok() && !in.more() && what <= static_cast<std::uint64_t>(Name::What::other) &&
           is_safe_path(out.path);
  }

  const DecryptRequest& request_;
  FolderTree& tree_;
  std::string name_;
  Pool& pool_;
  DecryptReport report_;
  std::vector<Password> passwords_;
  std::optional<Error> closed_;
  std::optional<OutTree> out_;
  Descriptor contents_;
  Result<> ended_;
  std::optional<ToldRow> current_;         // until its line is written
  std::optional<ContentWritten> content_;  // of a file
  bool any_ = false;
};

void tell_entry(const Entry& entry, Content& content, WorkerSink& out) {
  out.say(Packer()
              .number(static_cast<std::uint8_t>(Say::row))
              .text(entry.path)
              .number(static_cast<std::uint8_t>(entry.what))
              .number(entry.size)
              .number(static_cast<std::uint64_t>(entry.modified.time_since_epoch().count()))
              .text(entry.target));
  if (entry.what != Name::What::file) return;
  auto& stream = content.stream();
  Result<Bytes> piece;
  while ((piece = stream.next()) && !piece->empty())
    out.say(Packer().number(static_cast<std::uint8_t>(Say::bytes)).bytes(*piece));
  out.say(Packer().number(static_cast<std::uint8_t>(Say::end)).text(piece ? "" : piece.error().what));
}

}  // namespace

void tell_entries(Order& order, const std::vector<int>& descriptors, const Limits& limits, WorkerSink& out) {
  const auto source = descriptor_source(descriptors[0], order.size);
  std::unique_ptr<ArchiveTree> tree;
  AndroidBackupKey key;
  if (const auto header = encrypted_android_backup(*source)) {
    auto opened = open_with_one_of(*header, order.passwords, out);
    order.passwords.clear();  // before anything of it is read
    if (!opened) return say_closed("", opened.error(), out);
    key = std::move(*opened);
    tree = ArchiveTree::over(*source, order.path, limits, key);
  } else {
    // A plain one, or one with a damaged header, which is told before anything is written.
    if (const auto data = open_android_backup(*source, std::string_view()); !data)
      return say_closed("", data.error(), out);
    tree = ArchiveTree::over(*source, order.path, limits);
  }
  out.say(Packer().number(static_cast<std::uint8_t>(Say::begin)));
  const auto told = [&](const TreeProblem& p) {
    out.tell(p.fault, p.why, p.offset, p.path, p.lost ? Say::problem : Say::remark);
  };
  const auto walked = tree->each(
      [&](const Entry& entry, std::uint64_t, Content& content) {
        tell_entry(entry, content, out);
        return true;
      },
      told);
  if (!walked) out.tell(walked.error().fault, walked.error().what, walked.error().offset, "");
}

Result<Page> decrypt_android(const DecryptRequest& request, FolderTree& tree, const std::string& name,
                             Pool& pool, bool& no_password) {
  return AndroidDecryption(request, tree, name, pool).run(no_password);
}

}  // namespace waarborg

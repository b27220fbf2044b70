#include "engine/decrypt_lane.h"

#include <algorithm>

#include "base/digest.h"
#include "crypto/sha1.h"
#include "engine/backup_parts.h"

namespace waarborg {
namespace {

constexpr std::size_t rows_at_once = 48;  // descriptors that one order may carry, and some to spare

}  // namespace

Result<> DecryptLane::write(std::size_t begin, std::size_t end, std::vector<WrittenFile>& written) {
  written.assign(end - begin, {});
  written_ = &written;
  begin_ = next_ = begin;
  while (ended_ && next_ < end) {
    batch_end_ = std::min(end, next_ + rows_at_once);
    std::deque<PoolTask> tasks;
    tasks.push_back(content_task());
    if (auto done = pool_.run(std::move(tasks), [](std::size_t) {}); !done) return done;
    pass(batch_end_);
  }
  return ended_;
}

// The contents of the next rows that are files. A worker that dies over one is followed by another.
PoolTask DecryptLane::content_task() {
  PoolTask task;
  task.order.task = Task::decrypt;
  task.company = "one backup";  // its files are of one hand, and most are small
  task.open = [this](Order& order) { return open_contents(order); };
  task.hear = [this](Say say, Cursor& in) { return hear(say, in); };
  task.lost = [this](Fault, const std::string& why) -> std::optional<Order> {
    if (!ended_) return {};
    if (!current_) {
      for (auto i = next_; i < batch_end_; ++i) rows_[i].wrong = why;
      return {};
    }
    rows_[*current_].wrong = why;
    current_.reset();
    Order again;
    again.task = Task::decrypt;
    return again;
  };
  task.done = [] {};
  return task;
}

Result<std::vector<FolderTree::Opened>> DecryptLane::open_contents(Order& order) {
  order.beside.clear();
  std::vector<FolderTree::Opened> out;
  for (auto i = next_; i < batch_end_; ++i) {
    auto& row = rows_[i];
    if (row.what != Name::What::file || !row.wrong.empty()) continue;
    auto opened = open_stored_content(tree_, row.id.substr(0, 2) + "/" + row.id);
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
}

bool DecryptLane::hear(Say say, Cursor& in) {
  if (say == Say::begin) return begin_file(in);
  if (!current_) return false;
  if (say == Say::end) return end_file(in);
  if (say != Say::bytes) return false;
  const auto piece = in.take(in.varint());
  if (!in.ok()) return false;
  bytes_ += piece.size();
  return take(out_.add(piece));
}

bool DecryptLane::begin_file(Cursor& in) {
  const auto i = in.varint();
  if (!in.ok() || i < next_ || i >= batch_end_ || current_) return false;
  pass(i);
  current_ = i;
  bytes_ = 0;
  return take(out_.begin(rows_[i].path));
}

bool DecryptLane::end_file(Cursor& in) {
  const auto stored = in.take(in.varint()), plain = in.take(in.varint()), all = in.take(in.varint());
  const auto fault = in.varint();
  const auto why = packed_text(in);
  if (!in.ok() || fault >= fault_count || all.size() != sizeof(Sha256)) return false;
  auto& row = rows_[*current_];
  // Backups differ in whether they digest what is stored or what was on the phone.
  const bool differs = !stored.empty() && row.digest.size() == stored.size() &&
                       !std::ranges::equal(row.digest, plain) && !std::ranges::equal(row.digest, stored);
  if (!why.empty())
    row.wrong = why;
  else if (auto kept = out_.keep(row.modified); kept)
    (*written_)[*current_ - begin_] = {bytes_, hex(all), differs};
  else if (!take(kept))
    return false;
  else
    row.wrong = kept.error().what;
  pass(*current_ + 1);
  current_.reset();
  return ended_.has_value();
}

// What the output does not take ends everything; what the backup does not give costs the file.
bool DecryptLane::take(const Result<>& done) {
  if (done || done.error().fault != Fault::io) return true;
  ended_ = waarborg::pass(done.error());
  return false;
}

// Over rows that are settled. Folders are made on the way.
void DecryptLane::pass(std::size_t end) {
  for (; ended_ && next_ < end; ++next_) {
    auto& row = rows_[next_];
    if (row.what != Name::What::folder) continue;
    const auto made = out_.make_folder(row.path);
    row.wrong = made ? std::string() : made.error().what;
    take(made);
  }
}

}  // namespace waarborg

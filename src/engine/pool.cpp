#include "engine/pool.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace waarborg {
namespace {

using Moment = std::chrono::steady_clock;
constexpr std::size_t piece = 256 * 1024;
constexpr unsigned most_served = 64;  // tasks of one company on one worker

// A file without a name, for what a worker unpacks; it is gone with its descriptor.
int scratch_file() {
  for (const char* folder : {static_cast<const char*>(std::getenv("TMPDIR")), "/var/tmp", "/tmp"}) {
    if (folder == nullptr) continue;
    const int d = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (d >= 0) return d;
  }
  return -1;
}

}  // namespace

Pool::~Pool() {
  for (auto& slot : slots_) {
    if (slot.scratch >= 0) close(slot.scratch);
    if (slot.worker.socket >= 0) server_.retire(slot.worker);
    if (slot.next.socket >= 0) server_.retire(slot.next);
  }
}

bool Pool::may_serve(const Slot& slot, const PoolTask& task) const {
  return slot.served == 0 ||
         (!task.company.empty() && task.company == slot.company && slot.served < most_served);
}

// A worker for the slot's task, and one ahead for the task after it, so that it is there when it is needed.
Result<> Pool::staff(Slot& slot, const PoolTask& task, const PoolTask* after) {
  if (slot.worker.socket >= 0 && !may_serve(slot, task)) server_.retire(std::exchange(slot.worker, {}));
  if (slot.worker.socket < 0) {
    slot.worker = std::exchange(slot.next, {});
    slot.served = 0;
  }
  const bool ahead = after != nullptr && (task.company.empty() || after->company != task.company);
  for (auto* worker : {&slot.worker, &slot.next}) {
    if (worker->socket >= 0 || (worker == &slot.next && !ahead)) continue;
    auto spawned = server_.spawn();
    if (!spawned) return pass(spawned.error());
    *worker = *spawned;
  }
  return {};
}

// Gives a task to an idle slot; false when it ended before it began.
bool Pool::give(Slot& slot, PoolTask task) {
  auto opened = task.open(task.order);
  if (!opened) {
    task.lost(opened.error().fault, opened.error().what);
    ++ended_;
    return false;
  }
  slot.open = std::move(*opened);
  slot.task = std::move(task);
  slot.received = 0;
  slot.filled = slot.used = 0;
  slot.deadline = Moment::now() + std::chrono::seconds(limits_.job_seconds);
  slot.end = Moment::now() + std::chrono::seconds(limits_.job_total_seconds);
  std::vector<int> descriptors;
  for (const auto& o : slot.open) descriptors.push_back(o.descriptor);
  if (slot.task->order.spool) {
    slot.scratch = scratch_file();
    if (slot.scratch < 0) {
      lose(slot, Fault::io, "no folder for scratch files: set TMPDIR to one that can be written");
      return false;
    }
    descriptors.push_back(slot.scratch);
  }
  auto order = slot.task->order.pack();
  const bool sent = send_frame(slot.worker.socket, order, descriptors);
  wipe(order.data(), order.size());
  if (!sent) {
    lose(slot, Fault::crashed, "");
    return false;
  }
  slot.company = slot.task->company;
  ++slot.served;
  return true;
}

// The worker stays where another task of its company may follow.
void Pool::finish(Slot& slot) {
  if (slot.company.empty()) server_.retire(std::exchange(slot.worker, {}));
  slot.task->done();
  slot.task.reset();
  slot.open.clear();
  if (slot.scratch >= 0) close(slot.scratch);
  slot.scratch = -1;
  ++ended_;
}

// The worker is ended and its task with it.
void Pool::lose(Slot& slot, Fault fault, std::string why) {
  const auto how = server_.end(slot.worker);
  slot.worker = {};
  if (how == ForkServer::no_memory) fault = Fault::too_big;
  if (why.empty()) why = fmt::format("the reader {}", how.empty() ? "ended without an answer" : how);
  auto task = std::move(*slot.task);
  slot.task.reset();
  slot.open.clear();
  if (slot.scratch >= 0) close(slot.scratch);
  slot.scratch = -1;
  if (auto retry = task.lost(fault, why)) {
    task.order = std::move(*retry);
    again_.push_back(std::move(task));
  } else {
    ++ended_;
  }
}

bool Pool::frame(Slot& slot, Bytes payload) {
  if (payload.empty()) return false;
  Cursor in(payload.subspan(1));
  const auto say = static_cast<Say>(payload[0]);
  slot.deadline = Moment::now() + std::chrono::seconds(limits_.job_seconds);
  if (say == Say::alive) return true;
  if (say == Say::done) {
    finish(slot);
    return true;
  }
  return slot.task->hear(say, in);
}

void Pool::listen(Slot& slot) {
  if (slot.inbox.size() < slot.filled + piece) slot.inbox.resize(slot.filled + piece);
  const auto n = recv(slot.worker.socket, slot.inbox.data() + slot.filled, piece, MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n <= 0) return lose(slot, Fault::crashed, "");
  slot.received += static_cast<std::uint64_t>(n);
  slot.filled += static_cast<std::size_t>(n);
  if (slot.received > limits_.job_output_bytes)
    return lose(slot, Fault::too_big,
                fmt::format("answers with more than {} bytes", limits_.job_output_bytes));
  for (;;) {
    Cursor in(Bytes(slot.inbox).first(slot.filled).subspan(slot.used));
    const auto length = in.le<std::uint32_t>();
    if (!in.ok()) break;
    if (length > frame_limit || length == 0)
      return lose(slot, Fault::crashed, "the reader's process sent a message that cannot be");
    const auto payload = in.take(length);
    if (!in.ok()) break;
    if (!frame(slot, payload))
      return lose(slot, Fault::crashed, "the reader's process sent a message that cannot be");
    slot.used += 4 + length;
    if (slot.task) continue;
    // Words behind "done" are nobody's, and who says them is not asked again.
    if (slot.used != slot.filled && slot.worker.socket >= 0) server_.retire(std::exchange(slot.worker, {}));
    return;
  }
  if (slot.used == slot.filled || slot.used > 4 * piece) {
    std::copy(slot.inbox.begin() + static_cast<std::ptrdiff_t>(slot.used),
              slot.inbox.begin() + static_cast<std::ptrdiff_t>(slot.filled), slot.inbox.begin());
    slot.filled -= slot.used;
    slot.used = 0;
  }
}

Result<> Pool::run(std::deque<PoolTask> tasks, const std::function<void(std::size_t)>& beat) {
  const auto count = tasks.size();
  return run(
      count,
      [&]() -> std::optional<PoolTask> {
        if (tasks.empty()) return {};
        auto task = std::move(tasks.front());
        tasks.pop_front();
        return task;
      },
      beat);
}

Result<> Pool::run(std::size_t count, const std::function<std::optional<PoolTask>()>& next_task,
                   const std::function<void(std::size_t)>& beat) {
  slots_.resize(std::max<std::size_t>(1, std::min<std::size_t>(workers_, std::max(count, slots_.size()))));
  ended_ = 0;
  auto upcoming = next_task();
  for (;;) {
    bool busy = false;
    for (auto& slot : slots_) {
      while (!slot.task && (!again_.empty() || upcoming)) {
        std::optional<PoolTask> task;
        if (again_.empty()) {
          task = std::exchange(upcoming, next_task());
        } else {
          task = std::move(again_.front());
          again_.pop_front();
        }
        if (auto up = staff(slot, *task, upcoming ? &*upcoming : nullptr); !up) return up;
        give(slot, std::move(*task));
      }
      busy |= slot.task.has_value();
    }
    beat(ended_);
    if (!busy) return {};
    std::vector<pollfd> waiting;
    std::vector<std::size_t> whose;
    auto next = Moment::now() + std::chrono::milliseconds(500);
    for (std::size_t i = 0; i < slots_.size(); ++i)
      if (slots_[i].task) {
        waiting.push_back({.fd = slots_[i].worker.socket, .events = POLLIN, .revents = 0});
        whose.push_back(i);
        next = std::min({next, slots_[i].deadline, slots_[i].end});
      }
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - Moment::now()).count();
    poll(waiting.data(), waiting.size(), static_cast<int>(std::clamp<std::int64_t>(wait, 0, 500)));
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      auto& slot = slots_[whose[i]];
      if (waiting[i].revents != 0) listen(slot);
      if (!slot.task) continue;
      const auto now = Moment::now();
      if (now > slot.end)
        lose(slot, Fault::timed_out,
             fmt::format("not done within {} seconds; ended", limits_.job_total_seconds));
      else if (waiting[i].revents == 0 && now > slot.deadline)
        lose(slot, Fault::timed_out,
             fmt::format("no sign of life for {} seconds; ended", limits_.job_seconds));
    }
  }
}

}  // namespace waarborg

// Pool runs tasks on sandboxed workers. Each task has a worker of its own, but for tasks of one company,
// which may follow each other on one: evidence that takes a worker over can speak for no task outside its
// company. A worker that crashes, loops, dribbles, floods its pipe or says what cannot be costs its task; the
// owner is told why.
#pragma once
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/fork_server.h"
#include "engine/message.h"
#include "evidence/tree.h"

namespace waarborg {

struct PoolTask {
  Order order;
  // Tasks whose bytes come from one hand: who could take a worker over with one could have changed the
  // others, too. Small ones, for the fork is then most of the work. Empty: alone.
  std::string company = {};
  // Opens what the order needs, in its order: the file, what is beside it. Called when a worker is free. An
  // error ends the task through `lost`.
  std::function<Result<std::vector<FolderTree::Opened>>(Order&)> open;
  // One message. False: it cannot be, the worker is not to be trusted any more.
  std::function<bool(Say, Cursor&)> hear;
  // The task ended badly. An Order: try again with that.
  std::function<std::optional<Order>(Fault, const std::string& why)> lost;
  std::function<void()> done;
};

class Pool {
 public:
  Pool(ForkServer& server, unsigned workers, const Limits& limits)
      : server_(server), workers_(workers), limits_(limits) {}
  ~Pool();
  // `beat` is called often, with how many tasks have ended.
  Result<> run(std::deque<PoolTask> tasks, const std::function<void(std::size_t ended)>& beat);
  // The same for tasks that are made when a worker is near, because they are many: `next` gives `count` of
  // them and then nothing.
  Result<> run(std::size_t count, const std::function<std::optional<PoolTask>()>& next,
               const std::function<void(std::size_t ended)>& beat);

 private:
  struct Slot {
    ForkServer::Worker worker;  // has the task
    ForkServer::Worker next;    // forked ahead for the task after it; has heard nothing yet
    std::optional<PoolTask> task;
    std::vector<FolderTree::Opened> open;
    int scratch = -1;
    std::string company;     // of what the worker has done
    unsigned served = 0;     // tasks that the worker has been given
    Blob inbox;              // grows and is used again
    std::size_t filled = 0;  // its bytes that hold something
    std::size_t used = 0;    // those of them that were taken already
    std::uint64_t received = 0;
    std::chrono::steady_clock::time_point deadline;  // without a sign of life
    std::chrono::steady_clock::time_point end;       // whatever it says
  };
  bool give(Slot& slot, PoolTask task);
  bool may_serve(const Slot& slot, const PoolTask& task) const;
  void listen(Slot& slot);
  bool frame(Slot& slot, Bytes payload);
  void finish(Slot& slot);
  void lose(Slot& slot, Fault fault, std::string why);
  Result<> staff(Slot& slot, const PoolTask& task, const PoolTask* after);

  ForkServer& server_;
  unsigned workers_;
  Limits limits_;
  std::vector<Slot> slots_;
  std::deque<PoolTask> again_;
  std::size_t ended_ = 0;
};

}  // namespace waarborg

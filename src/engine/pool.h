// Pool runs tasks on sandboxed workers. A worker that crashes, loops, floods its pipe or says what cannot be costs the
// task it had: it is ended, the task's owner is told why, and a new worker takes the next one.
#pragma once
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/fork_server.h"
#include "engine/message.h"
#include "evidence/tree.h"

namespace waarborg {

struct PoolTask {
  Order order;
  // Opens what the order needs, in its order: the file, what is beside it. Called when a worker is free. An error ends
  // the task through `lost`.
  std::function<Result<std::vector<FolderTree::Opened>>(Order&)> open;
  // One message. False: it cannot be, the worker is not to be trusted any more.
  std::function<bool(Say, Cursor&)> hear;
  // The task ended badly. An Order: try again with that.
  std::function<std::optional<Order>(Fault, const std::string& why)> lost;
  std::function<void()> done;
};

class Pool {
 public:
  Pool(ForkServer& server, unsigned workers, const Limits& limits) : server_(server), workers_(workers), limits_(limits) {}
  ~Pool();
  // `beat` is called often, with how many tasks have ended.
  Result<> run(std::deque<PoolTask> tasks, const std::function<void(std::size_t ended)>& beat);

 private:
  struct Slot {
    ForkServer::Worker worker;
    std::optional<PoolTask> task;
    std::vector<FolderTree::Opened> open;
    int scratch = -1;
    Blob inbox;
    std::size_t used = 0;  // bytes of the inbox that were taken already
    std::uint64_t received = 0;
    std::chrono::steady_clock::time_point deadline;
  };
  bool give(Slot& slot, PoolTask task);
  void listen(Slot& slot);
  bool frame(Slot& slot, Bytes payload);
  void finish(Slot& slot);
  void lose(Slot& slot, Fault fault, std::string why);
  Result<> revive(Slot& slot);

  ForkServer& server_;
  unsigned workers_;
  Limits limits_;
  std::vector<Slot> slots_;
  std::deque<PoolTask> again_;
  std::size_t ended_ = 0;
};

}  // namespace waarborg

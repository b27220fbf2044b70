// ForkServer makes workers. It is forked itself before any thread, key or connection exists, so every worker
// begins with nothing but the index (shared, copy-on-write) and the code. It reads no evidence and hears no
// worker, so each worker is as clean as the first. It dies with its parent, and its workers with it.
#pragma once
#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace waarborg {

class ForkServer {
 public:
  // `prepare` runs once, in the server; `worker` runs in each worker with the worker's end of a socket and
  // never returns to the caller.
  static Result<std::unique_ptr<ForkServer>> start(const std::function<void()>& prepare,
                                                   const std::function<void(int socket)>& worker);
  ~ForkServer();
  ForkServer(const ForkServer&) = delete;
  ForkServer& operator=(const ForkServer&) = delete;

  struct Worker {
    int socket = -1;
    std::uint64_t number = 0;  // the server knows its process by it
  };
  // A worker that was refused memory ends with this code; end() gives this text for it.
  static constexpr int code_no_memory = 5;
  static constexpr std::string_view no_memory = "needs more memory than a worker may have";

  // Does not wait: the order may be sent at once. A worker that could not be forked closes its socket, and
  // end() says so.
  Result<Worker> spawn();
  // Ends the worker if it still runs, closes its socket and says how it ended: "" for a plain exit, else
  // "killed by signal 11 (segmentation fault)" and the like.
  std::string end(Worker worker);
  // The same for a worker that has done its work: nobody waits, nobody asks how it ended.
  void retire(Worker worker);

 private:
  ForkServer(int control, pid_t process) : control_(control), process_(process) {}
  int control_;
  pid_t process_;
  std::uint64_t spawned_ = 0;
};

}  // namespace waarborg

#include "engine/fork_server.h"

#include <fmt/core.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <unordered_map>

#include "engine/message.h"

namespace waarborg {
namespace {

constexpr std::uint8_t say_spawn = 1, say_end = 2, say_retire = 3;

Blob request_of(std::uint8_t what, std::uint64_t number) {
  return Packer().number(what).number(number).done();
}

void die_with(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);  // it was gone already
}

[[noreturn]] void serve(int control, const std::function<void(int)>& worker) {
  Blob request;
  std::unordered_map<std::uint64_t, pid_t> workers;
  const auto server = getpid();
  for (;;) {
    std::vector<int> descriptors;
    if (!receive_frame(control, request, descriptors) || request.empty()) _exit(0);
    Cursor in(request);
    const auto what = in.varint(), number = in.varint();
    if (what == say_spawn && descriptors.size() == 1) {
      const pid_t child = fork();
      if (child == 0) {
        die_with(server);
        close(control);
        worker(descriptors[0]);
        _exit(0);
      }
      close(descriptors[0]);
      if (child > 0) workers.emplace(number, child);
      continue;
    }
    for (const int d : descriptors) close(d);
    const auto at = workers.find(number);
    int status = 0;
    if (at != workers.end()) {
      kill(at->second, SIGKILL);  // it has not been waited for, so the number is still its own
      while (waitpid(at->second, &status, 0) < 0 && errno == EINTR) {
      }
    }
    if (what == say_end)
      send_frame(control,
                 Packer().number(at != workers.end()).number(static_cast<std::uint64_t>(status)).done());
    if (at != workers.end()) workers.erase(at);
  }
}

}  // namespace

Result<std::unique_ptr<ForkServer>> ForkServer::start(const std::function<void()>& prepare,
                                                      const std::function<void(int)>& worker) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return fail(Fault::io, fmt::format("no socket pair for workers: {}", std::strerror(errno)));
  const auto parent = getpid();
  const pid_t process = fork();
  if (process < 0) {
    close(ends[0]), close(ends[1]);
    return fail(Fault::io, fmt::format("cannot fork: {}", std::strerror(errno)));
  }
  if (process == 0) {
    die_with(parent);
    close(ends[0]);
    signal(SIGINT, SIG_IGN);  // the parent decides when it ends
    prepare();
    serve(ends[1], worker);
  }
  close(ends[1]);
  return std::unique_ptr<ForkServer>(new ForkServer(ends[0], process));
}

ForkServer::~ForkServer() {
  close(control_);
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<ForkServer::Worker> ForkServer::spawn() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return fail(Fault::io, fmt::format("no socket pair for a worker: {}", std::strerror(errno)));
  const bool sent = send_frame(control_, request_of(say_spawn, ++spawned_), {ends[1]});
  close(ends[1]);
  if (!sent) {
    close(ends[0]);
    return fail(Fault::io, "the fork server is gone");
  }
  const timeval patience{.tv_sec = 20,
                         .tv_usec = 0};  // a worker that does not take its order is as good as dead
  setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  return Worker{.socket = ends[0], .number = spawned_};
}

void ForkServer::retire(Worker worker) {
  close(worker.socket);
  send_frame(control_,
             request_of(say_retire, worker.number));  // a server that is gone took its workers with it
}

std::string ForkServer::end(Worker worker) {
  close(worker.socket);
  Blob reply;
  std::vector<int> none;
  if (!send_frame(control_, request_of(say_end, worker.number)) || !receive_frame(control_, reply, none))
    return "the fork server is gone";
  Cursor in(reply);
  if (in.varint() == 0) return "could not be started: no process was to be had";
  const auto status = static_cast<int>(in.varint());
  if (WIFSIGNALED(status)) {
    const int number_of = WTERMSIG(status);
    if (number_of == SIGSYS) return "made a system call that the sandbox forbids";
    return fmt::format("killed by signal {} ({})", number_of, strsignal(number_of));
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == code_no_memory) return std::string(no_memory);
  if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
    return fmt::format("ended with code {}", WEXITSTATUS(status));
  return {};
}

}  // namespace waarborg

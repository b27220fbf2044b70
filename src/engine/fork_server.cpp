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

#include "engine/message.h"

namespace waarborg {
namespace {

constexpr std::uint8_t say_spawn = 1, say_end = 2;

void die_with(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);  // it was gone already
}

[[noreturn]] void serve(int control, const std::function<void(int)>& worker) {
  Blob request;
  for (;;) {
    std::vector<int> descriptors;
    if (!receive_frame(control, request, descriptors) || request.empty()) _exit(0);
    if (request[0] == say_spawn && descriptors.size() == 1) {
      const auto server = getpid();
      const pid_t child = fork();
      if (child == 0) {
        die_with(server);
        close(control);
        worker(descriptors[0]);
        _exit(0);
      }
      close(descriptors[0]);
      send_frame(control, Packer().number(child < 0 ? 0 : static_cast<std::uint64_t>(child)).done());
    } else {
      for (const int d : descriptors) close(d);
      Cursor in(Bytes(request).subspan(1));
      const auto child = static_cast<pid_t>(in.varint());
      int status = 0;
      kill(child, SIGKILL);  // it has not been waited for, so the number is still its own
      while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
      }
      send_frame(control, Packer().number(static_cast<std::uint64_t>(status)).done());
    }
  }
}

}  // namespace

Result<std::unique_ptr<ForkServer>> ForkServer::start(std::function<void(int)> worker) {
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
  const std::array<std::uint8_t, 1> request = {say_spawn};
  Blob reply;
  std::vector<int> none;
  const bool sent = send_frame(control_, request, {ends[1]}) && receive_frame(control_, reply, none);
  close(ends[1]);
  const auto process = sent ? Cursor(reply).varint() : 0;
  if (process == 0) {
    close(ends[0]);
    return fail(Fault::io, "a worker could not be started");
  }
  const timeval patience{.tv_sec = 20, .tv_usec = 0};  // a worker that does not take its order is as good as dead
  setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  return Worker{.socket = ends[0], .process = static_cast<pid_t>(process)};
}

std::string ForkServer::end(Worker worker) {
  close(worker.socket);
  Blob request = {say_end}, reply;
  const auto number = Packer().number(static_cast<std::uint64_t>(worker.process)).done();
  request.insert(request.end(), number.begin(), number.end());
  std::vector<int> none;
  if (!send_frame(control_, request) || !receive_frame(control_, reply, none)) return "the fork server is gone";
  const auto status = static_cast<int>(Cursor(reply).varint());
  if (WIFSIGNALED(status)) {
    const int number_of = WTERMSIG(status);
    if (number_of == SIGSYS) return "made a system call that the sandbox forbids";
    return fmt::format("killed by signal {} ({})", number_of, strsignal(number_of));
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == code_no_memory) return std::string(no_memory);
  if (WIFEXITED(status) && WEXITSTATUS(status) != 0) return fmt::format("ended with code {}", WEXITSTATUS(status));
  return {};
}

}  // namespace waarborg

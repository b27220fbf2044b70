// A reader that was taken over and tries to get out: files, network, processes, other processes.
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../hostile.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  if (is_decent(file, out)) return;
  const auto text = as_text(file.bytes);
  const auto word = text.substr(0, text.find('\n'));
  // Straight to the kernel: a library that refuses first would prove nothing.
  if (word == "open") syscall(SYS_open, "/etc/passwd", O_RDONLY);
  if (word == "openat") syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
  if (word == "create") syscall(SYS_creat, "/tmp/waarborg-escape", 0600);
  if (word == "unlink") syscall(SYS_unlink, "/tmp/waarborg-escape");
  if (word == "socket") syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
  if (word == "fork") syscall(SYS_fork);
  if (word == "clone") syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (word == "execve") syscall(SYS_execve, "/bin/sh", nullptr, nullptr);
  if (word == "kill") syscall(SYS_kill, getppid(), SIGCONT);
  if (word == "ptrace") syscall(SYS_ptrace, 0, 0, 0, 0);
  if (word == "code")
    syscall(SYS_mmap, nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (word == "io_uring") syscall(SYS_io_uring_setup, 1, nullptr);
  out.add(Program{.package = {"hostile", "got-out"}}, 0);  // a test that sees this name has failed
}

}  // namespace

Reader opener() {
  return {.about = "Tries to get out.",
          .probe = "packages.opener",
          .paths = {"var/hostile/opener*"},
          .emits = {Program::kind},
          .read = read};
}
}  // namespace waarborg

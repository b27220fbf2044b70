#include "engine/sandbox.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#if defined(__SANITIZE_ADDRESS__)
#define WAARBORG_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WAARBORG_SANITIZED 1
#endif
#endif
#ifndef WAARBORG_SANITIZED
#define WAARBORG_SANITIZED 0
#endif

namespace waarborg {
namespace {

// Private memory this process has now, in bytes: the budget counts from here, since the index is inherited.
rlim_t data_now() {
  std::FILE* f = std::fopen("/proc/self/statm", "re");
  unsigned long total = 0, resident = 0, shared = 0, text = 0, library = 0, data = 0;
  if (f != nullptr) {
    if (std::fscanf(f, "%lu %lu %lu %lu %lu %lu", &total, &resident, &shared, &text, &library, &data) != 6) data = 0;
    std::fclose(f);
  }
  return static_cast<rlim_t>(data) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

void limit(__rlimit_resource what, rlim_t value) {
  const rlimit both{.rlim_cur = value, .rlim_max = value};
  setrlimit(what, &both);
}

}  // namespace

Result<> enter_sandbox(int socket, const Limits& limits) {
  if (socket != 3) {
    if (dup2(socket, 3) != 3) return fail(Fault::io, "cannot move the worker's socket");
  }
  if (close_range(4, ~0u, 0) != 0) return fail(Fault::io, "cannot close inherited descriptors");
  // Nothing of a worker reaches the user's terminal or reads what he types: an empty memory file that refuses writes.
  if (!WAARBORG_SANITIZED) {
    const int nowhere = memfd_create("nowhere", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (nowhere < 0 || fcntl(nowhere, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW) != 0)
      return fail(Fault::io, "no memory file to stand for the terminal");
    for (int d = 0; d < 3; ++d) dup2(nowhere, d);
    close(nowhere);
  }
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, 256);
  if (!WAARBORG_SANITIZED) limit(RLIMIT_DATA, data_now() + limits.worker_memory);
  prctl(PR_SET_DUMPABLE, 0);

  // The sanitizers' own machinery opens files when it reports; there a forbidden call fails instead of killing.
  scmp_filter_ctx filter = seccomp_init(WAARBORG_SANITIZED ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_KILL_PROCESS);
  if (filter == nullptr) return fail(Fault::io, "the kernel's seccomp filter cannot be set up");
  int wrong = 0;
  for (const int call :
       {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(pread64), SCMP_SYS(pwrite64), SCMP_SYS(lseek), SCMP_SYS(fstat),
        SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(close),
        SCMP_SYS(futex), SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(sendto), SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(rt_sigreturn), SCMP_SYS(exit), SCMP_SYS(exit_group),
        SCMP_SYS(ftruncate), SCMP_SYS(getpid), SCMP_SYS(sched_yield), SCMP_SYS(restart_syscall)}) {
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
  }
  // Memory may be mapped, but never made executable; sanitizers need more of it than we do.
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)})
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  // newfstatat takes a path, so even fstat(3) by way of it only fails.
  wrong |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(newfstatat), 0);
  // abort() wants to raise a signal at itself; refusing it lets abort() end the process another way.
  for (const int call : {SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(gettid), SCMP_SYS(tgkill)})
    wrong |= seccomp_rule_add(filter, call == SCMP_SYS(tgkill) ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_ALLOW, call, 0);
  if (WAARBORG_SANITIZED)
    for (const int call : {SCMP_SYS(sigaltstack), SCMP_SYS(pipe2), SCMP_SYS(openat), SCMP_SYS(readlink), SCMP_SYS(prctl)})
      wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
  if (wrong == 0) wrong = seccomp_load(filter);  // sets no_new_privs first
  seccomp_release(filter);
  if (wrong != 0) return fail(Fault::io, fmt::format("the sandbox could not be closed: {}", std::strerror(-wrong)));
  return {};
}

}  // namespace waarborg

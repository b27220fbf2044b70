#include "engine/sandbox.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "engine/privileges.h"

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

// What every worker uses and none need make for itself.
struct Prepared {
  std::vector<sock_filter> filter;
  int ruleset = -1;
  rlim_t memory = 0;  // in use before any evidence
  std::string wrong = "the sandbox was not prepared";
};
Prepared prepared;

// Private memory this process has now, in bytes: the budget counts from here, since the index is inherited.
rlim_t data_now() {
  std::FILE* f = std::fopen("/proc/self/statm", "re");
  unsigned long total = 0, resident = 0, shared = 0, text = 0, library = 0, data = 0;
  if (f != nullptr) {
    if (std::fscanf(f, "%lu %lu %lu %lu %lu %lu", &total, &resident, &shared, &text, &library, &data) != 6)
      data = 0;
    std::fclose(f);
  }
  return static_cast<rlim_t>(data) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

void limit(__rlimit_resource what, rlim_t value) {
  const rlimit both{.rlim_cur = value, .rlim_max = value};
  setrlimit(what, &both);
}

// The filter as the kernel takes it, so that a worker loads it and does not compile it.
Result<std::vector<sock_filter>> compile_filter() {
  // The sanitizers' own machinery opens files when it reports; there a forbidden call fails instead of
  // killing.
  const auto refused = SCMP_ACT_ERRNO(EPERM);
  const auto otherwise = WAARBORG_SANITIZED ? refused : SCMP_ACT_KILL_PROCESS;
  scmp_filter_ctx filter = seccomp_init(otherwise);
  if (filter == nullptr) return fail(Fault::io, "the kernel's seccomp filter cannot be set up");
  int wrong = 0;
  const auto allow = [&](int call) { wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0); };
  for (const int call : {SCMP_SYS(read),
                         SCMP_SYS(write),
                         SCMP_SYS(pread64),
                         SCMP_SYS(pwrite64),
                         SCMP_SYS(lseek),
                         SCMP_SYS(fstat),
                         SCMP_SYS(munmap),
                         SCMP_SYS(mremap),
                         SCMP_SYS(brk),
                         SCMP_SYS(madvise),
                         SCMP_SYS(close),
                         SCMP_SYS(futex),
                         SCMP_SYS(recvmsg),
                         SCMP_SYS(sendmsg),
                         SCMP_SYS(sendto),
                         SCMP_SYS(clock_gettime),
                         SCMP_SYS(gettimeofday),
                         SCMP_SYS(getrandom),
                         SCMP_SYS(rt_sigreturn),
                         SCMP_SYS(exit),
                         SCMP_SYS(exit_group),
                         SCMP_SYS(ftruncate),
                         SCMP_SYS(getpid),
                         SCMP_SYS(sched_yield),
                         SCMP_SYS(restart_syscall),
                         SCMP_SYS(rt_sigprocmask),
                         SCMP_SYS(rt_sigaction),
                         SCMP_SYS(gettid)})
    allow(call);
  // Memory may be mapped, but never made executable.
  const scmp_arg_cmp not_executable{.arg = 2, .op = SCMP_CMP_MASKED_EQ, .datum_a = PROT_EXEC, .datum_b = 0};
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)})
    wrong |= seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &not_executable);
  // newfstatat takes a path, so even fstat(3) by way of it only fails. abort() wants to raise a signal at
  // itself; refusing it lets abort() end the process another way. A rule that says what holds anyway would be
  // an error.
  if (otherwise != refused)
    for (const int call : {SCMP_SYS(newfstatat), SCMP_SYS(tgkill)})
      wrong |= seccomp_rule_add(filter, refused, call, 0);
  if (WAARBORG_SANITIZED)
    for (const int call :
         {SCMP_SYS(sigaltstack), SCMP_SYS(pipe2), SCMP_SYS(openat), SCMP_SYS(readlink), SCMP_SYS(prctl)})
      allow(call);
  std::vector<sock_filter> program;
  const int memory = memfd_create("filter", MFD_CLOEXEC);
  if (wrong == 0) wrong = seccomp_export_bpf(filter, memory);
  seccomp_release(filter);
  if (const auto size = lseek(memory, 0, SEEK_END); wrong == 0 && size > 0) {
    program.resize(static_cast<std::size_t>(size) / sizeof(sock_filter));
    if (pread(memory, program.data(), static_cast<std::size_t>(size), 0) != size) program.clear();
  }
  close(memory);
  if (program.empty())
    return fail(Fault::io, fmt::format("the sandbox could not be made: {}", std::strerror(-wrong)));
  return program;
}

}  // namespace

void prepare_sandbox() {
  // Nothing of a worker reaches the user's terminal or reads what he types: an empty memory file that refuses
  // writes.
  if (!WAARBORG_SANITIZED) {
    const int nowhere = memfd_create("nowhere", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (nowhere < 0 || fcntl(nowhere, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW) != 0) {
      prepared.wrong = "no memory file to stand for the terminal";
      return;
    }
    for (int d = 0; d < 3; ++d) dup2(nowhere, d);
    close(nowhere);
  }
  auto filter = compile_filter();
  if (!filter) {
    prepared.wrong = filter.error().what;
    return;
  }
  prepared = {.filter = std::move(*filter), .ruleset = landlock_ruleset(), .memory = data_now(), .wrong = {}};
}

Result<> enter_sandbox(int socket, const Limits& limits) {
  if (!prepared.wrong.empty()) return fail(Fault::io, prepared.wrong);
  drop_privileges(prepared.ruleset);
  if (socket != 3) {
    if (dup2(socket, 3) != 3) return fail(Fault::io, "cannot move the worker's socket");
  }
  if (close_range(4, ~0u, 0) != 0) return fail(Fault::io, "cannot close inherited descriptors");
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, 256);
  if (!WAARBORG_SANITIZED) limit(RLIMIT_DATA, prepared.memory + limits.worker_memory);
  prctl(PR_SET_DUMPABLE, 0);
  const sock_fprog program{.len = static_cast<unsigned short>(prepared.filter.size()),
                           .filter = prepared.filter.data()};
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
    return fail(Fault::io, fmt::format("the sandbox could not be closed: {}", std::strerror(errno)));
  return {};
}

}  // namespace waarborg

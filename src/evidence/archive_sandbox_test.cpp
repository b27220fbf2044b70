// Workers read archives with nearly no system calls left. Here a child gives up all others and reads every
// form.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>

#include "evidence/descriptor.h"
#include "evidence/packed.h"
#include "evidence/spool.h"

namespace waarborg {
namespace {

constexpr auto allowed = std::to_array<unsigned>(
    {SYS_read, SYS_write, SYS_pread64, SYS_pwrite64, SYS_lseek, SYS_fstat, SYS_mmap, SYS_munmap, SYS_mremap,
     SYS_brk, SYS_madvise, SYS_close, SYS_futex, SYS_exit, SYS_exit_group, SYS_ftruncate, SYS_getrandom,
     SYS_clock_gettime, SYS_rt_sigreturn});

// The sanitizers ask with a pipe whether memory is readable, and for the signal stack before the end.
#if defined(__SANITIZE_ADDRESS__) || defined(__clang__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

bool give_up_all_other_calls() {
  std::vector<sock_filter> program = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  std::vector<unsigned> calls(allowed.begin(), allowed.end());
  if (sanitized) calls.insert(calls.end(), {SYS_pipe2, SYS_sigaltstack});
  for (const unsigned call : calls) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

struct Form {
  std::string name;
  Blob bytes;
};
std::vector<Form> forms() {
  const std::vector<Packed> entries = {{"a/", "", AE_IFDIR}, {"a/one", noise(300'000)}, {"two", "2"}};
  std::vector<Form> all;
  for (const auto* format : {"ustar", "pax", "newc"})
    for (const auto* filter : {"", "gzip", "bzip2", "xz", "lzma", "zstd", "lz4", "compress"})
      all.push_back({std::string(format) + filter, pack(format, filter, entries)});
  all.push_back({"zip", pack("zip", "", entries)});
  all.push_back({"7zip", pack("7zip", "", entries)});
  all.push_back({"encrypted", pack("zip", "", entries, "zip:encryption=aes256", "password")});
  all.push_back({"lone.xz", pack("raw", "xz", {{"x", noise(300'000)}})});
  for (std::size_t i = all.size(); i-- > 0;) {
    Form cut = all[i];
    cut.bytes.resize(cut.bytes.size() / 2);
    all.push_back(std::move(cut));
  }
  return all;
}

// 0: read. Anything else is the place where it went wrong; a forbidden call kills.
int read_in_sandbox(const Form& form, int evidence, int disk) {
  if (!give_up_all_other_calls()) return 2;
  const auto source = descriptor_source(evidence, form.bytes.size());
  const auto tree = ArchiveTree::over(*source, form.name, Limits{});
  std::size_t seen = 0;
  const auto done = tree->each(
      [&](const Entry&, std::uint64_t, Content& content) {
        ++seen;
        const auto spool =
            Spool::take(content.stream(), {.memory = 1000, .descriptor = disk, .limit = 1 << 30});
        return spool.has_value() || spool.error().fault != Fault::io;
      },
      [](const TreeProblem&) {});
  return seen > 0 || !done ? 0 : 3;
}

TEST(archive_sandbox, every_form_is_read_without_opening_anything) {
  ArchiveTree::prepare();
  for (const auto& form : forms()) {
    const Descriptor evidence(memfd_create("evidence", MFD_CLOEXEC));
    const Descriptor disk(memfd_create("disk", MFD_CLOEXEC));
    ASSERT_EQ(write(evidence.number(), form.bytes.data(), form.bytes.size()),
              static_cast<ssize_t>(form.bytes.size()));
    const auto child = fork();
    if (child == 0) _exit(read_in_sandbox(form, evidence.number(), disk.number()));
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0) << form.name
                         << (WIFSIGNALED(status) ? ": made a system call that workers may not make" : "");
  }
}

TEST(archive_sandbox, kills_what_opens_a_file) {  // the test above can fail
  const auto child = fork();
  if (child == 0) {
    if (!give_up_all_other_calls()) _exit(2);
    _exit(open("/etc/localtime", O_RDONLY) >= 0 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
}

}  // namespace
}  // namespace waarborg

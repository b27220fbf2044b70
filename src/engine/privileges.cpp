#include "engine/privileges.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>

namespace waarborg {
namespace {

constexpr unsigned nobody = 65534;  // in Debian and RPM systems alike, and in most user namespaces

// As of ABI 6; headers of Debian 12 know the first field only. docs.kernel.org/userspace-api/landlock.html
struct Ruleset {
  std::uint64_t files = 0, network = 0, scoped = 0;
};

// Its own numbers, so that older headers build it: they are the same on every architecture.
constexpr long call_create_ruleset = 444, call_restrict_self = 446;

}  // namespace

int landlock_ruleset() {
  constexpr unsigned ask_version = 1;
  const auto version = syscall(call_create_ruleset, nullptr, std::size_t{0}, ask_version);
  if (version < 1) return -1;
  // How many rights over files each version knows: 2 has linking, 3 truncating, 5 device controls.
  constexpr std::array<unsigned, 6> rights = {0, 13, 14, 15, 15, 16};
  const auto known = static_cast<std::size_t>(std::min<long>(version, rights.size() - 1));
  Ruleset all{.files = (std::uint64_t{1} << rights[known]) - 1};
  std::size_t size = sizeof all.files;
  if (version >= 4) {
    all.network = 3;  // bind and connect TCP
    size += sizeof all.network;
  }
  if (version >= 6) {
    all.scoped = 3;  // abstract sockets and signals of processes outside
    size += sizeof all.scoped;
  }
  return static_cast<int>(syscall(call_create_ruleset, &all, size, 0u));
}

void drop_privileges(int ruleset) {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (geteuid() == 0) {
    const auto parent = getppid();
    // A user namespace may not have this user; then the worker stays who it is and loses the capabilities
    // only.
    [[maybe_unused]] const bool dropped = setgroups(0, nullptr) == 0 &&
                                          setresgid(nobody, nobody, nobody) == 0 &&
                                          setresuid(nobody, nobody, nobody) == 0;
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // a change of user unsets it
    if (getppid() != parent) _exit(0);
  }
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  const std::array<__user_cap_data_struct, 2> none{};
  syscall(SYS_capset, &header, none.data());
  if (ruleset >= 0) syscall(call_restrict_self, ruleset, 0u);
}

}  // namespace waarborg

#include "evidence/mounts.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "evidence/descriptor.h"

namespace waarborg {
namespace {

// Made by the kernel or a service on the fly: nothing can be installed there.
constexpr auto made_up = std::to_array<std::string_view>({
    "binfmt_misc", "bpf",      "cgroup",   "cgroup2",    "configfs",    "debugfs",
    "devpts",      "devtmpfs", "efivarfs", "fusectl",    "hugetlbfs",   "mqueue",
    "nfsd",        "nsfs",     "proc",     "pstore",     "rpc_pipefs",  "securityfs",
    "selinuxfs",   "sysfs",    "tracefs",  "fuse.lxcfs", "fuse.portal", "fuse.gvfsd-fuse",
});
// Somebody else's disk over a network, or what mounts one when it is looked at.
constexpr auto remote = std::to_array<std::string_view>({
    "9p",        "afs",       "autofs",      "ceph",           "cifs",        "coda",
    "gfs2",      "glusterfs", "lustre",      "ncpfs",          "nfs",         "nfs4",
    "ocfs2",     "smb3",      "smbfs",       "fuse.sshfs",     "fuse.rclone", "fuse.glusterfs",
    "fuse.ceph", "fuse.s3fs", "fuse.davfs2", "fuse.curlftpfs",
});

struct Magic {
  std::uint64_t number;
  std::string_view kind;
};
constexpr auto magics = std::to_array<Magic>({
    {PROC_SUPER_MAGIC, "proc"},
    {SYSFS_MAGIC, "sysfs"},
    {TMPFS_MAGIC, "tmpfs"},
    {DEVPTS_SUPER_MAGIC, "devpts"},
    {CGROUP_SUPER_MAGIC, "cgroup"},
    {CGROUP2_SUPER_MAGIC, "cgroup2"},
    {DEBUGFS_MAGIC, "debugfs"},
    {TRACEFS_MAGIC, "tracefs"},
    {SECURITYFS_MAGIC, "securityfs"},
    {BPF_FS_MAGIC, "bpf"},
    {HUGETLBFS_MAGIC, "hugetlbfs"},
    {PSTOREFS_MAGIC, "pstore"},
    {NFS_SUPER_MAGIC, "nfs"},
    {SMB_SUPER_MAGIC, "smbfs"},
    {0xFF534D42, "cifs"},
    {0xFE534D42, "smb3"},
    {V9FS_MAGIC, "9p"},
    {AUTOFS_SUPER_MAGIC, "autofs"},
    {RAMFS_MAGIC, "ramfs"},
    {SELINUX_MAGIC, "selinuxfs"},
    {BINFMTFS_MAGIC, "binfmt_misc"},
    {EFIVARFS_MAGIC, "efivarfs"},
    {NSFS_MAGIC, "nsfs"},
    {CODA_SUPER_MAGIC, "coda"},
    {AFS_SUPER_MAGIC, "afs"},
    {AFS_FS_MAGIC, "afs"},
    {0x00C36400, "ceph"},
    {0x0BD00BD0, "lustre"},
    {0x62656570, "configfs"},
    {0x65735543, "fusectl"},
    {0x19800202, "mqueue"},
});

bool number(std::string_view text, unsigned& out) {
  const auto got = std::from_chars(text.data(), text.data() + text.size(), out);
  return got.ec == std::errc() && got.ptr == text.data() + text.size();
}

std::string read_proc(const char* path) {
  const Descriptor file(open(path, O_RDONLY | O_CLOEXEC));
  std::string all;
  std::array<char, 16384> piece{};
  while (file.is_open()) {
    const auto n = read(file.number(), piece.data(), piece.size());
    if (n <= 0) break;
    all.append(piece.data(), static_cast<std::size_t>(n));
  }
  return all;
}

}  // namespace

Mounts Mounts::of_this_system() {
  return parse(read_proc("/proc/self/mountinfo"));
}

Mounts Mounts::parse(std::string_view mountinfo) {
  Mounts all;
  for (const auto line : split(mountinfo, '\n')) {
    // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
    const auto columns = words(line);
    const auto dash = std::find(columns.begin(), columns.end(), "-");
    if (columns.size() < 3 || columns.end() - dash < 2) continue;
    const auto device = split(columns[2], ':');
    unsigned major_number = 0;
    unsigned minor_number = 0;
    if (device.size() != 2 || !number(device[0], major_number) || !number(device[1], minor_number)) continue;
    all.mounts_.push_back({makedev(major_number, minor_number), std::string(dash[1])});
  }
  return all;
}

std::string_view Mounts::kind_of(dev_t device) const {
  const auto at =
      std::find_if(mounts_.begin(), mounts_.end(), [&](const auto& m) { return m.device == device; });
  return at == mounts_.end() ? std::string_view() : at->kind;
}

std::string_view kind_by_statfs(int descriptor) {
  struct statfs about {};
  if (fstatfs(descriptor, &about) != 0) return {};
  const auto number_of_kind = static_cast<std::uint64_t>(about.f_type) & 0xFFFFFFFF;
  const auto at =
      std::find_if(magics.begin(), magics.end(), [&](const auto& m) { return m.number == number_of_kind; });
  return at == magics.end() ? std::string_view() : at->kind;
}

bool holds_no_evidence(std::string_view kind) {
  return std::find(made_up.begin(), made_up.end(), kind) != made_up.end();
}

bool is_remote(std::string_view kind) {
  return std::find(remote.begin(), remote.end(), kind) != remote.end();
}

}  // namespace waarborg

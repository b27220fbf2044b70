// Mounts knows which kind of file system lies where on a live system, so that a walk leaves out those that
// hold no evidence, and does not read over a network. It asks mountinfo first: asking a dead file server
// blocks for ever.
#pragma once
#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace waarborg {

class Mounts {
 public:
  static Mounts of_this_system();                   // /proc/self/mountinfo; empty when there is none
  static Mounts parse(std::string_view mountinfo);  // proc(5), one mount a line

  // "" when no mount is known for that device.
  std::string_view kind_of(dev_t device) const;

 private:
  struct Mount {
    dev_t device;
    std::string kind;
  };
  std::vector<Mount> mounts_;
};

// By the file system itself, for what mountinfo does not name: "proc", "nfs", ..., "" for the others.
std::string_view kind_by_statfs(int descriptor);
bool holds_no_evidence(std::string_view kind);
// What lies there may be evidence, but is not read: the walk has a gap.
bool is_remote(std::string_view kind);

}  // namespace waarborg

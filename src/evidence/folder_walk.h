// FolderWalk goes through every folder below a root once, without recursion and with a bounded number of open
// descriptors, however deep the tree is. It borrows everything it is given.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "evidence/mounts.h"
#include "evidence/resolve.h"
#include "evidence/tree.h"

namespace waarborg {

// The names in an open folder, straight from getdents64 into `buffer`; "." and ".." are not given. `take`
// gets a NUL-terminated name. Returns the errno that ended the reading, 0 at the proper end.
using TakeName = std::function<void(std::string_view name, Name::What what)>;
int read_names(int folder, std::vector<char>& buffer, const TakeName& take);

class FolderWalk {
 public:
  // `mounts` is nullptr for a folder that is not live: then no file system is left out.
  FolderWalk(int root, Resolver resolver, const Mounts* mounts, std::vector<std::string>& skipped);

  Result<> run(unsigned most_depth, const FolderTree::Visit& visit, const OnProblem& problem);

 private:
  // A folder with sub-folders still to come. Their names lie in names_ from first_name on, each behind a NUL.
  struct Level {
    Descriptor folder;
    std::size_t path_length;
    std::size_t first_name;
    unsigned depth;
    dev_t device;
    ino_t inode;  // set when the descriptor was let go, to know the folder again
  };

  void read_folder(Descriptor folder, unsigned depth, dev_t device);
  void enter_next();
  int open_folder(int parent, const char* name);
  bool left_out(int parent, const char* name, dev_t parent_device, dev_t& device);
  bool let_one_go();
  Level pop_level();
  void climb(const Descriptor& from, unsigned depth);
  bool is_level(const Descriptor& folder) const;
  Result<> open_again(Level& level);
  void report(Error error) const;

  int root_;
  Resolver resolver_;
  const Mounts* mounts_;
  std::vector<std::string>& skipped_;
  const FolderTree::Visit* visit_ = nullptr;
  const OnProblem* problem_ = nullptr;
  unsigned most_depth_ = 0;
  std::vector<Level> levels_;
  std::size_t closed_ = 0;  // levels_[0, closed_) have let their descriptor go
  std::string names_;
  std::string path_;
  std::vector<char> buffer_;
};

}  // namespace waarborg

// OutTree is a folder that paths of evidence are written into: new or empty at the beginning, for its owner
// only. Paths that come folder by folder cost least. It makes no links and follows none, so that no path
// leads out of it. A file has a name only once it is whole, and never takes the place of another.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "evidence/descriptor.h"

namespace waarborg {

class OutTree {
 public:
  // Fault::unsupported: there is something in it already.
  static Result<OutTree> create(const std::string& path);
  // A second hand in the same folder, for another thread.
  Result<OutTree> another() const;
  OutTree(OutTree&&) = default;
  ~OutTree();

  // Of these errors only Fault::io says that nothing more can be written at all.
  Result<> make_folder(const std::string& path);
  // A file that has another name until it is kept, in the folder that it belongs in; what was begun before
  // and not kept goes away. A path that cannot be is told by keep().
  Result<> begin(const std::string& path);
  Result<> add(Bytes bytes);
  Result<> keep(Time modified);  // not known: now
  // A file in the folder itself that is added to from now on.
  Result<Descriptor> list(const std::string& name);
  static Result<> write(const Descriptor& file, Bytes bytes);
  Result<> finish();  // brings all of it to disk

 private:
  OutTree() = default;
  Result<> open_parent(const std::string& folder);
  Result<> go_below(const std::string& name);
  int parent() const { return open_.empty() ? root_.number() : open_.back().folder.number(); }
  void forget();

  // A folder that is open, with the length of its part of parent_path_.
  struct Level {
    std::size_t length = 0;
    Descriptor folder;
  };
  Descriptor root_, file_;
  std::vector<Level> open_;  // from the root down to that of the last file
  std::string parent_path_;
  std::string partial_;       // the name of a file until it is kept
  std::string name_;          // that the file is to have
  std::optional<Error> bad_;  // why it can have none
};

}  // namespace waarborg

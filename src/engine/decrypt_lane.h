// A lane writes files of a backup out, one after the other: a worker of its own decrypts them, the lane gives
// them their places. Most of the work is the file system's, so that several lanes are faster than one. They
// share the rows of the manifest, of which each changes those that it is given and no others.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/decrypt_report.h"
#include "engine/out_tree.h"
#include "engine/pool.h"

namespace waarborg {

using WrittenFile = std::optional<DecryptReport::Written>;

class DecryptLane {
 public:
  // Borrows the tree, the server (for itself alone) and the rows.
  DecryptLane(FolderTree& tree, ForkServer& server, const Limits& limits, OutTree out,
              std::vector<ToldRow>& rows)
      : tree_(tree), pool_(server, 1, limits), out_(std::move(out)), rows_(rows) {}

  // The rows from `begin` to `end`: what was written of each goes to `written`, why not into the row. An
  // error: nothing more can be written at all.
  Result<> write(std::size_t begin, std::size_t end, std::vector<WrittenFile>& written);

 private:
  PoolTask content_task();
  Result<std::vector<FolderTree::Opened>> open_contents(Order& order);
  bool hear(Say say, Cursor& in);
  bool begin_file(Cursor& in);
  bool end_file(Cursor& in);
  bool take(const Result<>& done);
  void pass(std::size_t end);

  FolderTree& tree_;
  Pool pool_;
  OutTree out_;
  std::vector<ToldRow>& rows_;
  Result<> ended_;
  std::vector<WrittenFile>* written_ = nullptr;
  std::size_t begin_ = 0, next_ = 0,
              batch_end_ = 0;           // rows: of this call, not settled yet, up to the order's
  std::optional<std::size_t> current_;  // the row whose content comes in
  std::uint64_t bytes_ = 0;             // of it
};

}  // namespace waarborg

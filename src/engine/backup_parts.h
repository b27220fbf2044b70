// What the parent opens of a backup for its workers: the parts that say how it is made, and stored files.
#pragma once
#include "engine/message.h"
#include "evidence/tree.h"

namespace waarborg {

// The parts that are there, as `beside` of the order; `want` is the BackupPart.
Result<std::vector<FolderTree::Opened>> open_backup_parts(FolderTree& tree, const std::string& folder,
                                                          Order& order);
// A backup has no links, so none is followed.
Result<> check_stored(FolderTree& tree, const std::string& path);

}  // namespace waarborg

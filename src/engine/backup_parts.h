// What the parent opens of a backup for its workers: the parts that say how it is made, and stored files.
#pragma once
#include "engine/message.h"
#include "evidence/tree.h"

namespace waarborg {

// The parts that are there, as `beside` of the order; `want` is the BackupPart.
Result<std::vector<FolderTree::Opened>> open_backup_parts(FolderTree& tree, const std::string& folder,
                                                          Order& order);
// The content of a file of a backup. A backup has no links, so none is followed.
Result<FolderTree::Opened> open_stored_content(FolderTree& tree, const std::string& path);

}  // namespace waarborg

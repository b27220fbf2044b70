// The verb decrypt over an Android backup (.ab), encrypted or plain: a worker reads its tar and gives one
// entry after the other, and the parent writes them into a folder.
#pragma once
#include "engine/decrypt_report.h"
#include "engine/pool.h"
#include "evidence/tree.h"

namespace waarborg {

// In a worker: Say::begin once it is open, then for each entry Say::row and, of a file, Say::bytes and
// Say::end.
void tell_entries(Order& order, const std::vector<int>& descriptors, const Limits& limits, WorkerSink& out);

// In the parent. `name`: of the file in the tree. `no_password`: one was to be had.
Result<Page> decrypt_android(const DecryptRequest& request, FolderTree& tree, const std::string& name,
                             Pool& pool, bool& no_password);

}  // namespace waarborg

// ArchiveSurvey has workers list archives and offers to the Plan what they say readers want of them. What a
// worker says is checked before it counts. It borrows everything it is given.
#pragma once
#include "engine/plan.h"
#include "engine/pool.h"

namespace waarborg {

// Opens one file of the evidence for an order.
std::function<Result<std::vector<FolderTree::Opened>>(Order&)> opener(FolderTree& tree, std::string path);

class ArchiveSurvey {
 public:
  ArchiveSurvey(const ScanRequest& request, Survey& out, Plan& plan)
      : request_(request), out_(out), plan_(plan) {}

  std::vector<Archive>& archives() { return archives_; }
  Result<> list(Pool& pool);

 private:
  PoolTask task(std::size_t a);
  bool hear(std::size_t a, Say say, Cursor& in);
  bool hear_problem(std::size_t a, Say say, Cursor& in);
  bool hear_kind(const Archive& archive, Cursor& in);
  bool hear_astray(Archive& archive, Cursor& in);
  bool hear_listed(Archive& archive, Cursor& in);

  const ScanRequest& request_;
  Survey& out_;
  Plan& plan_;
  std::vector<Archive> archives_;
  std::map<std::size_t, std::uint64_t> problems_of_;
};

}  // namespace waarborg

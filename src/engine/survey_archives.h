// ArchiveSurvey has workers list archives and backups and offers to the Plan what they say readers want of
// them. What a worker says is checked before it counts. A backup that needs a password is listed again with
// one; no other worker ever gets it. It borrows everything it is given.
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
  // What is to be listed: an archive, or only the backups in it that did not open before.
  struct Visit {
    std::size_t archive = 0;
    std::vector<std::string> closed = {};
    std::size_t first_password = 0;  // those before it were tried
  };
  PoolTask task(const Visit& visit);
  void begin(const Archive& archive);
  void ask_for_passwords();
  void give_up(const Archive& archive, const std::string& prefix, const Error& error);
  bool hear(std::size_t a, Say say, Cursor& in);
  bool hear_problem(std::size_t a, Say say, Cursor& in);
  bool hear_kind(const Archive& archive, Cursor& in);
  bool hear_astray(Archive& archive, Cursor& in);
  bool hear_listed(Archive& archive, Cursor& in);
  bool hear_stored(Archive& archive, Cursor& in);
  bool hear_closed(std::size_t a, Cursor& in);
  bool hear_opened(const Archive& archive, Cursor& in);
  bool hear_taken(const Archive& archive, Cursor& in);
  bool hear_inner(std::size_t a, Cursor& in);
  void damaged(const Archive& archive);

  const ScanRequest& request_;
  Survey& out_;
  Plan& plan_;
  std::vector<Archive> archives_;
  std::deque<Visit> due_;
  std::vector<Archive> inner_;                                        // found while others are listed
  std::map<std::pair<std::size_t, std::string>, Error> closed_;       // archive and prefix
  std::vector<Password> passwords_;                                   // all that were given so far
  std::map<std::pair<std::size_t, std::string>, std::size_t> tried_;  // how many of them
  std::map<std::size_t, std::uint64_t> problems_of_;
};

}  // namespace waarborg

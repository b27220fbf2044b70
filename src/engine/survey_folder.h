// FolderSurvey goes through one folder or live root by name, or looks at known places only, and offers to the Plan
// what readers want there. It opens nothing. It borrows everything it is given.
#pragma once
#include "engine/plan.h"

namespace waarborg {

class FolderSurvey {
 public:
  FolderSurvey(const ScanRequest& request, Patterns& patterns, EvidenceState& state, Plan& plan,
               std::vector<Archive>& archives)
      : request_(request), patterns_(patterns), state_(state), evidence_(state.row.id), plan_(plan), archives_(archives) {}

  Result<> walk();
  // Without a walk: each pattern is followed from the root, folders with wildcards are listed.
  void known_places();

 private:
  void expand(const Patterns::Rule& rule, std::size_t level, const std::string& folder);
  void denied(const std::string& path, const Error& error);

  const ScanRequest& request_;
  Patterns& patterns_;
  EvidenceState& state_;
  std::uint32_t evidence_;
  Plan& plan_;
  std::vector<Archive>& archives_;
};

}  // namespace waarborg

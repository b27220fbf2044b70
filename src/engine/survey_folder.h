// FolderSurvey goes through one folder or live root by name, or looks at known places only, and offers to the
// Plan what readers want there. Links on the way of a pattern are followed within the evidence; one that
// leads nowhere there is told to the Plan. It borrows everything it is given.
#pragma once
#include "engine/links.h"
#include "engine/plan.h"

namespace waarborg {

class FolderSurvey {
 public:
  FolderSurvey(const ScanRequest& request, Patterns& patterns, EvidenceState& state, Plan& plan,
               std::vector<Archive>& archives)
      : request_(request),
        patterns_(patterns),
        state_(state),
        evidence_(state.row.id),
        plan_(plan),
        archives_(archives) {}

  Result<> walk();
  // Without a walk: each pattern is followed from the root, folders with wildcards are listed.
  void known_places();

 private:
  // A folder as the rule has it, and where it really lies.
  struct At {
    std::string path, real;
    std::size_t root_length = 0;
    bool through_link = false;
  };
  void expand(const Patterns::Rule& rule, std::size_t level, const At& at);
  void take(const Patterns::Rule& rule, std::size_t level, const At& at, const std::string& name,
            Name::What what);
  void enter_link(const Patterns::Rule& rule, std::size_t level, At at);
  bool is_seen_there(const Patterns::Rule& rule, const At& at, const std::string& name, Name::What what);
  bool count(const std::string& path);
  void follow_ways();
  void offer_hive(const std::string& path);
  void look_inside(const std::string& path, std::string_view name);
  bool is_backup(std::string_view folder);
  void see_content(std::string_view folder, std::string_view name);
  void offer_backups();
  void denied(const std::string& path, const Error& error);

  const ScanRequest& request_;
  Patterns& patterns_;
  EvidenceState& state_;
  std::uint32_t evidence_;
  Plan& plan_;
  std::vector<Archive>& archives_;
  struct Link {
    std::string path;
    std::vector<Way> ways;
  };
  std::vector<Link> links_;  // met while walking
  // Folders with a file that backups have, or with folders or files named like its contents.
  struct MaybeBackup {
    bool folders = false, files = false;
    bool well_known = false;  // one of the files is, by its name, one that backups have
  };
  std::map<std::string, MaybeBackup, std::less<>> maybe_backups_;
  std::pair<std::string, bool> last_backup_;  // the last answer of is_backup
  std::set<std::string> told_;                // denied
  std::uint64_t through_links_ = 0;           // names that were looked at behind links
  std::vector<PatternMatch> there_;
  std::optional<Result<std::vector<Name>>> top_;  // the names in the root, which many patterns ask for
};

}  // namespace waarborg

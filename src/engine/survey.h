// Survey: what is there to read? Every piece of evidence is opened, its known places or names are gone
// through, its archives are listed by workers, and what readers want becomes jobs in one fixed order,
// whatever the number of workers was.
#pragma once
#include <map>
#include <memory>
#include <set>

#include "engine/patterns.h"
#include "engine/pool.h"
#include "engine/request.h"

namespace waarborg {

struct EvidenceState {
  EvidenceRow row;
  std::unique_ptr<FolderTree> tree;  // the folder itself, or the folder a lone file lies in
  std::string lone;                  // the name of a lone file; "" for folders
  Depth depth = Depth::full;
  bool walked = false;
  std::uint64_t names = 0;
  std::vector<std::string> denied;  // folders that could not be listed
  std::set<std::string> lone_readers;
  std::uint64_t archives = 0;              // found while walking
  std::set<std::string> archive_paths;     // of those, no more than are told of
  Time said_taken{};                       // when it was made, as it says itself
  std::set<std::string> damaged_archives;  // those that could not be listed to their end
  std::vector<std::string> databases;      // met while walking, under names that no reader knows
  std::uint64_t backups = 0;               // found while walking
  std::set<std::string> damaged_backups, unread_backups;
};

// Where a file of a backup lies in the folder, and how it is stored there.
struct StoredPlace {
  std::string real;  // "": it lies under its own path
  Sealed sealed{};
};

// One reader on one file (or one listing of names): the unit of numbering, of coverage and of loss.
struct Job {
  std::uint32_t number = 0, evidence = 0;
  std::uint16_t reader = 0;
  std::string file;  // as reported: a/b.tar!/var/lib/dpkg/status
  std::string root;
  std::string path;     // within its folder or archive
  std::string archive;  // "": lies in the folder
  std::uint64_t entry = 0;
  bool packed = false;
  std::vector<Error> troubles{};  // known before it is read
  bool unreadable = false;        // for one of them
  bool link = false;  // what it points at may be gone, or no file (a masked unit): that is no damage
  std::vector<Name> names{};
  std::vector<Pick::Wanted> wants{};  // inside the archive
  // Of a file of a backup. In a folder `real` is set, and the file is read by itself, not as a part of an
  // archive.
  StoredPlace place{};
};

struct Survey {
  std::uint64_t most_digests = 0;  // Limits
  std::vector<EvidenceState> evidence;
  std::vector<Job> jobs;
  std::vector<ProblemRow> problems;
  std::map<std::pair<std::uint32_t, std::string>, StoredPlace> inner;  // archives that are files of backups
  // Encrypted Android backups in an archive, with their keys.
  std::map<std::pair<std::uint32_t, std::string>, std::vector<OpenedBackup>> opened;
};

Result<Survey> survey(const ScanRequest& request, Patterns& patterns, Pool& pool);

// Where a reader's want lies, given the path that matched: "-wal" appends, anything with a '/' is relative to
// the folder of the match. "" when it would leave the root.
std::string beside_path(std::string_view match, std::string_view want);
// "-wal" holds a part of the match; "../../etc/os-release" only says more about it.
bool is_part(std::string_view want);

}  // namespace waarborg

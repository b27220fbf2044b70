// ArchivedBackups finds iOS backups among the entries of one archive, wherever their parts stand in it, and
// lists them once all entries were seen. It keeps the parts and, of each file of a backup, its number.
#pragma once
#include <map>
#include <memory>
#include <unordered_set>

#include "engine/backup_listing.h"

namespace waarborg {

class ArchivedBackups {
 public:
  // `prefix`: of the archive within an outer one, "b.tar!/". Both are borrowed.
  // `again`: only those that did not open before are listed.
  ArchivedBackups(const Order& order, const std::string& prefix, bool again)
      : order_(order), prefix_(prefix), again_(again) {}

  struct Slot {
    std::string folder;
    BackupPart part;
  };
  // A part of a backup is to be kept; nothing: it is none.
  std::optional<Slot> see(const std::string& path, std::uint64_t number);
  void keep(const Slot& slot, std::shared_ptr<Source> part);
  // Is this a folder in which a backup keeps the content of files, of which its manifest says what they are?
  bool stores(std::string_view folder) const;
  void list(Patterns& patterns, WorkerSink& out);

 private:
  using Id = std::array<std::uint8_t, 20>;
  struct Found {
    std::map<BackupPart, std::shared_ptr<Source>> parts;
    std::vector<std::pair<Id, std::uint64_t>> contents;  // fileID and number of its entry
    bool well_known = false;                             // a file is, by its name, one that backups have
    bool is_one(bool described) const;
  };

  const Order& order_;
  const std::string& prefix_;
  bool again_;
  std::map<std::string, Found> found_;         // by folder
  std::unordered_set<std::size_t> described_;  // hashes of folders with an Info.plist: each app has one
};

}  // namespace waarborg

// BackupListing tells the parent what readers want of an iOS backup, by the paths that its files had on the
// device: where each is stored, and under which key. It runs in a worker, over parts that the parent opened
// or that an archive held. The password and the keys of classes stay here; the parent gets the key of each
// file that is wanted, and of no other.
#pragma once
#include "engine/listing.h"
#include "evidence/ios_backup.h"

namespace waarborg {

// Which row has the entry of which number: both count up, mostly together.
class BackupRows {
 public:
  std::uint64_t size() const { return size_; }
  void add(std::int64_t row) {
    if (runs_.empty() || static_cast<std::uint64_t>(row) - static_cast<std::uint64_t>(runs_.back().row) !=
                             size_ - runs_.back().number)
      runs_.push_back({size_, row});
    ++size_;
  }
  std::optional<std::int64_t> row_of(std::uint64_t number) const;
  std::optional<std::uint64_t> number_of(std::int64_t row) const;

 private:
  struct Run {
    std::uint64_t number;
    std::int64_t row;
  };
  std::vector<Run> runs_;
  std::uint64_t size_ = 0;
};

class BackupListing {
 public:
  struct Place {
    std::string prefix;  // before the paths of the device: "" in a folder, "UDID/Manifest.db!/" in an archive
    // In an archive: the number of the entry with the content of that fileID; nothing: there is none.
    std::function<std::optional<std::uint64_t>(std::string_view id)> content;
  };
  BackupListing(Patterns& patterns, WorkerSink& out, Place place);

  // Without a password that opens it an encrypted backup is Say::closed.
  void run(const BackupParts& parts, std::vector<Password> passwords);

 private:
  void take(const BackupFile& file, Bytes record);
  void follow_links();
  std::uint64_t tell_stored(std::uint64_t number);
  std::uint64_t tell_stored(std::uint64_t number, BackupFile file, Bytes record);
  void tell(const TreeProblem& problem);
  void close(const Error& error);
  std::string folder() const;

  WorkerSink& out_;
  Listing listing_;
  ArchiveLinks links_;
  Place place_;
  IosBackup* backup_ = nullptr;
  struct Domain {
    std::string name, folder;
    bool known = false;
  };
  std::string path_of(const BackupFile& file);
  Domain domain_;                     // of the last row: its neighbours have the same
  const BackupFile* file_ = nullptr;  // the row that is being visited, and its record
  Bytes record_;
  BackupRows rows_;
  bool has_links_ = false;                         // of which one may matter
  std::map<std::uint64_t, std::uint64_t> stored_;  // number → entry that was told
  std::set<std::string> strange_;                  // domains that are not known
  std::uint64_t unopened_ = 0;                     // archives
};

}  // namespace waarborg

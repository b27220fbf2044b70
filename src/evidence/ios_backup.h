// IosBackup is a backup that a computer made of an iPhone or iPad (iOS 10 and later), plain or encrypted:
// Manifest.plist says how it is made, Manifest.db which files it has, Status.plist whether it was finished.
// It opens nothing: what it reads is handed over, in a worker. An encrypted Manifest.db is decrypted page by
// page. What the rows of Manifest.db say is checked one by one; a row that lies is told and left out.
#pragma once
#include <array>
#include <functional>
#include <memory>

#include "evidence/tree.h"
#include "formats/ios_keybag.h"

namespace waarborg {

// What a backup consists of beside its files; nullptr is not there. Borrowed, and must outlive the backup.
struct BackupParts {
  const Source *plist = nullptr, *database = nullptr, *wal = nullptr, *status = nullptr, *info = nullptr;
  bool older = false;  // has a Manifest.mbdb, as backups of iOS 9 and older do
};
// Their names, in the order of the members; the last is Manifest.mbdb.
constexpr std::array<std::string_view, 6> backup_part_names = {
    "Manifest.plist", "Manifest.db", "Manifest.db-wal", "Status.plist", "Info.plist", "Manifest.mbdb"};
enum class BackupPart : std::uint8_t { plist, database, wal, status, info, older };
void set_part(BackupParts& parts, BackupPart which, const Source& source);

// One row of Manifest.db. What stands in its record is filled in by IosBackup::describe.
struct BackupFile {
  std::int64_t row = 0;
  std::string id;            // 40 digits of SHA-1; its content lies in id[0:2]/id
  std::string domain, path;  // path "": the domain itself; '/' separated, without "..", never absolute
  Name::What what = Name::What::file;

  std::uint64_t size = 0;  // as recorded, which is often wrong for databases in use
  std::uint32_t mode = 0;
  Time modified{};
  std::uint32_t protection = 0;
  Blob key;            // wrapped; empty: stored in clear
  Blob digest;         // as recorded, may be empty
  std::string target;  // of a link; hostile

  std::string full_path() const { return path.empty() ? domain : domain + "/" + path; }
};

class IosBackup {
 public:
  // Fault::not_found: this is no iOS backup. Fault::unsupported_version: of iOS 9 or older.
  static Result<std::unique_ptr<IosBackup>> open(const BackupParts& parts, const OnProblem& problem);
  virtual ~IosBackup() = default;

  virtual bool is_encrypted() const = 0;
  virtual Time taken() const = 0;  // as the backup says; may be not known
  // Of an encrypted backup, before anything else is asked. Faults as IosKeybag::unlock.
  virtual Result<> unlock(std::string_view password) = 0;
  // Every row that can be trusted, in the order of the table, with its record, which lives until the visit
  // returns. A problem's offset is the row. Once.
  using Visit = std::function<bool(const BackupFile& file, Bytes record)>;
  virtual Result<> each(const Visit& visit, const OnProblem& problem) = 0;
  // The same rows once more, and those that each() refused; what is wrong is told by each() only.
  virtual Result<> each_again(const Visit& visit) = 0;
  // Fills in what the record says. In an encrypted backup one that cannot be read is an error, because
  // without it nobody knows whether the content is ciphertext; in a plain one it is told and the row stands.
  virtual Result<> describe(BackupFile& file, Bytes record, const OnProblem& problem) const = 0;
  // The row of that number again, after each().
  virtual Result<> again(std::int64_t row, const Visit& visit) = 0;
  // Of a file that has a wrapped key.
  virtual Result<AesKey> key_of(const BackupFile& file) const = 0;
};

// 40 digits, lower case.
bool is_file_id(std::string_view text);
// Is it that of a file which backups have, such as the messages? Then what it names lies in a backup, even if
// all that says so is gone.
bool is_well_known_file_id(std::string_view text);

// One row as SQL gives it, checked.
struct BackupRow {
  std::int64_t row;
  std::string_view id, domain, path;
  std::int64_t flags;
};
Result<BackupFile> read_backup_row(const BackupRow& row);
Result<> read_backup_record(Bytes record, BackupFile& file);

}  // namespace waarborg

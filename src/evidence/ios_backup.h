// IosBackup is a backup that a computer made of an iPhone or iPad (iOS 10 and later), plain or encrypted,
// read from its folder and never written: Manifest.plist says how it is made, Manifest.db which files it has,
// Status.plist whether it was finished. An encrypted Manifest.db is decrypted in memory only. What the rows
// of Manifest.db say is checked one by one; a row that lies is told and left out.
#pragma once
#include "evidence/tree.h"
#include "formats/ios_keybag.h"

namespace waarborg {

// One row of Manifest.db.
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

// What came of a file's content.
struct BackupContent {
  enum class Digest : std::uint8_t { none, same, different };  // none: not recorded, or of a kind not known
  std::uint64_t stored = 0, bytes = 0;                         // in the backup, and decrypted
  Digest digest = Digest::none;
};

class IosBackup {
 public:
  // Fault::not_found: the folder is no iOS backup. Fault::unsupported_version: of iOS 9 or older.
  static Result<std::unique_ptr<IosBackup>> open(const std::string& folder, const OnProblem& problem);
  virtual ~IosBackup() = default;

  virtual bool is_encrypted() const = 0;
  // Of an encrypted backup, before anything is read. Faults as IosKeybag::unlock.
  virtual Result<> unlock(std::string_view password) = 0;
  // Every row that can be trusted, in the order of the table. A problem's offset is the row.
  virtual Result<> each(const std::function<bool(const BackupFile&)>& visit, const OnProblem& problem) = 0;
  // The content in pieces; an error of `out` ends it and is passed on. An error of ours may come after
  // pieces.
  virtual Result<BackupContent> read(const BackupFile& file, const std::function<Result<>(Bytes)>& out) = 0;
};

// One row as SQL gives it, checked. In an encrypted backup a record that cannot be read is refused, because
// without it nobody knows whether the content is ciphertext; in a plain one it is told and the row stands.
struct BackupRow {
  std::int64_t row;
  std::string_view id, domain, path;
  std::int64_t flags;
  Bytes record;
};
Result<BackupFile> read_backup_row(const BackupRow& row, bool encrypted, const OnProblem& problem);

}  // namespace waarborg

#include "evidence/ios_backup.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/cursor.h"
#include "base/text.h"
#include "crypto/sha1.h"
#include "evidence/met_names.h"
#include "formats/plist.h"
#include "formats/sqlite.h"

namespace waarborg {
namespace {

constexpr std::uint64_t plist_bytes = 256ull << 20;
constexpr std::uint64_t info_bytes = 16ull << 20;  // it has an icon of every app; only a date is wanted
constexpr std::string_view manifest_db = "Manifest.db";

// A property list with the bytes that it borrows.
struct OwnedPlist {
  Blob bytes;
  Plist list;
};
Result<std::unique_ptr<OwnedPlist>> read_plist(const Source* source, std::uint64_t limit) {
  if (source == nullptr) return fail(Fault::not_found, "is not there");
  auto bytes = read_whole(*source, limit);
  if (!bytes) return pass(bytes.error());
  auto out = std::make_unique<OwnedPlist>();
  out->bytes = std::move(*bytes);
  auto list = Plist::read(out->bytes);
  if (!list) return pass(list.error());
  out->list = std::move(*list);
  return out;
}

class OpenBackup : public IosBackup {
 public:
  explicit OpenBackup(const BackupParts& parts) : parts_(parts) {}

  Result<> prepare(const OnProblem& problem) {
    const bool database = parts_.database != nullptr;
    if (!database && parts_.older)
      return fail(Fault::unsupported_version,
                  "is a backup of iOS 9 or older (Manifest.mbdb); only those of iOS 10 and later are read");
    auto list = read_plist(parts_.plist, plist_bytes);
    if (!database)
      return list || parts_.status != nullptr || parts_.info != nullptr
                 ? fail(Fault::truncated, "is an iOS backup without its Manifest.db")
                 : fail(Fault::not_found,
                        "is no iOS backup that can be read: it has neither Manifest.db nor Manifest.plist");
    if (!list) problem({"Manifest.plist", list.error().fault, list.error().what, list.error().offset});
    if (list) {
      if (const auto taken = take_manifest(**list, problem); !taken) return taken;
    } else if (const auto clear = is_sqlite(); !clear || !*clear) {
      return fail(Fault::malformed,
                  "has a Manifest.plist that cannot be read, so its encrypted Manifest.db cannot be: " +
                      list.error().what);
    }
    read_status(problem);
    if (known(taken_)) return {};
    if (const auto info = read_plist(parts_.info, info_bytes))
      taken_ = (*info)->list.root()["Last Backup Date"].date();
    if (!known(taken_) && list) taken_ = (*list)->list.root()["Date"].date();
    return {};
  }

  bool is_encrypted() const override { return encrypted_; }
  Time taken() const override { return taken_; }

  Result<> unlock(std::string_view password) override {
    auto keybag = IosKeybag::read(keybag_bytes_);
    if (!keybag) return pass(keybag.error());
    if (const auto open = keybag->unlock(password); !open) return open;
    keybag_ = std::move(*keybag);
    if (manifest_key_.empty()) return {};  // before iOS 10.2 the manifest was not encrypted
    Cursor in(manifest_key_);
    const auto number = in.le<std::uint32_t>();
    const auto key = keybag_->unwrap(number, in.take(in.left()));
    if (!key) return fail(key.error().fault, "Manifest.db cannot be decrypted: " + key.error().what);
    auto decrypted = CbcSource::over(*parts_.database, *key);
    if (!decrypted) return pass(decrypted.error());
    decrypted_ = std::move(*decrypted);
    return {};
  }

  Result<> each(const Visit& visit, const OnProblem& problem) override {
    if (encrypted_ && !keybag_) return fail(Fault::encrypted, "is encrypted and was not unlocked");
    if (decrypted_ && decrypted_->damage()) {
      const auto& damage = *decrypted_->damage();
      problem({std::string(manifest_db), damage.fault, damage.what, damage.offset});
    }
    // The log of an encrypted manifest would be of the decrypted one; nobody makes such.
    if (decrypted_ && parts_.wal != nullptr && parts_.wal->size() != 0)
      problem({"Manifest.db-wal", Fault::unsupported, "lies beside an encrypted Manifest.db and was not read",
               0});
    auto opened = SqliteDatabase::open(decrypted_ ? *decrypted_ : *parts_.database,
                                       decrypted_ ? nullptr : parts_.wal, nullptr);
    if (!opened)
      return fail(opened.error().fault, "its Manifest.db " + opened.error().what, opened.error().offset);
    database_ = std::move(*opened);
    for (const auto& w : database_->warnings())
      problem({std::string(manifest_db), w.what.fault, w.what.what, w.what.offset, w.lost});
    if (const auto columns = database_->columns("Files"); !columns)
      return fail(columns.error().fault, "its Manifest.db has no table Files: " + columns.error().what);
    MetNames met;
    database_->salvage(
        "Files", "fileID, domain, relativePath, flags, file",
        [&](const SqliteRow& row) { return take(row, met, visit, problem); },
        [&](const Error& gap) {
          problem({std::string(manifest_db), gap.fault, gap.what, gap.offset});
        });
    return {};
  }

  Result<> each_again(const Visit& visit) override {
    database_->salvage(
        "Files", "fileID, domain, relativePath, flags, file",
        [&](const SqliteRow& row) {
          const auto file = row_of(row);
          return !file || visit(*file, row.blob(5));
        },
        [](const Error&) {});
    return {};
  }

  Result<> describe(BackupFile& file, Bytes record, const OnProblem& problem) const override {
    const auto read = read_backup_record(record, file);
    if (read) return {};
    const auto offset = static_cast<std::uint64_t>(file.row);
    const auto why = fmt::format("row {}: its record {}: {}", file.row, read.error().what, shown(file));
    if (encrypted_ && file.what == Name::What::file) return fail(read.error().fault, why, offset);
    problem({std::string(manifest_db), read.error().fault, why, offset, true});
    return {};
  }

  Result<> again(std::int64_t number, const Visit& visit) override {
    return database_->each(
        "SELECT rowid, fileID, domain, relativePath, flags, file FROM Files WHERE rowid = ?1",
        [&](const SqliteRow& row) {
          const auto file = row_of(row);
          if (file) visit(*file, row.blob(5));
          return false;
        },
        std::array{number});
  }

  Result<AesKey> key_of(const BackupFile& file) const override {
    if (!keybag_) return fail(Fault::malformed, "has an encryption key, but the backup is not encrypted");
    return keybag_->unwrap(file.protection, file.key);
  }

 private:
  Result<> take_manifest(const OwnedPlist& list, const OnProblem& problem) {
    for (const auto& p : list.list.problems()) problem({"Manifest.plist", p.fault, p.what, p.offset});
    const auto root = list.list.root();
    encrypted_ = root["IsEncrypted"].flag();
    const auto keybag = root["BackupKeyBag"].data(), key = root["ManifestKey"].data();
    if (encrypted_ && keybag.empty())
      return fail(Fault::malformed, "is encrypted, but its Manifest.plist has no keybag (BackupKeyBag)");
    keybag_bytes_.assign(keybag.begin(), keybag.end());
    manifest_key_.assign(key.begin(), key.end());
    return {};
  }

  void read_status(const OnProblem& problem) {
    const auto status = read_plist(parts_.status, plist_bytes);
    if (!status)
      return problem(
          {"Status.plist", status.error().fault, status.error().what, status.error().offset, false});
    taken_ = (*status)->list.root()["Date"].date();
    if (const auto state = (*status)->list.root()["SnapshotState"].text(); state != "finished")
      problem(
          {"Status.plist", Fault::truncated,
           fmt::format("the backup was not finished (SnapshotState \"{}\")", printable(shorten(state, 40))),
           0});
  }

  Result<bool> is_sqlite() const {
    Blob head(std::min<std::uint64_t>(parts_.database->size(), 64));
    if (const auto done = parts_.database->read(0, head); !done) return pass(done.error());
    return SqliteDatabase::recognise(head);
  }

  static std::string shown(const BackupFile& file) { return printable(shorten(file.full_path(), 120)); }

  static Result<BackupFile> row_of(const SqliteRow& row) {
    return read_backup_row({row.number(0), row.text(1), row.text(2), row.text(3), row.number(4)});
  }

  // is_file_id() said that it is 40 digits.
  static Sha1 number_of(std::string_view id) {
    const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    Sha1 out{};
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<std::uint8_t>(value(id[2 * i]) * 16 + value(id[2 * i + 1]));
    return out;
  }

  // A backup has an index of these names; without one this looks through all rows, and then no further than
  // the steps that a database may take.
  bool stands_before(std::int64_t row, const std::string& id) {
    bool found = false;
    const auto sql = fmt::format("SELECT rowid FROM Files WHERE fileID = '{}' AND rowid < ?1 LIMIT 1", id);
    (void)database_->each(
        sql, [&](const SqliteRow&) { return found = true, false; }, std::array{row});
    return found;
  }

  bool take(const SqliteRow& row, MetNames& met, const Visit& visit, const OnProblem& problem) {
    const auto file = row_of(row);
    const auto tell = [&](Fault fault, std::string why) {
      problem({std::string(manifest_db), fault, std::move(why), static_cast<std::uint64_t>(row.number(0))});
      return true;
    };
    if (!file) return tell(file.error().fault, file.error().what);
    const auto number = number_of(file->id);
    if (met.perhaps_met(number) && stands_before(file->row, file->id))
      return tell(Fault::malformed,
                  fmt::format("row {} has the fileID of a row before it: {}", file->row, shown(*file)));
    // The name of the content is made from the path; another one means that one of the two was changed.
    for (const std::string_view part :
         {std::string_view(file->domain), std::string_view("-"), std::string_view(file->path)})
      name_.add(as_bytes(part));
    if (name_.finish() != number)
      tell(Fault::malformed,
           fmt::format("row {} has a fileID that does not belong to its path: {}", file->row, shown(*file)));
    return visit(*file, row.blob(5));
  }

  BackupParts parts_;
  Sha1Stream name_;
  bool encrypted_ = false;
  Time taken_{};
  Blob keybag_bytes_, manifest_key_;
  std::optional<IosKeybag> keybag_;
  std::unique_ptr<CbcSource> decrypted_;  // Manifest.db, when it is not in clear
  std::unique_ptr<SqliteDatabase> database_;
};

}  // namespace

void set_part(BackupParts& parts, BackupPart which, const Source& source) {
  switch (which) {
    case BackupPart::plist:
      parts.plist = &source;
      break;
    case BackupPart::database:
      parts.database = &source;
      break;
    case BackupPart::wal:
      parts.wal = &source;
      break;
    case BackupPart::status:
      parts.status = &source;
      break;
    case BackupPart::info:
      parts.info = &source;
      break;
    case BackupPart::older:
      parts.older = true;
      break;
  }
}

Result<std::unique_ptr<IosBackup>> IosBackup::open(const BackupParts& parts, const OnProblem& problem) {
  auto backup = std::make_unique<OpenBackup>(parts);
  if (const auto ready = backup->prepare(problem); !ready) return pass(ready.error());
  return backup;
}

}  // namespace waarborg

#include "evidence/ios_backup.h"

#include <fmt/core.h>

#include <algorithm>
#include <unordered_set>

#include "base/cursor.h"
#include "base/digest.h"
#include "base/text.h"
#include "crypto/sha1.h"
#include "formats/plist.h"
#include "formats/sqlite.h"

namespace waarborg {
namespace {

constexpr std::uint64_t plist_bytes = 256ull << 20, manifest_bytes = 2ull << 30;
constexpr std::string_view manifest_db = "Manifest.db";

struct Held {
  FolderTree::Opened file;
  std::unique_ptr<Source> source;
};

Result<Held> hold(FolderTree& tree, const std::string& name) {
  auto file = tree.open_file(name);
  if (!file) return pass(file.error());
  Held out{std::move(*file), nullptr};
  out.source = descriptor_source(out.file.descriptor, out.file.size);
  return out;
}

// A property list with the bytes that it borrows.
struct OwnedPlist {
  Blob bytes;
  Plist list;
};
Result<std::unique_ptr<OwnedPlist>> read_plist(FolderTree& tree, const std::string& name) {
  const auto held = hold(tree, name);
  if (!held) return pass(held.error());
  auto bytes = read_whole(*held->source, plist_bytes);
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
  explicit OpenBackup(std::unique_ptr<FolderTree> tree) : tree_(std::move(tree)) {}

  Result<> prepare(const OnProblem& problem) {
    const bool database = tree_->look(std::string(manifest_db)).has_value();
    if (!database && tree_->look("Manifest.mbdb").has_value())
      return fail(Fault::unsupported_version,
                  "is a backup of iOS 9 or older (Manifest.mbdb); only those of iOS 10 and later are read");
    auto list = read_plist(*tree_, "Manifest.plist");
    if (!database)
      return list ? fail(Fault::truncated, "is an iOS backup without its Manifest.db")
                  : fail(Fault::not_found, "is no iOS backup: it has neither Manifest.db nor Manifest.plist");
    if (!list) problem({"Manifest.plist", list.error().fault, list.error().what, list.error().offset});
    if (list) {
      for (const auto& p : (*list)->list.problems()) problem({"Manifest.plist", p.fault, p.what, p.offset});
      const auto root = (*list)->list.root();
      encrypted_ = root["IsEncrypted"].flag();
      const auto keybag = root["BackupKeyBag"].data(), key = root["ManifestKey"].data();
      if (encrypted_ && keybag.empty())
        return fail(Fault::malformed, "is encrypted, but its Manifest.plist has no keybag (BackupKeyBag)");
      keybag_bytes_.assign(keybag.begin(), keybag.end());
      manifest_key_.assign(key.begin(), key.end());
    } else if (const auto clear = is_sqlite(); !clear || !*clear) {
      return fail(Fault::malformed,
                  "has a Manifest.plist that cannot be read, so its encrypted Manifest.db cannot be: " +
                      list.error().what);
    }
    if (const auto status = read_plist(*tree_, "Status.plist"); !status) {
      problem({"Status.plist", status.error().fault, status.error().what, status.error().offset, false});
    } else if (const auto state = (*status)->list.root()["SnapshotState"].text(); state != "finished") {
      problem(
          {"Status.plist", Fault::truncated,
           fmt::format("the backup was not finished (SnapshotState \"{}\")", printable(shorten(state, 40))),
           0});
    }
    return {};
  }

  bool is_encrypted() const override { return encrypted_; }

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
    return decrypt_manifest(*key);
  }

  Result<> each(const std::function<bool(const BackupFile&)>& visit, const OnProblem& problem) override {
    if (encrypted_ && !keybag_) return fail(Fault::encrypted, "is encrypted and was not unlocked");
    const auto main = hold(*tree_, std::string(manifest_db));
    if (!main) return pass(main.error());
    // The log of an encrypted manifest would be of the decrypted one; nobody makes such.
    const auto wal = hold(*tree_, "Manifest.db-wal");
    const auto memory = memory_source(manifest_);
    const bool decrypted = !manifest_.empty();
    if (decrypted && wal && wal->file.size != 0)
      problem({"Manifest.db-wal", Fault::unsupported, "lies beside an encrypted Manifest.db and was not read",
               0});
    auto opened = SqliteDatabase::open(decrypted ? *memory : *main->source,
                                       wal && !decrypted ? wal->source.get() : nullptr, nullptr);
    if (!opened)
      return fail(opened.error().fault, "its Manifest.db " + opened.error().what, opened.error().offset);
    auto& database = **opened;
    for (const auto& w : database.warnings())
      problem({std::string(manifest_db), w.what.fault, w.what.what, w.what.offset, w.lost});
    if (const auto columns = database.columns("Files"); !columns)
      return fail(columns.error().fault, "its Manifest.db has no table Files: " + columns.error().what);
    std::unordered_set<std::string> seen;
    database.salvage(
        "Files", "fileID, domain, relativePath, flags, file",
        [&](const SqliteRow& row) { return take(row, seen, visit, problem); },
        [&](const Error& gap) {
          problem({std::string(manifest_db), gap.fault, gap.what, gap.offset});
        });
    return {};
  }

  Result<BackupContent> read(const BackupFile& file, const std::function<Result<>(Bytes)>& out) override {
    const auto held = hold(*tree_, file.id.substr(0, 2) + "/" + file.id);
    if (!held)
      return fail(held.error().fault, held.error().fault == Fault::not_found
                                          ? "its content is not in the backup"
                                          : held.error().what);
    BackupContent content{.stored = held->file.size};
    Sha1Stream of_stored, of_content;
    const auto give = [&](Bytes piece) -> Result<> {
      content.bytes += piece.size();
      of_content.add(piece);
      return out(piece);
    };
    std::optional<CbcStream> cipher;
    // An empty file may be stored as nothing at all.
    if (!file.key.empty() && (content.stored != 0 || file.size != 0)) {
      if (!keybag_) return fail(Fault::malformed, "has an encryption key, but the backup is not encrypted");
      const auto key = keybag_->unwrap(file.protection, file.key);
      if (!key) return pass(key.error());
      cipher.emplace(*key);
    }
    const auto stream = source_stream(*held->source);
    for (;;) {
      const auto piece = stream->next();
      if (!piece) return pass(piece.error());
      if (piece->empty()) break;
      of_stored.add(*piece);
      const auto plain = cipher ? cipher->add(*piece) : Result<Bytes>(*piece);
      if (!plain) return pass(plain.error());
      if (const auto given = give(*plain); !given) return pass(given.error());
    }
    if (cipher) {
      const auto rest = cipher->finish();
      if (!rest) return pass(rest.error());
      if (const auto given = give(*rest); !given) return pass(given.error());
    }
    // Backups differ in whether they digest what is stored or what was on the phone.
    const auto stored = of_stored.finish(), plain = of_content.finish();
    if (file.digest.size() == stored.size())
      content.digest = std::ranges::equal(file.digest, plain) || std::ranges::equal(file.digest, stored)
                           ? BackupContent::Digest::same
                           : BackupContent::Digest::different;
    return content;
  }

 private:
  Result<bool> is_sqlite() {
    const auto main = hold(*tree_, std::string(manifest_db));
    if (!main) return pass(main.error());
    Blob head(std::min<std::uint64_t>(main->file.size, 64));
    if (const auto done = main->source->read(0, head); !done) return pass(done.error());
    return SqliteDatabase::recognise(head);
  }

  Result<> decrypt_manifest(const AesKey& key) {
    const auto main = hold(*tree_, std::string(manifest_db));
    if (!main) return pass(main.error());
    if (main->file.size > manifest_bytes)
      return fail(Fault::too_big, fmt::format("its Manifest.db has more than {} bytes", manifest_bytes));
    CbcStream cipher(key);
    const auto stream = source_stream(*main->source);
    manifest_.clear();
    for (;;) {
      const auto piece = stream->next();
      if (!piece) return pass(piece.error());
      if (piece->empty()) break;
      const auto plain = cipher.add(*piece);
      if (!plain) return pass(plain.error());
      manifest_.insert(manifest_.end(), plain->begin(), plain->end());
    }
    const auto rest = cipher.finish();
    if (!rest)
      return fail(rest.error().fault, "its Manifest.db was cut short or changed: " + rest.error().what);
    manifest_.insert(manifest_.end(), rest->begin(), rest->end());
    return {};
  }

  bool take(const SqliteRow& row, std::unordered_set<std::string>& seen,
            const std::function<bool(const BackupFile&)>& visit, const OnProblem& problem) {
    auto file =
        read_backup_row({row.number(0), row.text(1), row.text(2), row.text(3), row.number(4), row.blob(5)},
                        encrypted_, problem);
    const auto refuse = [&](Fault fault, std::string why) {
      problem({std::string(manifest_db), fault, std::move(why), static_cast<std::uint64_t>(row.number(0))});
      return true;
    };
    if (!file) return refuse(file.error().fault, file.error().what);
    const auto shown = printable(shorten(file->full_path(), 120));
    if (!seen.insert(file->id).second)
      return refuse(Fault::malformed,
                    fmt::format("row {} has the fileID of a row before it: {}", file->row, shown));
    // The name of the content is made from the path; another one means that one of the two was changed.
    Sha1Stream name;
    name.add(as_bytes(file->domain + "-" + file->path));
    if (hex(name.finish()) != file->id)
      problem({std::string(manifest_db), Fault::malformed,
               fmt::format("row {} has a fileID that does not belong to its path: {}", file->row, shown),
               static_cast<std::uint64_t>(file->row)});
    return visit(*file);
  }

  std::unique_ptr<FolderTree> tree_;
  bool encrypted_ = false;
  Blob keybag_bytes_, manifest_key_;
  Blob manifest_;  // decrypted; empty when it lies in clear
  std::optional<IosKeybag> keybag_;
};

}  // namespace

Result<std::unique_ptr<IosBackup>> IosBackup::open(const std::string& folder, const OnProblem& problem) {
  auto tree = FolderTree::open(folder, false);
  if (!tree) return pass(tree.error());
  auto backup = std::make_unique<OpenBackup>(std::move(*tree));
  if (const auto ready = backup->prepare(problem); !ready) return pass(ready.error());
  return backup;
}

}  // namespace waarborg

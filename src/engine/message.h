// What parent and worker say to each other over one socket. A frame is u32le length and a payload whose first
// byte is the kind; an Order may carry descriptors (SCM_RIGHTS). The parent treats every frame of a worker as
// hostile.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/packer.h"
#include "base/result.h"
#include "crypto/aes.h"
#include "evidence/file.h"
#include "formats/android_backup.h"

namespace waarborg {

enum class Task : std::uint8_t {
  read = 1,       // one reader on one file
  names = 2,      // one reader on a listing
  recognise = 3,  // what is this lone file?
  list = 4,       // what does this archive hold that a reader wants?
  unpack = 5,     // read the picked entries of an archive
  backup = 6,     // what does this backup hold that a reader wants? Its parts are `beside`, there is no file
  rows = 7,       // what is in this backup at all? The same
  decrypt = 8,    // the content of the files in `beside`, as it was on the device
  entries = 9,    // every entry of this Android backup, with its content
};

// How a file of an encrypted backup was stored; without a key it lies in clear. The key is wiped with its
// last owner.
struct Sealed {
  std::shared_ptr<const AesKey> key;
  std::uint64_t size = 0;  // as recorded

  // An empty file may be stored as nothing at all.
  bool applies_to(std::uint64_t stored) const { return key != nullptr && (stored != 0 || size != 0); }
};
std::shared_ptr<const AesKey> key_from(Bytes bytes);
using Password = std::shared_ptr<const SecretText>;

// One thing to read inside an archive: the entry with this number in the archive's order, nested ones
// counted.
struct Pick {
  std::uint64_t entry = 0;
  std::uint16_t reader = 0;
  std::string path;
  bool packed = false;  // the entry is a compressed file, and what is inside is meant
  struct Wanted {
    std::size_t want = 0;
    std::uint64_t entry = 0;
    std::string path;
    Sealed sealed{};
    std::string real{};  // where it lies in a folder that is a backup; only the parent knows
  };
  std::vector<Wanted> wants;
  Sealed sealed{};
};

// An encrypted Android backup in an archive (or the archive itself, "") and the key that opens it.
struct OpenedBackup {
  std::string prefix;
  std::shared_ptr<const AndroidBackupKey> key;
};

struct Order {
  Task task = Task::read;
  bool keep_all = true;  // else only what met an indicator, and programs and devices
  std::uint16_t reader = 0;
  std::string path;  // of the file, or of the archive
  std::uint64_t size = 0;
  bool spool = false;  // the last descriptor is a scratch file for what is unpacked
  bool open_nested = true;
  struct BesideFile {
    std::size_t want = 0;
    std::uint64_t size = 0;
    std::string path;
    Sealed sealed{};
    bool digests = false;  // of Task::decrypt: SHA-1 of what is stored and of what it stands for is asked
  };
  std::vector<BesideFile> beside;  // their descriptors follow the file's own
  std::vector<Name> names;
  std::vector<Pick> picks;
  Sealed sealed;  // of the file, or of the archive
  // Backups in this archive (or this one, "") that did not open before: only of these is told.
  std::vector<std::string> closed;
  std::vector<Password> passwords;   // for those
  std::vector<OpenedBackup> opened;  // when entries are read

  Blob pack() const;  // holds keys and passwords: to be wiped
  static bool unpack(Bytes payload, Order& out);
};

enum class Say : std::uint8_t {
  segment = 1,     // records seen, records kept, their bytes, then hits: (record, indicator, field)*
  problem = 2,     // fault, offset, why, path inside the archive ("" for the file itself)
  begin = 3,       // of the picks: number; what follows belongs to it
  listed = 4,      // entry, path, root, nearer, reader, flags, what, size
  named = 5,       // an entry that may be wanted beside a match: entry, path, size
  recognised = 6,  // "archive", or a reader's name; may come more than once. In a list: of a compressed
                   // file what it holds
  alive = 7,       // still reading, nothing to tell
  done = 8,
  remark = 9,   // like a problem, of an archive whose reading it cost nothing
  astray = 10,  // a link that leads nowhere: path, root, what it was needed for (Needed), reader, why
  // Of backups. The first comes before anything is told of that file.
  stored = 11,  // entry, fileID, length of what stands before the device path, key, size, fault, why not ("")
  closed = 12,  // cannot be read at all: path of the backup within the archive, fault, why
  taken = 13,   // when the backup was made: microseconds
  inner = 14,   // an archive among its files: entry, path
  row = 15,     // a BackupRowSaid
  bytes = 16,   // of the file that was begun
  end = 17,     // of that file: SHA-1 of what is stored and of what it stands for (empty where it was not
                // asked), fault, why not ("")
  opened = 18,  // an encrypted Android backup: its prefix, key and IV
};

// Of Say::astray: as a folder on the way of a pattern, as a file by a reader, or beside a match.
enum class Needed : std::uint8_t { way = 0, file = 1, beside = 2 };

void pack_backup_key(Packer& out, const AndroidBackupKey& key);
// Nothing: that is no key.
std::shared_ptr<const AndroidBackupKey> unpack_backup_key(Cursor& in);

constexpr std::uint32_t frame_limit = 8u << 20;

// Sends one frame, with descriptors beside its first byte. False when the other side is gone or does not take
// it.
bool send_frame(int socket, Bytes payload, const std::vector<int>& descriptors = {});
// Several frames at once: each is appended, then all are sent.
void append_frame(Blob& frames, Bytes payload);
bool send_frames(int socket, Bytes frames);
// Blocks for one frame; false at the end. Received descriptors are the caller's to close.
bool receive_frame(int socket, Blob& payload, std::vector<int>& descriptors);

}  // namespace waarborg

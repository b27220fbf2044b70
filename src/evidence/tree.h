// Tree sees a piece of evidence as files: a folder or live root (in the parent), an archive (only ever in a
// worker). Paths inside are '/' separated, relative, without ".." — a Tree refuses or repairs what would
// leave its root and says so. Evidence is never written, its access times are left alone where the system
// allows.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "evidence/file.h"
#include "formats/android_backup.h"

namespace waarborg {

struct Entry {
  std::string path;
  Name::What what = Name::What::file;
  std::uint64_t size = 0;
  Time modified{};
  std::string
      target{};  // where a link leads, as written; of a hard one in an archive: the path of the other name
  bool hard = false;  // another name of `target`; what is a file then holds the bytes for both
};

// What went wrong with one path of a tree; reading goes on with the rest.
struct TreeProblem {
  std::string path;
  Fault fault;
  std::string why;
  std::uint64_t offset = 0;
  bool lost = true;  // false: worth telling, but all of it was read
};
using OnProblem = std::function<void(TreeProblem)>;

// A folder or a live root. Links are never followed out of it (openat2, RESOLVE_IN_ROOT).
class FolderTree {
 public:
  // `live`: "/" or another root that is in use; file systems that hold no evidence (proc, sysfs, devtmpfs)
  // are left out when walking and named by `skipped`; so are those of other systems (nfs, cifs), which are
  // problems too.
  static Result<std::unique_ptr<FolderTree>> open(const std::string& folder, bool live);
  virtual ~FolderTree() = default;

  // A file held open. The descriptor closes with it.
  struct Opened {
    int descriptor = -1;
    std::uint64_t size = 0;
    Time modified{};
    std::string path;
    Opened() = default;
    Opened(Opened&& other) noexcept;
    Opened& operator=(Opened&& other) noexcept;
    ~Opened();
  };
  // Opens a regular file. Links are followed inside the root, or the last one is not. Anything but a regular
  // file is Fault::unsupported (a fifo must not block the scan); no such file is Fault::not_found.
  enum class LastLink : std::uint8_t { follow, refuse };
  virtual Result<Opened> open_file(const std::string& path, LastLink last = LastLink::follow) = 0;
  // The first bytes of a regular file that has at least `least` of them, in one look; no link is followed at
  // the end of the path. Smaller ones give nothing.
  virtual Result<Blob> head(const std::string& path, std::size_t bytes, std::uint64_t least) = 0;
  // What lies there, a last link not followed but read.
  virtual Result<Entry> look(const std::string& path) = 0;
  // The names in one folder, sorted by their bytes; Name::path is the bare name.
  virtual Result<std::vector<Name>> list(const std::string& folder) = 0;
  // Every name below the root, folder by folder, in no order that may be relied on. Names are given in pieces
  // so that nothing is allocated for those of no interest: `folder` has no '/' at its end and is "" for the
  // root. Return false from `visit` for a folder to leave it out.
  using Visit = std::function<bool(std::string_view folder, std::string_view name, Name::What what)>;
  virtual Result<> walk(const Limits& limits, const Visit& visit, const OnProblem& problem) = 0;
  virtual const std::vector<std::string>& skipped() const = 0;  // mount points left out, "path (kind)"
};

// One entry of an archive while the archive stands at it. Its errors are for the visitor to report, once it
// asked; each() reports damage that nobody asked for. Links, folders and the like are empty.
class Content {
 public:
  virtual ~Content() = default;
  virtual Stream& stream() = 0;                         // once
  virtual Result<Blob> whole(std::uint64_t limit) = 0;  // once
};

// tar, zip, cpio, 7z (with gz, bz2, xz, zstd, lz4 around them), an Android backup (a tar within) or a single
// compressed file, over a Source.
// Everything an archive says is a claim: sizes, counts, names, ratios are held against the Limits.
class ArchiveTree {
 public:
  // Is it an archive or compressed file at all, by its first bytes? 512 are enough.
  static bool recognise(Bytes head);
  // The same for what nobody calls an archive: no format without a magic number, and of a compressed file
  // only that in which an archive begins. It unpacks: only in a worker.
  static bool recognise_inside(Bytes head);
  // Once in a process, before its threads and its sandbox: loads what the C library would open in the middle
  // of reading (character table, time zone). It sets TZ to UTC: times in zip archives have no zone.
  static void prepare();
  // `name`: of the archive itself; a lone compressed file "x.log.gz" holds the entry "x.log". `password`: of
  // an Android backup; an encrypted one without it is Fault::encrypted.
  static std::unique_ptr<ArchiveTree> over(const Source& source, std::string name, const Limits& limits,
                                           std::string password = {});
  // Of an encrypted Android backup whose key is known already.
  static std::unique_ptr<ArchiveTree> over(const Source& source, std::string name, const Limits& limits,
                                           const AndroidBackupKey& key);
  virtual ~ArchiveTree() = default;

  // Visits entries in their order; the visitor returns false to stop. May be called again. `index` counts
  // entries from 0, those that could not be read included. Fault::truncated and the like end the walk as an
  // error after the entries before it were visited; offsets are of the packed bytes. A name that would leave
  // the archive is visited without its ".." and is a problem; so are a missing name ("unnamed-INDEX"), a name
  // met twice and an encrypted entry. Entry::size is what the archive says, 0 where it does not.
  using Visit = std::function<bool(const Entry& entry, std::uint64_t index, Content& content)>;
  virtual Result<> each(const Visit& visit, const OnProblem& problem) = 0;
};

}  // namespace waarborg

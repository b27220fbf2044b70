#include "formats/sqlite_vfs.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

namespace waarborg {
namespace {

// Without a scheme: Debian's SQLite takes a name that begins with "file:" for a URI with options.
constexpr char database_name[] = "evidence";
constexpr double julian_1970 = 2440587.5;

int refuse() {
  return SQLITE_READONLY;
}

}  // namespace

struct SqliteVfs::OpenFile {
  sqlite3_file base;  // first: SQLite knows the file by it
  SqliteVfs* vfs;
};

int SqliteVfs::read(sqlite3_file* file, void* into, int n, sqlite3_int64 offset) {
  auto* self = reinterpret_cast<OpenFile*>(file)->vfs;
  const auto length = static_cast<std::size_t>(std::max(n, 0));
  std::memset(into, 0, length);  // SQLite wants zeros where there is nothing
  auto got =
      self->pages_.read(static_cast<std::uint64_t>(offset), {static_cast<std::uint8_t*>(into), length});
  if (got) return SQLITE_OK;
  std::memset(into, 0, length);
  self->error_ = got.error();
  // Not SHORT_READ: SQLite would go on with zeros, and a page cut in the middle would give made-up rows.
  return SQLITE_IOERR_READ;
}

int SqliteVfs::size(sqlite3_file* file, sqlite3_int64* out) {
  *out = static_cast<sqlite3_int64>(reinterpret_cast<OpenFile*>(file)->vfs->pages_.size());
  return SQLITE_OK;
}

const sqlite3_io_methods SqliteVfs::methods = {
    .iVersion = 1,
    .xClose = [](sqlite3_file*) { return SQLITE_OK; },
    .xRead = SqliteVfs::read,
    .xWrite = [](sqlite3_file*, const void*, int, sqlite3_int64) { return refuse(); },
    .xTruncate = [](sqlite3_file*, sqlite3_int64) { return refuse(); },
    .xSync = [](sqlite3_file*, int) { return refuse(); },
    .xFileSize = SqliteVfs::size,
    .xLock = [](sqlite3_file*, int) { return SQLITE_OK; },
    .xUnlock = [](sqlite3_file*, int) { return SQLITE_OK; },
    .xCheckReservedLock = [](sqlite3_file*, int* held) { return *held = 0, SQLITE_OK; },
    .xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; },
    .xSectorSize = [](sqlite3_file*) { return 4096; },
    .xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_IMMUTABLE; },
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

// The database itself and nothing else: a journal, a temporary file or an attached one is refused.
int SqliteVfs::open_file(sqlite3_vfs* vfs, const char*, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return SQLITE_CANTOPEN;
  auto* open = reinterpret_cast<OpenFile*>(file);
  open->base.pMethods = &methods;
  open->vfs = static_cast<SqliteVfs*>(vfs->pAppData);
  if (out_flags != nullptr) *out_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
  return SQLITE_OK;
}

SqliteVfs::SqliteVfs(const SqlitePages& pages)
    : pages_(pages), name_(fmt::format("waarborg-{}", static_cast<const void*>(this))) {
  vfs_.iVersion = 1;
  vfs_.szOsFile = sizeof(OpenFile);
  vfs_.mxPathname = 64;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = open_file;
  vfs_.xDelete = [](sqlite3_vfs*, const char*, int) { return refuse(); };
  vfs_.xAccess = [](sqlite3_vfs*, const char*, int, int* there) { return *there = 0, SQLITE_OK; };
  vfs_.xFullPathname = [](sqlite3_vfs*, const char* name, int size, char* out) {
    return sqlite3_snprintf(size, out, "%s", name), SQLITE_OK;
  };
  vfs_.xRandomness = [](sqlite3_vfs*, int n, char* out) {
    return std::memset(out, 0, static_cast<std::size_t>(n)), n;
  };
  vfs_.xSleep = [](sqlite3_vfs*, int) { return 0; };
  vfs_.xCurrentTime = [](sqlite3_vfs*, double* now) { return *now = julian_1970, SQLITE_OK; };
  vfs_.xGetLastError = [](sqlite3_vfs*, int, char*) { return 0; };
}

int SqliteVfs::open(sqlite3** connection) {
  if (const int done = sqlite3_vfs_register(&vfs_, 0); done != SQLITE_OK) return done;
  constexpr int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  const int done = sqlite3_open_v2(database_name, connection, flags, vfs_.zName);
  sqlite3_vfs_unregister(&vfs_);  // looked up by name when a connection opens, by pointer ever after
  return done;
}

}  // namespace waarborg

// The directory at the end of a zip, read as Android's package manager reads it: by its own offsets, with no
// regard for what else the flags of an entry claim, because makers of malware set those so that other
// programs give up. Specification: PKWARE APPNOTE 6.3.10, 4.3.6 to 4.3.16. No zip64: an APK has none.
#pragma once
#include <string>
#include <vector>

#include "base/source.h"

namespace waarborg {

struct ZipEntry {
  std::string name;
  bool stored = false;  // else deflated
  std::uint64_t packed = 0, unpacked = 0, header = 0;
};

struct ZipDirectory {
  std::uint64_t begin = 0;  // of the directory itself
  std::vector<ZipEntry> entries;
  std::vector<Error> damage;  // what of it could not be read
};

Result<ZipDirectory> read_zip_directory(const Source& source);
// Where the bytes of an entry begin.
Result<std::uint64_t> data_of(const Source& source, const ZipEntry& entry);

}  // namespace waarborg

// What can be told of an archive without unpacking it: its kind by the first bytes, its entries' names made
// safe.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace waarborg {

enum class Packing : std::uint8_t { none, compressed, zip, seven_zip, cpio, tar, android_backup };

// By magic bytes and, for a tar of before 1988, by its checksum. A tar of no entries (only zeros) is none.
Packing packing_of(Bytes head);

// Does it look like an archive by so few bytes that much else does, too?
bool is_weak(Bytes head);

// By the name: a package of an application that is a zip (jar, docx), and what hardly ever is an archive.
bool says_application(std::string_view name);
bool says_plain(std::string_view name);

// "log/x.txt.gz" → "x.txt", "x.tgz" → "x.tar": the name of what a lone compressed file holds. `times`: how
// many compressions lie around it.
std::string unpacked_name(std::string_view name, int times = 1);
bool says_tar(std::string_view name);  // x.tar.gz, x.tgz, ...

// '/' separated without empty parts, "." and "..". `left` says whether ".." was there.
std::string safe_path(std::string_view path, bool& left);

// A set of names, kept as hashes: eight bytes a name where a set of strings takes a hundred.
class SeenNames {
 public:
  bool add(std::string_view name);  // false when it was there
  bool has(std::string_view name) const;

 private:
  std::size_t slot_of(std::uint64_t hash) const;  // where it is or would be
  void grow();
  std::vector<std::uint64_t> slots_;
  std::size_t count_ = 0;
};

}  // namespace waarborg

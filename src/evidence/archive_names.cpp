#include "evidence/archive_names.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/cursor.h"
#include "base/digest.h"
#include "base/text.h"

namespace waarborg {
namespace {

using namespace std::string_view_literals;

constexpr auto compressed_magics = std::to_array<std::string_view>({
    "\x1F\x8B"sv,  // gzip
    "\x1F\x9D"sv,  // compress
    "BZh"sv,       // bzip2
    "\xFD"
    "7zXZ\0"sv,            // xz
    "\x28\xB5\x2F\xFD"sv,  // zstd
    "\x04\x22\x4D\x18"sv,  // lz4
    "\x02\x21\x4C\x18"sv,  // lz4 as it was at first
});

// The lzma format has no magic: properties of the usual encoders, a power of two (or three halves of it) as
// dictionary, and a size that is unknown or below a terabyte.
bool is_lzma(Bytes head) {
  Cursor in(head);
  const auto properties = in.le<std::uint8_t>();
  const auto dictionary = in.le<std::uint32_t>();
  const auto size = in.le<std::uint64_t>();
  if (!in.ok() || properties != 0x5D || dictionary < 4096) return false;
  const bool two = (dictionary & (dictionary - 1)) == 0;
  const auto third = dictionary / 3;
  const bool three = dictionary % 3 == 0 && (third & (third - 1)) == 0;
  return (two || three) && (size == UINT64_MAX || size < (1ull << 40));
}

bool is_zip(std::string_view head) {
  return head.starts_with("PK\3\4"sv) || head.starts_with("PK\5\6"sv) || head.starts_with("PK\7\10PK"sv) ||
         head.starts_with("PK00PK"sv);
}

// The old binary form has two magic bytes only, so its name and file type have to make sense as well.
bool is_binary_cpio(Bytes head) {
  Cursor in(head);
  const auto magic = in.le<std::uint16_t>();
  const bool swapped = magic == 0xC771;
  if (magic != 0x71C7 && !swapped) return false;
  const auto half = [&] { return swapped ? in.be<std::uint16_t>() : in.le<std::uint16_t>(); };
  in.skip(4);  // device, inode
  const auto type = half() & 0170000;
  in.skip(12);  // owner, group, links, device, time
  const auto name_size = half();
  in.skip(4);
  constexpr auto types = std::to_array<int>({0010000, 0020000, 0040000, 0060000, 0100000, 0120000, 0140000});
  if (!in.ok() || name_size < 2 || name_size > 4096) return false;
  if (std::find(types.begin(), types.end(), type) == types.end()) return false;
  const auto name = in.chars(std::min<std::uint64_t>(name_size, in.left()));
  return name.size() < name_size || name.find('\0') == name_size - 1u;
}

bool is_tar(Bytes head) {
  constexpr std::size_t block = 512;
  constexpr std::size_t checksum_at = 148;
  constexpr std::size_t checksum_size = 8;
  if (head.size() >= 263 && as_text(head.subspan(257, 5)) == "ustar") return true;
  if (head.size() < block || head[0] == 0) return false;
  std::int64_t plain = 0;
  std::int64_t with_signs = 0;  // some systems added the bytes as signed characters
  for (std::size_t i = 0; i < block; ++i) {
    const bool in_checksum = i >= checksum_at && i < checksum_at + checksum_size;
    plain += in_checksum ? ' ' : head[i];
    with_signs += in_checksum ? ' ' : static_cast<std::int8_t>(head[i]);
  }
  std::int64_t said = 0;
  bool digits = false;
  for (const char c : trim(as_text(head.subspan(checksum_at, checksum_size)))) {
    if (c < '0' || c > '7') break;
    said = said * 8 + (c - '0');
    digits = true;
  }
  return digits && (said == plain || said == with_signs);
}

struct Ending {
  std::string_view from, to;
};
constexpr auto endings = std::to_array<Ending>({
    {".gz", ""},
    {".bz2", ""},
    {".xz", ""},
    {".zst", ""},
    {".zstd", ""},
    {".lz4", ""},
    {".lzma", ""},
    {".z", ""},
    {".tgz", ".tar"},
    {".taz", ".tar"},
    {".tbz", ".tar"},
    {".tbz2", ".tar"},
    {".txz", ".tar"},
    {".tzst", ".tar"},
    {".tlz", ".tar"},
});

// Sorted.
constexpr auto application_suffixes = std::to_array<std::string_view>(
    {"aab", "aar", "apk", "docm", "docx", "ear",  "egg",  "epub", "ipa", "jar",  "kmz",  "nupkg", "odg",
     "odp", "ods", "odt", "ott",  "pptm", "pptx", "vsix", "war",  "whl", "xlsm", "xlsx", "xpi"});
// What systems hold by the ten thousand. Sorted.
constexpr auto plain_suffixes = std::to_array<std::string_view>(
    {"a",       "bmp", "c",   "cc",   "cfg",   "conf", "cpp",    "css",  "csv",  "desktop", "dll",
     "dtb",     "el",  "exe", "gif",  "gir",   "go",   "h",      "hpp",  "html", "ico",     "ini",
     "jpeg",    "jpg", "js",  "json", "ko",    "la",   "list",   "log",  "lua",  "m4",      "md",
     "md5sums", "mjs", "mo",  "mp3",  "mui",   "o",    "otf",    "pc",   "pdf",  "php",     "pl",
     "pm",      "png", "po",  "ps1",  "py",    "pyc",  "pyi",    "qm",   "rb",   "rs",      "rst",
     "service", "sh",  "so",  "sql",  "svg",   "sys",  "target", "tcl",  "tex",  "ts",      "ttf",
     "txt",     "vim", "wav", "woff", "woff2", "xml",  "xsl",    "yaml", "yml"});
static_assert(std::is_sorted(application_suffixes.begin(), application_suffixes.end()));
static_assert(std::is_sorted(plain_suffixes.begin(), plain_suffixes.end()));

template <class Suffixes>
bool has_suffix(std::string_view name, const Suffixes& suffixes) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || name.size() - dot > 8) return false;
  return std::binary_search(suffixes.begin(), suffixes.end(), lower(name.substr(dot + 1)));
}

}  // namespace

Packing packing_of(Bytes head) {
  const auto text = as_text(head);
  const auto begins = [&](std::string_view magic) { return text.starts_with(magic); };
  if (std::any_of(compressed_magics.begin(), compressed_magics.end(), begins)) return Packing::compressed;
  if (is_zip(text)) return Packing::zip;
  if (begins("ANDROID BACKUP\n"sv)) return Packing::android_backup;
  if (begins("7z\xBC\xAF\x27\x1C"sv)) return Packing::seven_zip;
  if (begins("070701"sv) || begins("070702"sv) || begins("070707"sv) || is_binary_cpio(head))
    return Packing::cpio;
  if (is_tar(head)) return Packing::tar;
  return is_lzma(head) ? Packing::compressed : Packing::none;
}

bool is_weak(Bytes head) {
  const auto packing = packing_of(head);
  const auto text = as_text(head);
  if (packing == Packing::compressed) return is_lzma(head) || text.starts_with("\x1F\x9D"sv);
  if (packing == Packing::cpio) return !text.starts_with("0707");
  return packing == Packing::tar && (head.size() < 263 || as_text(head.subspan(257, 5)) != "ustar");
}

bool says_application(std::string_view name) {
  return has_suffix(name, application_suffixes);
}

bool says_plain(std::string_view name) {
  return has_suffix(name, plain_suffixes);
}

std::string unpacked_name(std::string_view name, int times) {
  std::string left(name.substr(name.rfind('/') + 1));
  for (; times > 0; --times) {
    const auto folded = lower(left);
    const auto fits = [&](const Ending& e) {
      return folded.size() > e.from.size() && folded.ends_with(e.from);
    };
    const auto at = std::find_if(endings.begin(), endings.end(), fits);
    if (at == endings.end()) break;
    left.resize(left.size() - at->from.size());
    left += at->to;
  }
  return left.empty() ? "content" : left;
}

bool says_tar(std::string_view name) {
  return lower(unpacked_name(name)).ends_with(".tar");
}

std::string safe_path(std::string_view path, bool& left) {
  left = false;
  std::string safe;
  safe.reserve(path.size());
  for (const auto part : split(path, '/')) {
    if (part == "..") left = true;
    if (part.empty() || part == "." || part == "..") continue;
    if (!safe.empty()) safe += '/';
    safe += part;
  }
  return safe;
}

namespace {

std::uint64_t hash_of(std::string_view name) {
  return fast_hash(name) | 1;
}  // 0 is a free slot

}  // namespace

bool SeenNames::add(std::string_view name) {
  if (count_ * 4 >= slots_.size() * 3) grow();
  const auto hash = hash_of(name);
  auto& slot = slots_[slot_of(hash)];
  if (slot == hash) return false;
  slot = hash;
  ++count_;
  return true;
}

bool SeenNames::has(std::string_view name) const {
  return !slots_.empty() && slots_[slot_of(hash_of(name))] != 0;
}

std::size_t SeenNames::slot_of(std::uint64_t hash) const {
  std::size_t at = (hash >> 1) & (slots_.size() - 1);
  while (slots_[at] != 0 && slots_[at] != hash) at = (at + 1) & (slots_.size() - 1);
  return at;
}

void SeenNames::grow() {
  const auto old =
      std::exchange(slots_, std::vector<std::uint64_t>(std::max<std::size_t>(64, slots_.size() * 2)));
  for (const auto hash : old) {
    if (hash != 0) slots_[slot_of(hash)] = hash;
  }
}

}  // namespace waarborg

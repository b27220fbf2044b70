#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/cursor.h"
#include "base/digest.h"
#include "base/text.h"
#include "crypto/sha1.h"
#include "evidence/ios_backup.h"
#include "formats/keyed_archive.h"

namespace waarborg {
namespace {

constexpr std::size_t id_digits = 40, name_limit = 4096;

// Why a name may not become a path, or "".
std::string_view unsafe(std::string_view domain, std::string_view path) {
  if (domain.empty()) return "has no domain";
  if (domain.find('/') != std::string_view::npos || domain.starts_with('.'))
    return "has a domain that is no name";
  if (domain.size() + path.size() > name_limit) return "has a path that is too long";
  if (domain.find('\0') != std::string_view::npos || path.find('\0') != std::string_view::npos)
    return "has a NUL in its path";
  if (path.empty()) return {};
  if (path.starts_with('/')) return "has an absolute path";
  for (std::size_t at = 0; at <= path.size();) {
    const auto part = path.substr(at, path.find('/', at) - at);
    if (part == "..") return "has a path that leads out of its domain";
    if (part.empty() || part == ".") return "has a path with an empty part";
    at += part.size() + 1;
  }
  return {};
}

Time time_in(const Archived& value) {
  return value.is(PlistKind::date) ? value.date() : from_seconds(value.integer());
}

}  // namespace

bool is_file_id(std::string_view text) {
  const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == id_digits && std::ranges::all_of(text, digit);
}

bool is_well_known_file_id(std::string_view text) {
  static const auto all = [] {
    std::set<std::string, std::less<>> out;
    for (const std::string_view file :
         {"HomeDomain-Library/SMS/sms.db", "HomeDomain-Library/AddressBook/AddressBook.sqlitedb",
          "HomeDomain-Library/CallHistoryDB/CallHistory.storedata",
          "HomeDomain-Library/Calendar/Calendar.sqlitedb", "HomeDomain-Library/Accounts/Accounts3.sqlite",
          "HomeDomain-Library/TCC/TCC.db", "HomeDomain-Library/Safari/History.db",
          "HomeDomain-Library/Safari/Bookmarks.db", "HomeDomain-Library/Safari/BrowserState.db",
          "HomeDomain-Library/Preferences/.GlobalPreferences.plist",
          "WirelessDomain-Library/Databases/DataUsage.sqlite",
          "AppDomainGroup-group.net.whatsapp.WhatsApp.shared-ChatStorage.sqlite"}) {
      Sha1Stream name;
      name.add(as_bytes(file));
      out.insert(hex(name.finish()));
    }
    return out;
  }();
  return all.contains(text);
}

Result<> read_backup_record(Bytes record, BackupFile& out) {
  const auto plist = Plist::read(record);
  if (!plist) return pass(plist.error());
  if (!plist->problems().empty()) return pass(plist->problems().front());
  const auto archive = KeyedArchive::over(*plist);
  if (!archive) return pass(archive.error());
  const auto root = archive->top();
  if (root.class_name() != "MBFile") return fail(Fault::malformed, "holds no MBFile");
  out.size = static_cast<std::uint64_t>(std::max<std::int64_t>(root["Size"].integer(), 0));
  out.mode = static_cast<std::uint32_t>(root["Mode"].integer());
  out.modified = time_in(root["LastModified"]);
  out.target = root["Target"].text();
  const auto digest = root["Digest"].data();
  out.digest.assign(digest.begin(), digest.end());
  const auto key = root["EncryptionKey"];
  if (key.is(PlistKind::null)) return {};
  Cursor in(key.data());
  const auto protection = in.le<std::uint32_t>();
  const auto wrapped = in.take(in.left());
  if (!in.ok() || wrapped.empty()) return fail(Fault::malformed, "holds an encryption key that is cut short");
  out.protection = static_cast<std::uint32_t>(root["ProtectionClass"].integer(protection));
  out.key.assign(wrapped.begin(), wrapped.end());
  return {};
}

Result<BackupFile> read_backup_row(const BackupRow& row) {
  const auto offset = static_cast<std::uint64_t>(row.row);
  if (!is_file_id(row.id))
    return fail(Fault::malformed, fmt::format("row {} has a fileID that is no SHA-1", row.row), offset);
  const auto shown = [&] { return printable(shorten(fmt::format("{}/{}", row.domain, row.path), 120)); };
  if (const auto why = unsafe(row.domain, row.path); !why.empty())
    return fail(Fault::malformed, fmt::format("row {} {}: {}", row.row, why, shown()), offset);
  BackupFile out;
  out.row = row.row;
  out.id = row.id;
  out.domain = row.domain;
  out.path = row.path;
  switch (row.flags) {
    case 1:
      break;
    case 2:
      out.what = Name::What::folder;
      break;
    case 4:
      out.what = Name::What::link;
      break;
    default:
      return fail(Fault::unsupported,
                  fmt::format("row {} is neither file nor folder nor link (flags {}): {}", row.row, row.flags,
                              shown()),
                  offset);
  }
  return out;
}

}  // namespace waarborg

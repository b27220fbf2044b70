// For tests: archives made in memory with libarchive's writer, and what one pass over an archive gives.
#pragma once
#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "evidence/tree.h"

namespace waarborg {

struct Packed {
  std::string name;
  std::string content = {};
  unsigned type = AE_IFREG;
  std::string target = {};
  std::int64_t time = 1'500'000'000;
};

inline la_ssize_t keep_packed(archive*, void* blob, const void* bytes, std::size_t size) {
  const auto* from = static_cast<const std::uint8_t*>(bytes);
  static_cast<Blob*>(blob)->insert(static_cast<Blob*>(blob)->end(), from, from + size);
  return static_cast<la_ssize_t>(size);
}

// Names as in `bsdtar --format`; `filter` "" is none. An empty Blob: this libarchive cannot write it.
inline Blob pack(const std::string& format, const std::string& filter, const std::vector<Packed>& entries,
                 const std::string& options = "", const std::string& password = "") {
  Blob out;
  archive* a = archive_write_new();
  bool ok = archive_write_set_format_by_name(a, format.c_str()) == ARCHIVE_OK;
  ok = ok && (filter.empty() || archive_write_add_filter_by_name(a, filter.c_str()) == ARCHIVE_OK);
  ok = ok && archive_write_set_bytes_in_last_block(a, 1) == ARCHIVE_OK;
  ok = ok && (options.empty() || archive_write_set_options(a, options.c_str()) == ARCHIVE_OK);
  ok = ok && (password.empty() || archive_write_set_passphrase(a, password.c_str()) == ARCHIVE_OK);
  ok = ok && archive_write_open2(a, &out, nullptr, keep_packed, nullptr, nullptr) == ARCHIVE_OK;
  for (const auto& e : entries) {
    if (!ok) break;
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, e.name.c_str());
    archive_entry_set_filetype(entry, e.type);
    archive_entry_set_perm(entry, e.type == AE_IFDIR ? 0755 : 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(e.content.size()));
    archive_entry_set_mtime(entry, e.time, 0);
    archive_entry_set_nlink(entry, 1);
    if (e.type == AE_IFLNK) archive_entry_set_symlink(entry, e.target.c_str());
    if (e.type == AE_IFREG && !e.target.empty()) archive_entry_set_hardlink(entry, e.target.c_str());
    ok = archive_write_header(a, entry) >= ARCHIVE_WARN;
    ok = ok && archive_write_data(a, e.content.data(), e.content.size()) >= 0;
    archive_entry_free(entry);
  }
  ok = archive_write_close(a) == ARCHIVE_OK && ok;
  archive_write_free(a);
  if (!ok) out.clear();
  return out;
}

struct Unpacked {
  Entry entry;
  std::uint64_t index = 0;
  std::string content;           // when it could be read
  std::optional<Error> error{};  // when not
};
struct Seen {
  std::vector<Unpacked> entries;
  std::vector<TreeProblem> problems;
  std::optional<Error> error;

  bool said(Fault fault, std::string_view part) const {
    for (const auto& p : problems)
      if (p.fault == fault && p.why.find(part) != std::string::npos) return true;
    return false;
  }
  std::string names() const {
    std::string all;
    for (const auto& e : entries) all += (all.empty() ? "" : " ") + e.entry.path;
    return all;
  }
  bool complained() const {
    bool any = error.has_value() || !problems.empty();
    for (const auto& e : entries) any = any || e.error.has_value();
    return any;
  }
};

inline Seen read_all(ArchiveTree& tree) {
  Seen seen;
  const auto done = tree.each(
      [&](const Entry& entry, std::uint64_t index, Content& content) {
        Unpacked one{entry, index, {}};
        if (const auto bytes = content.whole(1ull << 32))
          one.content = as_text(*bytes);
        else
          one.error = bytes.error();
        seen.entries.push_back(std::move(one));
        return true;
      },
      [&](TreeProblem problem) { seen.problems.push_back(std::move(problem)); });
  if (!done) seen.error = done.error();
  return seen;
}
inline Seen read_all(Bytes bytes, const std::string& name, const Limits& limits = {}) {
  const auto source = memory_source(bytes);
  return read_all(*ArchiveTree::over(*source, name, limits));
}

// Bytes that no compression makes smaller, the same ones each time.
inline std::string noise(std::size_t size, std::uint64_t seed = 1) {
  std::string out(size, '\0');
  for (auto& c : out) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    c = static_cast<char>(seed >> 56);
  }
  return out;
}

}  // namespace waarborg

// A rollback journal holds pages as they were before a transaction that did not end. It is hot when it has a
// header; SQLite zeroes, empties or removes it when the transaction ends. Undoing stops where SQLite would
// stop: at the first record whose checksum is wrong, because the journal was never safely written further
// than that.
#include <fmt/core.h>

#include <algorithm>
#include <bit>

#include "base/cursor.h"
#include "formats/sqlite_pages.h"

namespace waarborg {
namespace {

constexpr std::uint8_t magic[8] = {0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7};
constexpr std::size_t header_size = 28, longest_name = 512;
constexpr std::uint32_t until_the_end = UINT32_MAX;

struct Header {
  std::uint32_t records = 0, nonce = 0, pages = 0, sector = 0, page_size = 0;

  bool possible() const {
    return std::has_single_bit(page_size) && page_size >= 512 && page_size <= 65536 &&
           std::has_single_bit(sector) && sector >= 32 && sector <= 65536;
  }
};

std::optional<Header> read_header(const Source& journal, std::uint64_t at) {
  std::uint8_t bytes[header_size];
  if (at > journal.size() || header_size > journal.size() - at || !journal.read(at, bytes))
    return std::nullopt;
  Cursor in(bytes);
  if (!std::ranges::equal(in.take(sizeof magic), magic)) return std::nullopt;
  Header h;
  for (auto* field : {&h.records, &h.nonce, &h.pages, &h.sector, &h.page_size})
    *field = in.be<std::uint32_t>();
  return h;
}

// Of every 200th byte, counted from the end of the page.
std::uint32_t checksum(std::uint32_t nonce, Bytes page) {
  for (std::size_t i = page.size() - 200; i > 0 && i < page.size(); i -= 200) nonce += page[i];
  return nonce;
}

// A transaction over several databases writes the name of a common journal at the end; with that file gone it
// did commit. We cannot see that file, and neither can SQLite beside a copy: it undoes nothing then.
bool names_a_common_journal(const Source& journal) {
  std::uint8_t tail[16];
  if (journal.size() < sizeof tail || !journal.read(journal.size() - sizeof tail, tail)) return false;
  Cursor in(tail);
  const auto length = in.be<std::uint32_t>(), sum = in.be<std::uint32_t>();
  if (!std::ranges::equal(in.take(sizeof magic), magic) || length == 0 || length > longest_name) return false;
  Blob name(length);
  if (length > journal.size() - sizeof tail || !journal.read(journal.size() - sizeof tail - length, name))
    return false;
  std::uint32_t seen = 0;
  for (const auto c : name) seen += static_cast<std::uint32_t>(static_cast<std::int8_t>(c));
  return seen == sum;
}

}  // namespace

std::optional<SqliteLog> read_sqlite_journal(const Source& journal, std::vector<SqliteWarning>& warnings) {
  const auto warn = [&](Fault fault, std::string what, std::uint64_t where) {
    warnings.push_back({{fault, "the rollback journal " + std::move(what), where}, true});
  };
  std::uint8_t first = 0;
  if (journal.size() == 0) return std::nullopt;
  if (auto got = journal.read(0, {&first, 1}); !got)
    return warn(got.error().fault, got.error().what, 0), std::nullopt;
  if (first == 0) return std::nullopt;
  auto header = read_header(journal, 0);
  if (!header || !header->possible()) {
    warn(Fault::malformed, header ? "has impossible page or sector sizes" : "has no such header", 0);
    return std::nullopt;
  }
  if (names_a_common_journal(journal)) {
    warn(Fault::unsupported, "belongs to a transaction over several databases; it was not undone", 0);
    return std::nullopt;
  }

  SqliteLog log{.page_size = header->page_size, .pages = header->pages};
  const std::uint64_t size = journal.size(), sector = header->sector;
  Blob record(log.page_size + 8);
  std::uint64_t at = sector;
  while (header) {
    std::uint64_t records = header->records;
    if (header->records == until_the_end) records = size > at ? (size - at) / record.size() : 0;
    for (std::uint64_t n = 0; n < records; ++n, at += record.size()) {
      if (at > size || record.size() > size - at) {
        warn(Fault::truncated, fmt::format("ends before record {} of {}", n + 1, records), at);
        return log;
      }
      if (auto got = journal.read(at, record); !got)
        return warn(got.error().fault, got.error().what, at), log;
      Cursor in(record);
      const auto page = in.be<std::uint32_t>();
      const auto data = in.take(log.page_size);
      if (page > log.pages || log.at.contains(page)) continue;  // the oldest copy is the right one
      if (page == 0 || checksum(header->nonce, data) != in.be<std::uint32_t>()) {
        warn(Fault::malformed, fmt::format("has a wrong checksum in record {}; undone up to there", n + 1),
             at);
        return log;
      }
      log.at[page] = at + 4;
    }
    at = (at + sector - 1) / sector * sector;
    header = read_header(journal, at);
    at += sector;
  }
  return log;
}

}  // namespace waarborg

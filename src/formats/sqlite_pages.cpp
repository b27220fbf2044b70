#include "formats/sqlite_pages.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>

#include "base/cursor.h"

namespace waarborg {
namespace {

constexpr std::string_view magic("SQLite format 3\0", 16);
constexpr std::size_t header_size = 100, write_version = 18, read_version = 19;

struct Header {
  bool good = false;
  std::uint32_t page_size = 0;
  std::uint32_t pages = 0;  // 0: written by a program that does not keep the number

  explicit Header(Bytes bytes) {
    Cursor in(bytes);
    const bool is_sqlite = in.chars(magic.size()) == magic;
    page_size = in.be<std::uint16_t>();
    if (page_size == 1) page_size = 65536;
    in.skip(6);
    const auto changes = in.be<std::uint32_t>(), claimed = in.be<std::uint32_t>();
    in.skip(60);
    if (in.be<std::uint32_t>() == changes) pages = claimed;
    good = is_sqlite && std::has_single_bit(page_size) && page_size >= 512;
  }
};

}  // namespace

Result<SqlitePages> SqlitePages::over(const Source& main, const Source* wal, const Source* journal,
                                      std::uint64_t log_bytes, std::vector<SqliteWarning>& warnings) {
  SqlitePages out(main);
  const auto usable = [&](const Source* log, std::string_view name) {
    if (log == nullptr || log->size() <= log_bytes) return log != nullptr;
    auto why =
        fmt::format("the {} has {} bytes, the limit is {}; it was left out", name, log->size(), log_bytes);
    warnings.push_back({{Fault::too_big, std::move(why), 0}, true});
    return false;
  };
  // SQLite takes a journal beside an empty file for the remains of another database.
  if (main.size() != 0 && usable(journal, "rollback journal"))
    out.undone_ = read_sqlite_journal(*journal, warnings);
  if (usable(wal, "write-ahead log")) out.committed_ = read_sqlite_wal(*wal, warnings);
  out.journal_ = journal;
  out.wal_ = wal;
  if (auto done = out.measure(warnings); !done) return pass(done.error());
  return out;
}

// The page size decides which bytes are which page. A hot journal knows the size from before; a log whose
// pages are of another size is not of this database.
Result<> SqlitePages::measure(std::vector<SqliteWarning>& warnings) {
  std::uint8_t bytes[header_size] = {};
  if (main_->size() >= header_size)
    if (auto got = main_->read(0, bytes); !got) return pass(got.error());
  const Header in_file(bytes);
  if (undone_)
    page_size_ = undone_->page_size;
  else if (in_file.good)
    page_size_ = in_file.page_size;
  else if (committed_)
    page_size_ = committed_->page_size;
  else if (main_->size() < header_size)
    return fail(Fault::truncated, "too short to be a SQLite database");
  else
    return fail(Fault::malformed, "no SQLite database, or an encrypted one: the header is not SQLite's");
  if (committed_ && committed_->page_size != page_size_) {
    auto why = fmt::format("the write-ahead log has pages of {} bytes, the database of {}; it was left out",
                           committed_->page_size, page_size_);
    warnings.push_back({{Fault::malformed, std::move(why), 8}, true});
    committed_.reset();
  }

  constexpr std::uint64_t most = UINT32_MAX;
  main_pages_ = static_cast<std::uint32_t>(std::min(main_->size() / page_size_, most));
  const auto begun = main_pages_ + (main_->size() % page_size_ != 0 && main_pages_ < most ? 1 : 0);
  pages_ = committed_ ? committed_->pages : undone_ ? undone_->pages : begun;
  const auto expected = undone_ ? undone_->pages : in_file.good && in_file.pages > 0 ? in_file.pages : begun;
  if (auto got = read(0, bytes); !got) return got;
  const Header seen(bytes);
  if (!seen.good) return fail(Fault::malformed, "the first page has no header of SQLite");
  pages_ = std::max(pages_, seen.pages);
  const auto missing_end = std::min(expected, pages_);
  if (missing_end > main_pages_) {
    const auto missing = missing_end - main_pages_ - logged_between(main_pages_ + 1, missing_end);
    if (missing > 0) {
      auto why = fmt::format("the database is cut short: {} of its {} pages are gone", missing, expected);
      warnings.push_back({{Fault::truncated, std::move(why), std::uint64_t{main_pages_} * page_size_}, true});
    }
  }
  return {};
}

std::uint64_t SqlitePages::logged_between(std::uint32_t first, std::uint32_t last) const {
  const auto inside = [&](std::uint32_t page) { return page >= first && page <= last; };
  std::uint64_t n = 0;
  if (committed_)
    n += static_cast<std::uint64_t>(
        std::ranges::count_if(committed_->at, inside, [](auto& p) { return p.first; }));
  if (undone_)
    n += static_cast<std::uint64_t>(std::ranges::count_if(undone_->at, [&](const auto& p) {
      return inside(p.first) && !(committed_ && committed_->at.contains(p.first));
    }));
  return n;
}

Result<> SqlitePages::read(std::uint64_t offset, std::span<std::uint8_t> into) const {
  for (std::size_t done = 0; done < into.size();) {
    const std::uint64_t page = offset / page_size_ + 1, within = offset % page_size_;
    const auto piece = into.subspan(done, std::min<std::uint64_t>(page_size_ - within, into.size() - done));
    if (page > UINT32_MAX) return fail(Fault::malformed, "a page number beyond any database", offset);
    const auto number = static_cast<std::uint32_t>(page);
    const auto from = [&](const std::optional<SqliteLog>& log,
                          const Source* source) -> std::optional<Result<>> {
      if (!log) return std::nullopt;
      const auto found = log->at.find(number);
      if (found == log->at.end()) return std::nullopt;
      return source->read(found->second + within, piece);
    };
    auto got = from(committed_, wal_);
    if (!got) got = from(undone_, journal_);
    if (!got && number <= main_pages_) got = main_->read(offset, piece);
    if (!got) return fail(Fault::truncated, fmt::format("page {} is not in the file", number), offset);
    if (!*got) return *got;
    // With 2 there SQLite would want a write-ahead log of its own; any other value is for SQLite to judge.
    for (const auto version : {write_version, read_version})
      if (number == 1 && version >= within && version - within < piece.size() && piece[version - within] == 2)
        piece[version - within] = 1;
    done += piece.size();
    offset += piece.size();
  }
  return {};
}

}  // namespace waarborg

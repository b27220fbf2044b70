// Reading a table around its damage. SQLite gives up at the first bad page, but a search for a rowid further
// on takes another way down the tree. So: read until it fails, look for the next rowid from which it works
// again (near first, then ever further, then closer), say what lies between, go on from there.
#include <fmt/core.h>

#include <array>
#include <optional>

#include "formats/sqlite_state.h"

namespace waarborg {
namespace {

constexpr std::int64_t first_row = INT64_MIN, last_row = INT64_MAX;

// One by one at first: most damage is one row. Tables of evidence seldom count further than some millions.
std::int64_t wider(std::int64_t step) {
  if (step < 8) return step + 1;
  if (step < 1 << 20) return step * 2;
  return step > last_row / 16 ? last_row : step * 16;
}

std::string stretch(std::int64_t from, std::int64_t to) {
  if (from == to) return fmt::format("row {}", from);
  if (from == first_row && to == last_row) return "all rows";
  if (from == first_row) return fmt::format("the rows before {}", to == last_row ? to : to + 1);
  if (to == last_row) return fmt::format("the rows from {} on", from);
  return fmt::format("rows {} to {}", from, to);
}

// Will another way down the tree help?
bool is_local(Fault fault) {
  return fault == Fault::malformed || fault == Fault::truncated || fault == Fault::io ||
         fault == Fault::too_big;
}

}  // namespace

void SqliteDatabase::salvage(std::string_view table, std::string_view columns, const Visit& visit,
                             const Gap& gap) {
  const auto sql =
      fmt::format("SELECT rowid, {} FROM {} WHERE rowid >= ?1 ORDER BY rowid", columns, sqlite_quoted(table));
  unsigned probes = state_->limits.probes;
  // The first rowid from `from` on that can be read; the whole row is, because its value may be what is
  // damaged.
  const auto probe = [&](std::int64_t from) -> std::optional<std::int64_t> {
    if (probes == 0) return std::nullopt;
    --probes;
    std::optional<std::int64_t> found;
    const auto done = each(
        sql, [&](const SqliteRow& row) { return found = row.number(0, first_row), false; }, std::array{from});
    return done && found && *found >= from ? found : std::nullopt;
  };
  // The last rowid, where the right edge of the tree can be read: there is no need to look beyond it.
  const auto find_end = [&] {
    auto end = last_row;
    const auto newest = fmt::format("SELECT rowid FROM {} ORDER BY rowid DESC LIMIT 1", sqlite_quoted(table));
    (void)each(newest, [&](const SqliteRow& row) { return end = row.number(0, last_row), false; });
    return end;
  };
  const auto next_good = [&](std::int64_t bad) -> std::optional<std::int64_t> {
    const auto start = std::max<std::int64_t>(bad, 0);  // applications count from 1
    const auto end = find_end();
    auto failed = start;
    for (std::int64_t step = 1; failed < end && probes > 0; step = wider(step)) {
      auto works = start + std::min(step, end - start);
      auto found = probe(works);
      if (!found) {
        failed = works;
        continue;
      }
      while (works - failed > 1) {
        const auto middle = failed + (works - failed) / 2;
        if (const auto nearer = probe(middle))
          works = middle, found = nearer;
        else
          failed = middle;
      }
      return found;
    }
    return std::nullopt;
  };

  for (std::int64_t from = first_row;;) {
    std::optional<std::int64_t> last;
    bool stopped = false, in_order = true;
    auto read = each(
        sql,
        [&](const SqliteRow& row) {
          const auto id = row.number(0, first_row);
          in_order = row.kind(0) == SqliteRow::Kind::number && id >= from && (!last || id > *last);
          if (!in_order) return false;
          last = id;
          stopped = !visit(row);
          return !stopped;
        },
        std::array{from});
    if (stopped || (read && in_order)) return;
    auto why = read ? Error{Fault::malformed, "rows stand out of order", 0} : read.error();
    if (last == last_row) return;
    const auto bad = last ? *last + 1 : from;
    const bool try_on = is_local(why.fault) && state_->steps > 0;
    const auto good = try_on ? next_good(bad) : std::nullopt;
    auto text = fmt::format("{} could not be read: {}", stretch(bad, good ? *good - 1 : last_row), why.what);
    if (!good && probes == 0) text += "; too much is damaged to look further";
    gap({why.fault, std::move(text), static_cast<std::uint64_t>(std::max<std::int64_t>(bad, 0))});
    if (!good) return;
    from = *good;
  }
}

}  // namespace waarborg

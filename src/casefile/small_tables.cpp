#include "casefile/small_tables.h"

#include <algorithm>
#include <tuple>

#include "casefile/columns.h"

namespace waarborg {
namespace {

constexpr std::string_view rows_prefix = "rows.";

}  // namespace

Result<> SmallTables::load(CaseFile& file) {
  if (auto done = load_meta(file); !done) return done;
  if (auto done = load_evidence(file); !done) return done;
  if (auto done = load_coverage(file); !done) return done;
  return load_summary(file);
}

Result<> SmallTables::load_meta(CaseFile& file) {
  file.rows["meta"] = case_tables().size();
  return scan_table(file, "meta", [&](Query& row) {
    const auto key = row.string(0);
    if (key == "program") {
      program = row.string(1);
    } else if (key.starts_with(rows_prefix)) {
      // No row takes less than a byte, so a count beyond that is a lie.
      file.rows[key.substr(rows_prefix.size())] =
          row.upto<std::uint64_t>(1, std::min<std::uint64_t>(file.bytes, INT64_MAX));
    }
    return row.sound();
  });
}

Result<> SmallTables::load_evidence(const CaseFile& file) {
  auto done = scan_table(file, "content", [&](Query& row) {
    content.push_back({.what = row.string(1),
                       .name = row.string(2),
                       .version = row.string(3),
                       .date = row.string(4),
                       .sha256 = row.string(5),
                       .signature = row.string(6)});
    return true;
  });
  if (!done) return done;
  done = scan_table(file, "evidence", [&](Query& row) {
    evidence.push_back({.id = id_of(row, 0),
                        .path = row.string(1),
                        .kind = row.string(2),
                        .sha256 = row.string(3),
                        .taken = time_of(row.number(4)),
                        .taken_from = row.string(5),
                        .rights = row.string(6),
                        .device_name = row.string(7),
                        .organisation = row.string(8),
                        .ownership = row.string(9),
                        .profile = row.string(10),
                        .management = row.string(11),
                        .identifiers = {}});
    return row.sound();
  });
  if (!done) return done;
  return scan_table(file, "identifier", [&](Query& row) {
    const auto id = id_of(row, 1);
    const auto at = std::lower_bound(evidence.begin(), evidence.end(), id,
                                     [](const auto& e, std::uint32_t wanted) { return e.id < wanted; });
    if (at == evidence.end() || at->id != id) return false;
    at->identifiers.push_back({row.string(2), row.string(3), row.string(4)});
    return row.sound();
  });
}

Result<> SmallTables::load_coverage(const CaseFile& file) {
  auto done = scan_table(file, "coverage", [&](Query& row) {
    coverage.push_back({.evidence = id_of(row, 1),
                        .probe = row.string(2),
                        .status = enum_of(row, 3, Status::not_testable),
                        .canary = flag_of(row, 4),
                        .files = count_of(row, 5),
                        .why = row.string(6),
                        .needed = flag_of(row, 7)});
    return row.sound();
  });
  std::stable_sort(coverage.begin(), coverage.end(), [](const auto& a, const auto& b) {
    return std::tie(a.evidence, a.probe) < std::tie(b.evidence, b.probe);
  });
  return done;
}

Result<> SmallTables::load_summary(const CaseFile& file) {
  return scan_table(file, "summary", [&](Query& row) {
    summary = {.observations = count_of(row, 1),
               .files = count_of(row, 2),
               .problems = count_of(row, 3),
               .matched_indicators = count_of(row, 4),
               .indicators = count_of(row, 5),
               .confirmed = count_of(row, 6),
               .probable = count_of(row, 7),
               .leads = count_of(row, 8),
               .exit_code = row.upto<int>(9, 255),
               .incomplete = flag_of(row, 10),
               .started = time_of(row.number(11))};
    return row.sound();
  });
}

}  // namespace waarborg

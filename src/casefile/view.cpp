#include "casefile/view.h"

#include "casefile/columns.h"
#include "casefile/format.h"
#include "casefile/scan.h"
#include "casefile/segments.h"
#include "casefile/small_tables.h"

namespace waarborg {
namespace {

class StoredCase final : public CaseView {
 public:
  explicit StoredCase(Database database, std::uint64_t bytes) : own_(std::move(database)), segments_(file_) {
    file_.database = &own_;
    file_.bytes = bytes;
  }
  explicit StoredCase(Database& database) : segments_(file_) {
    file_.database = &database;
    file_.bytes = UINT64_MAX;
  }
  Result<> load(int format) {
    if (auto done = open_tables(*file_.database, format); !done) return done;
    return small_.load(file_);
  }

  std::string program_version() const override { return small_.program; }
  std::vector<ContentRow> content() override { return small_.content; }
  std::vector<EvidenceRow> evidence() override { return small_.evidence; }
  std::vector<CoverageRow> coverage() override { return small_.coverage; }
  Summary summary() override { return small_.summary; }
  Result<> problems(const std::function<void(const ProblemRow&)>& visit) override;
  Result<> programs(const std::function<void(const ProgramRow&)>& visit) override;
  Result<> findings(const std::function<void(const StoredFinding&)>& visit) override;
  Result<> observations(const std::function<void(const Observed&)>& visit) override;
  std::uint64_t segment_count() override { return segments_.count(); }
  Result<> segments(std::uint64_t from, std::uint64_t to,
                    const std::function<void(const JobRow&, std::uint32_t, Bytes)>& visit) override;
  Result<bool> observation(std::uint64_t number, const std::function<void(const Observed&)>& visit) override;

 private:
  Database own_;  // closed for a case in memory
  CaseFile file_;
  Segments segments_;
  SmallTables small_;
};

Result<> StoredCase::problems(const std::function<void(const ProblemRow&)>& visit) {
  return scan_table(file_, "problem", [&](Query& row) {
    const ProblemRow problem{.evidence = id_of(row, 0),
                             .file = row.string(1),
                             .offset = count_of(row, 2),
                             .fault = enum_of(row, 5, static_cast<Fault>(fault_count - 1)),
                             .why = row.string(6),
                             .reader = row.string(3)};
    if (row.sound()) visit(problem);
    return row.sound();
  });
}

Result<> StoredCase::programs(const std::function<void(const ProgramRow&)>& visit) {
  return scan_table(file_, "program", [&](Query& row) {
    const ProgramRow program{.evidence = id_of(row, 1),
                             .observation = count_of(row, 0),
                             .root = row.string(2),
                             .ecosystem = row.string(3),
                             .name = row.string(4),
                             .version = row.string(5),
                             .vendor = row.string(6),
                             .purl = row.string(7),
                             .presence = enum_of(row, 8, Presence::historic)};
    if (row.sound()) visit(program);
    return row.sound();
  });
}

Result<> StoredCase::findings(const std::function<void(const StoredFinding&)>& visit) {
  auto because = Lookup::prepare(file_, "because", "WHERE finding = ?1");
  if (!because) return pass(because.error());
  return scan_table(file_, "finding", [&](Query& row) {
    StoredFinding stored;
    stored.finding = {.subject = row.string(1),
                      .directive = row.string(2),
                      .clause = row.string(3),
                      .indicator = row.string(4),
                      .source = row.string(5),
                      .confidence = enum_of(row, 6, Confidence::confirmed),
                      .presence = enum_of(row, 7, Presence::historic),
                      .hit_class = row.string(8),
                      .why = row.string(9),
                      .evidence = id_of(row, 10),
                      .root = row.string(11),
                      .because = {},
                      .matches = count_of(row, 12),
                      .name = row.string(14)};
    const auto kept = count_of(row, 13);
    bool sound = row.sound();
    because->ask(row.number(0));
    while (auto* match = because->next()) {
      stored.finding.because.push_back({.evidence = id_of(*match, 2),
                                        .observation = count_of(*match, 3),
                                        .indicator = id_of(*match, 4),
                                        .root = match->string(6),
                                        .probe = match->string(7),
                                        .kind = match->string(8),
                                        .field = match->string(9),
                                        .value = match->string(10),
                                        .presence = enum_of(*match, 11, Presence::historic),
                                        .file = match->string(12),
                                        .reader = match->string(13),
                                        .offset = count_of(*match, 14)});
      stored.indicators.push_back(match->string(5));
      sound = sound && match->sound();
    }
    sound = sound && because->result() && stored.indicators.size() == kept;
    if (sound) visit(stored);
    return sound;
  });
}

Result<> StoredCase::observations(const std::function<void(const Observed&)>& visit) {
  RecordView record;
  return segments_.each(
      0, UINT64_MAX, [&](const JobRow& job, std::uint32_t first, std::uint32_t count, Bytes records) {
        SegmentReader reader(records);
        std::uint32_t n = 0;
        for (; n < count && reader.next(record); ++n)
          visit({.number = std::uint64_t{job.job} << 32 | (first + n), .job = &job, .record = &record});
        return n == count && !reader.next(record) && reader.ok();
      });
}

Result<> StoredCase::segments(std::uint64_t from, std::uint64_t to,
                              const std::function<void(const JobRow&, std::uint32_t, Bytes)>& visit) {
  return segments_.each(from, to, [&](const JobRow& job, std::uint32_t first, std::uint32_t, Bytes records) {
    visit(job, first, records);
    return true;
  });
}

Result<bool> StoredCase::observation(std::uint64_t number,
                                     const std::function<void(const Observed&)>& visit) {
  const auto at = segments_.position_of(number);
  if (at == segments_.count()) {
    if (const auto done = segments_.listed(); !done) return pass(done.error());
    return false;
  }
  bool found = false;
  RecordView record;
  const auto done = segments_.each(
      at, at + 1, [&](const JobRow& job, std::uint32_t first, std::uint32_t count, Bytes records) {
        const auto begins = std::uint64_t{job.job} << 32 | first;
        if (number - begins >= count) return true;
        SegmentReader reader(records);
        for (auto skip = number - begins; reader.next(record); --skip) {
          if (skip != 0) continue;
          visit({.number = number, .job = &job, .record = &record});
          found = true;
          return true;
        }
        return false;
      });
  if (!found && !done) return pass(done.error());
  return found;
}

}  // namespace

Result<std::unique_ptr<CaseView>> view_in_memory(Database& database) {
  auto view = std::make_unique<StoredCase>(database);
  if (auto done = view->load(case_format); !done) return pass(done.error());
  return std::unique_ptr<CaseView>(std::move(view));
}

Result<std::unique_ptr<CaseView>> CaseView::open(const std::string& path) {
  const auto header = read_header(path);
  if (!header) return pass(header.error());
  auto database = Database::to_read(path);
  if (!database) return pass(database.error());
  auto view = std::make_unique<StoredCase>(std::move(*database), header->bytes);
  if (auto done = view->load(header->format); !done) return pass(done.error());
  return std::unique_ptr<CaseView>(std::move(view));
}

}  // namespace waarborg

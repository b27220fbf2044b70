#include <fmt/core.h>

#include <fstream>
#include <optional>

#include "casefile/case.h"
#include "casefile/format.h"
#include "casefile/packed.h"
#include "casefile/target.h"
#include "casefile/view.h"
#include "crypto/age_header.h"

namespace waarborg {
namespace {

constexpr std::uint32_t most_jobs = 1u
                                    << 31;  // numbers are stored as signed 64 bits and must keep their order
constexpr std::uint64_t most_records = std::uint64_t{1} << 32;

std::int64_t microseconds(Time time) {
  return time.time_since_epoch().count();
}
template <class E>
std::int64_t code(E value) {
  return static_cast<std::int64_t>(value);
}

class NewCase final : public CaseWriter {
 public:
  NewCase(std::string path, std::optional<TargetFile> target, Database database)
      : path_(std::move(path)), target_(std::move(target)), database_(std::move(database)) {}
  Result<> begin();

  void content(const ContentRow& row) override;
  void evidence(const EvidenceRow& row) override;
  void job(const JobRow& row) override;
  void segment(std::uint32_t job, std::uint32_t first, std::uint32_t count, Bytes records) override;
  void program(const ProgramRow& row) override;
  void problem(const ProblemRow& row) override;
  void coverage(const CoverageRow& row) override;
  void finding(const Finding& finding, const Index& index) override;
  void summary(const Summary& summary) override;
  Result<> finish() override;
  Result<std::unique_ptr<CaseView>> view() override;

 private:
  struct Rows {
    std::string_view table;
    Query insert;
    std::int64_t count = 0;
  };
  Rows& rows(std::string_view table);
  std::int64_t next(std::string_view table) { return rows(table).count; }
  template <class... T>
  void put(std::string_view table, const T&... values);
  void fails(Error error);
  Result<> write_all();

  std::string path_;
  std::optional<TargetFile> target_;  // as rows come; none for a case in memory
  Database database_;
  std::vector<Rows> rows_;
  Compressor packer_;
  std::optional<Error> failed_;  // the first; nothing is written after it
  bool finished_ = false;
};

// The file is ours alone until it is renamed: no journal, no waiting for the disk, no locks. Rows are added
// and never asked for, so a small cache serves; the copy at the end has one as large.
Result<> NewCase::begin() {
  if (auto done =
          database_.run("PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                        "PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-2048;"
                        "PRAGMA auto_vacuum=NONE; BEGIN EXCLUSIVE");
      !done)
    return done;
  if (auto done = make_tables(database_, case_format); !done) return done;
  for (const auto& table : case_tables()) {
    auto insert = Query::prepare(database_, insert_sql(table));
    if (!insert) return pass(insert.error());
    rows_.push_back({table.name, std::move(*insert)});
  }
  return {};
}

NewCase::Rows& NewCase::rows(std::string_view table) {
  for (auto& rows : rows_)
    if (rows.table == table) return rows;
  return rows_.front();  // not reached: the names are literals
}

template <class... T>
void NewCase::put(std::string_view table, const T&... values) {
  if (failed_ || finished_) return;
  auto& into = rows(table);
  into.insert.bind(values...);
  into.insert.step();
  if (const auto done = into.insert.result(fmt::format("cannot write to table {}", table)); !done)
    return fails(done.error());
  ++into.count;
}

void NewCase::fails(Error error) {
  if (!failed_) failed_ = std::move(error);
}

void NewCase::content(const ContentRow& row) {
  put("content", next("content"), row.what, row.name, row.version, row.date, row.sha256, row.signature);
}

void NewCase::evidence(const EvidenceRow& row) {
  put("evidence", row.id, row.path, row.kind, row.sha256, microseconds(row.taken), row.taken_from, row.rights,
      row.device_name, row.organisation, row.ownership, row.profile, row.management);
  for (const auto& identifier : row.identifiers)
    put("identifier", next("identifier"), row.id, identifier.scheme, identifier.value, identifier.strength);
}

void NewCase::job(const JobRow& row) {
  if (row.job >= most_jobs) return fails({Fault::too_big, "more jobs than a case can number", row.job});
  put("job", row.job, row.evidence, row.file, row.root, row.reader, row.probe);
}

void NewCase::segment(std::uint32_t job, std::uint32_t first, std::uint32_t count, Bytes records) {
  if (count == 0) return;
  if (job >= most_jobs || std::uint64_t{first} + count > most_records)
    return fails({Fault::too_big, "more observations than a job can number", job});
  if (records.size() > largest_segment)
    return fails({Fault::too_big, fmt::format("a segment of {} bytes", records.size()), job});
  put("segment", std::uint64_t{job} << 32 | first, count, std::uint64_t{records.size()},
      packer_.pack(records));
}

void NewCase::program(const ProgramRow& row) {
  put("program", row.observation, row.evidence, row.root, row.ecosystem, row.name, row.version, row.vendor,
      row.purl, code(row.presence));
}

void NewCase::problem(const ProblemRow& row) {
  put("problem", row.evidence, row.file, row.offset, row.reader, next("problem"), code(row.fault), row.why);
}

void NewCase::coverage(const CoverageRow& row) {
  put("coverage", next("coverage"), row.evidence, row.probe, code(row.status), row.canary, row.files, row.why,
      row.needed);
}

void NewCase::finding(const Finding& finding, const Index& index) {
  const auto id = next("finding");
  put("finding", id, finding.subject, finding.directive, finding.clause, finding.indicator, finding.source,
      code(finding.confidence), code(finding.presence), finding.hit_class, finding.why, finding.evidence,
      finding.root, finding.matches, std::uint64_t{finding.because.size()}, finding.name);
  std::int64_t rank = 0;
  for (const auto& match : finding.because) {
    const bool judged = match.indicator == no_indicator;
    if (!judged && match.indicator >= index.size())
      return fails({Fault::malformed, "a finding names an indicator that there is not", match.indicator});
    put("because", id, rank++, match.evidence, match.observation, match.indicator,
        judged ? finding.indicator : index.indicator(match.indicator).id, match.root, match.probe, match.kind,
        match.field, match.value, code(match.presence), match.file, match.reader, match.offset);
  }
}

// The last one that is given counts.
void NewCase::summary(const Summary& summary) {
  put("summary", next("summary"), summary.observations, summary.files, summary.problems,
      summary.matched_indicators, summary.indicators, summary.confirmed, summary.probable, summary.leads,
      summary.exit_code, summary.incomplete, microseconds(summary.started));
}

Result<> NewCase::write_all() {
  put("meta", std::string_view("program"), std::string_view(WAARBORG_VERSION));
  for (const auto& table : case_tables())
    if (table.name != "meta") put("meta", fmt::format("rows.{}", table.name), rows(table.name).count);
  if (failed_) return pass(*failed_);
  rows_.clear();
  if (auto done = database_.run("COMMIT"); !done) return done;
  if (!target_) return {};
  // Workers answer in any order, and where a row lies in the file depends on it; a copy row by row does not.
  auto whole = TargetFile::create(path_);
  if (!whole) return pass(whole.error());
  auto copy = Query::prepare(database_, "VACUUM INTO ?1");
  if (!copy) return pass(copy.error());
  copy->bind(std::string_view(whole->partial()));
  copy->step();
  if (auto done = copy->result("cannot write the case"); !done) return done;
  *copy = Query();
  database_.close();
  target_.reset();
  return whole->commit();
}

Result<> NewCase::finish() {
  if (finished_) return fail(Fault::unsupported, "the case was finished before");
  auto done = write_all();
  finished_ = true;
  if (!done) {
    rows_.clear();
    database_.close();
    if (!failed_) failed_ = done.error();
    target_.reset();  // and with it the unfinished file
  }
  return done;
}

Result<std::unique_ptr<CaseView>> NewCase::view() {
  if (!finished_) return fail(Fault::unsupported, "the case is not finished");
  if (failed_) return pass(*failed_);
  return path_.empty() ? view_in_memory(database_) : CaseView::open(path_);
}

// An older case is replaced, plain or sealed; somebody's notes are not. Of a regular file only.
Result<> may_replace(const std::string& path) {
  const auto header = read_header(path);
  if (header || header.error().fault != Fault::unsupported) return {};
  std::ifstream file(path, std::ios::binary);
  std::string begin(age_version_line.size(), '\0');
  if (file.read(begin.data(), static_cast<std::streamsize>(begin.size())) && begin == age_version_line)
    return {};
  return fail(Fault::unsupported, "there is something that is no case; remove it or choose another name");
}

}  // namespace

Result<std::unique_ptr<CaseWriter>> CaseWriter::create(const std::string& path) {
  std::optional<TargetFile> target;
  if (!path.empty()) {
    auto made = TargetFile::create(path);
    if (!made) return pass(made.error());
    if (auto may = may_replace(path); !may) return pass(may.error());
    target.emplace(std::move(*made));
  }
  auto database = target ? Database::to_write(target->partial()) : Database::in_memory();
  if (!database) return pass(database.error());
  auto made = std::make_unique<NewCase>(path, std::move(target), std::move(*database));
  if (auto done = made->begin(); !done) return pass(done.error());
  return std::unique_ptr<CaseWriter>(std::move(made));
}

}  // namespace waarborg

// A case holds everything one scan saw, personal data included. It is one SQLite file with a format number
// and a way up from older ones; it is written under a temporary name and renamed when whole. Observations lie
// in compressed segments, just as they came from the worker; findings, programs, devices, problems and
// coverage are rows. A case that somebody hands over is hostile input as well: every row carries a digest
// against damage (a forger can make one too), and what does not fit is an Error beside all that does.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "indicators/finding.h"
#include "observations/wire.h"

namespace waarborg {

constexpr int case_format = 2;

enum class Status : std::uint8_t {
  complete,
  empty,
  partial,
  unreadable,
  unsupported_version,
  absent,
  not_testable
};
constexpr std::uint8_t status_count = 7;
std::string_view name_of(Status status);  // "complete", "unsupported-version", ...

struct ContentRow {  // what was loaded: catalogue entries, directives, indicator feeds
  std::string what, name, version, date, sha256;
  std::string signature;  // of a directive: "unsigned", "2 of 2 valid", ...
};
struct EvidenceRow {
  std::uint32_t id = 0;
  std::string path, kind, sha256;  // sha256 "" where it was not computed (folders)
  Time taken{};
  std::string taken_from;  // option, archive, backup, newest-file, evidence, live; "" when not known
  std::string rights;      // root, user; "" when not known
  std::string device_name, organisation, ownership, profile, management;
  struct Identifier {
    std::string scheme, value, strength;
  };
  std::vector<Identifier> identifiers;
};
struct ProblemRow {
  std::uint32_t evidence = 0;
  std::string file;
  std::uint64_t offset = 0;
  Fault fault = Fault::malformed;
  std::string why, reader;
};
struct CoverageRow {
  std::uint32_t evidence = 0;
  std::string probe;
  Status status = Status::absent;
  bool canary = false;  // found
  std::uint64_t files = 0;
  std::string why;
  bool needed = false;  // by a loaded directive, subject or indicator
};
struct ProgramRow {
  std::uint32_t evidence = 0;
  std::uint64_t observation = 0;
  std::string root, ecosystem, name, version, vendor, purl;
  Presence presence = Presence::installed;
};
struct Summary {
  std::uint64_t observations = 0, files = 0, problems = 0, matched_indicators = 0, indicators = 0;
  std::uint64_t confirmed = 0, probable = 0, leads = 0;
  int exit_code = 0;
  bool incomplete = false;
  Time started{};
};
// A job: one reader on one file. Its observations have the numbers job << 32 | sequence.
struct JobRow {
  std::uint32_t job = 0, evidence = 0;
  std::string file, root, reader, probe;
};

class CaseView;

class CaseWriter {
 public:
  // `path` "" keeps the case in memory: look at it with view().
  static Result<std::unique_ptr<CaseWriter>> create(const std::string& path);
  virtual ~CaseWriter() = default;  // without finish(): nothing is left behind

  virtual void content(const ContentRow& row) = 0;
  virtual void evidence(const EvidenceRow& row) = 0;
  virtual void job(const JobRow& row) = 0;
  // One segment of `job`, whose first record has sequence `first`. Jobs and segments may come in any order.
  virtual void segment(std::uint32_t job, std::uint32_t first, std::uint32_t count, Bytes records) = 0;
  virtual void program(const ProgramRow& row) = 0;  // at most one an observation
  virtual void problem(const ProblemRow& row) = 0;
  virtual void coverage(const CoverageRow& row) = 0;
  virtual void finding(const Finding& finding, const Index& index) = 0;
  virtual void summary(const Summary& summary) = 0;
  // Writes to disk and renames. A failure (a full disk) leaves no file; this is also where the first failure
  // of the calls above comes out.
  virtual Result<> finish() = 0;
  // What was written, after finish(). The writer must outlive a view of a case in memory.
  virtual Result<std::unique_ptr<CaseView>> view() = 0;
};

// An observation with where it came from, as CaseView gives it. Everything is borrowed until the next one.
struct Observed {
  std::uint64_t number = 0;  // job << 32 | sequence
  const JobRow* job = nullptr;
  const RecordView* record = nullptr;
};

// A finding read back: the indicator is text, since the Index of that day is gone.
struct StoredFinding {
  Finding finding;
  std::vector<std::string> indicators;  // id of each of finding.because
};

// An ordered look at a case in constant memory. Not for two threads at once; open it twice for that.
class CaseView {
 public:
  static Result<std::unique_ptr<CaseView>> open(const std::string& path);
  virtual ~CaseView() = default;

  virtual std::string program_version() const = 0;  // that wrote it
  virtual std::vector<ContentRow> content() = 0;
  virtual std::vector<EvidenceRow> evidence() = 0;
  virtual std::vector<CoverageRow> coverage() = 0;
  virtual Summary summary() = 0;
  virtual Result<> problems(const std::function<void(const ProblemRow&)>& visit) = 0;
  virtual Result<> programs(const std::function<void(const ProgramRow&)>& visit) = 0;
  virtual Result<> findings(const std::function<void(const StoredFinding&)>& visit) = 0;
  // In order of their numbers. A damaged segment is an Error that names it after the others were visited.
  virtual Result<> observations(const std::function<void(const Observed&)>& visit) = 0;
  // The same by segment, for matching: [from, to) by position, of segment_count().
  virtual std::uint64_t segment_count() = 0;
  virtual Result<> segments(
      std::uint64_t from, std::uint64_t to,
      const std::function<void(const JobRow& job, std::uint32_t first, Bytes records)>& visit) = 0;
  virtual Result<bool> observation(std::uint64_t number,
                                   const std::function<void(const Observed&)>& visit) = 0;
};

}  // namespace waarborg

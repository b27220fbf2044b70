// Writes a made case and prints the seconds, wall and CPU, that it took: case_write FILE.case OBSERVATIONS.
// The observations are made first, as segments just as workers send them; the clock runs over what the case
// has to do with them: compress, insert, commit, rename. Always the same bytes: names come from a seeded
// generator.
#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>

#include "casefile/case.h"
#include "observations/sink.h"

namespace waarborg {
namespace {

constexpr std::uint32_t a_job = 20'000;  // observations

struct Piece {
  std::uint32_t first = 0, count = 0;
  Blob records;
};
struct Made {
  JobRow row;
  std::vector<Piece> pieces;
  std::vector<ProgramRow> programs;
};

// Keeps each full segment, as a worker would send it.
class Keeping : public Sink {
 public:
  explicit Keeping(Made& into) : into_(into) {}
  void problem(Fault, std::string_view, std::uint64_t) override {}
  void flush() {
    auto& full = segment();
    if (full.count() == 0) return;
    into_.pieces.push_back({stored_, full.count(), Blob(full.bytes().begin(), full.bytes().end())});
    stored_ += full.count();
    full.clear();
  }

 protected:
  void added(SegmentWriter& segment) override {
    if (segment.bytes().size() >= segment_target) flush();
  }

 private:
  Made& into_;
  std::uint32_t stored_ = 0;
};

class Maker {
 public:
  Made job(std::uint32_t number, std::uint32_t count) {
    Made out;
    // Of 20 jobs: 11 logs of queries, 7 listings of files, 1 of packages, 1 of services.
    const auto kind = number % 20;
    const bool packages = kind == 0, services = kind == 1, files = kind >= 2 && kind < 9;
    out.row = {.job = number,
               .evidence = 0,
               .file = fmt::format("srv/{}/evidence", number),
               .root = "",
               .reader = packages   ? "dpkg"
                         : services ? "systemd_units"
                         : files    ? "residue_paths"
                                    : "resolver_log",
               .probe = packages   ? "packages.dpkg"
                        : services ? "services.systemd"
                        : files    ? "files"
                                   : "dns.queries"};
    Keeping sink(out);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (packages)
        program(sink, out, number, i);
      else if (services)
        service(sink, i);
      else if (files)
        file(sink, i);
      else
        query(sink, i);
    }
    sink.flush();
    return out;
  }

 private:
  void program(Keeping& sink, Made& out, std::uint32_t job, std::uint32_t i) {
    const auto name = fmt::format("lib{}{}-dev", word(), i),
               version = fmt::format("{}.{}-{}", i % 9, i % 31, i % 4);
    sink.add(Program{.package = {"deb", name},
                     .version_text = version,
                     .architecture = "amd64",
                     .vendor = {"Debian Developers <people@example.org>"},
                     .description = "made to be measured"},
             std::uint64_t{i} * 700);
    ProgramRow row;
    row.observation = std::uint64_t{job} << 32 | i;
    row.ecosystem = "deb", row.name = name, row.version = version,
    row.vendor = "Debian Developers <people@example.org>";
    out.programs.push_back(std::move(row));
  }
  void service(Keeping& sink, std::uint32_t i) {
    const auto name = fmt::format("{}-{}.service", word(), i),
               path = fmt::format("/usr/lib/{}/{}d", word(), word());
    sink.add(
        ServiceUnit{
            .name = {name}, .program = {path}, .command = path, .description = name, .state = "enabled"},
        i);
  }
  void file(Keeping& sink, std::uint32_t i) {
    const auto path = fmt::format("/opt/{}/{}/{}{}.so", word(), word(), word(), i);
    sink.add(PathSeen{.path = {path}, .what = "file"}, i);
  }
  void query(Keeping& sink, std::uint32_t i) {
    const auto name = fmt::format("{}.{}.example", word(), word());
    const auto client = fmt::format("10.0.{}.{}", random_() % 4, random_() % 250);
    sink.add(NameQueried{.name = {name},
                         .client = {client},
                         .record = i % 3 == 0 ? "AAAA" : "A",
                         .when = Time(std::chrono::seconds(1'700'000'000 + i))},
             std::uint64_t{i} * 72);
  }
  // A few words are met often and most of them seldom, as names are.
  std::string word() {
    const auto n = (random_() % 64) * (random_() % 64) * (random_() % 16);
    return fmt::format("w{:x}", n * 2654435761u % 1048573u);
  }

  std::minstd_rand random_{1};
};

struct Cost {
  double wall, cpu;  // seconds
};
Result<Cost> write(const std::string& path, const std::vector<Made>& jobs, std::uint64_t total) {
  const auto begun = std::chrono::steady_clock::now();
  const auto begun_cpu = std::clock();
  auto out = CaseWriter::create(path);
  if (!out) return pass(out.error());
  EvidenceRow evidence;
  evidence.path = "/made", evidence.kind = "folder", evidence.device_name = "made";
  (*out)->evidence(evidence);
  for (const auto& job : jobs) {
    (*out)->job(job.row);
    for (const auto& piece : job.pieces)
      (*out)->segment(job.row.job, piece.first, piece.count, piece.records);
    for (const auto& program : job.programs) (*out)->program(program);
  }
  for (const auto* probe : {"packages.dpkg", "services.systemd", "files", "dns.queries"})
    (*out)->coverage(
        {.evidence = 0, .probe = probe, .status = Status::complete, .canary = true, .files = 1, .why = ""});
  Summary summary;
  summary.observations = total, summary.files = jobs.size();
  (*out)->summary(summary);
  if (auto done = (*out)->finish(); !done) return pass(done.error());
  const auto wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  return Cost{wall, static_cast<double>(std::clock() - begun_cpu) / CLOCKS_PER_SEC};
}

int run(const std::string& path, std::uint32_t total) {
  std::vector<Made> jobs;
  Maker maker;
  for (std::uint32_t done = 0, number = 1; done < total; ++number) {
    const auto count = std::min(a_job, total - done);
    jobs.push_back(maker.job(number, count));
    done += count;
  }
  const auto cost = write(path, jobs, total);
  if (!cost) {
    fmt::print(stderr, "{}\n", cost.error().what);
    return 4;
  }
  fmt::print("{:.4f} {:.4f}\n", cost->wall, cost->cpu);
  return 0;
}

}  // namespace
}  // namespace waarborg

int main(int count, char** arguments) {
  const auto total = count == 3 ? std::strtoul(arguments[2], nullptr, 10) : 0;
  if (total == 0 || total > 100'000'000) {
    std::fputs("Usage: case_write FILE.case OBSERVATIONS\n", stderr);
    return 2;
  }
  return waarborg::run(arguments[1], static_cast<std::uint32_t>(total));
}

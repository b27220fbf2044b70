#include "casefile/sample_test.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "observations/kinds.h"

namespace waarborg::sample {
namespace fs = std::filesystem;

Folder::Folder() {
  auto name = (fs::temp_directory_path() / "case-XXXXXX").string();
  EXPECT_NE(::mkdtemp(name.data()), nullptr);
  path_ = name;
}
Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}
std::vector<std::string> Folder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path_)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

Blob read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}
void write_file(const std::string& path, Bytes bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  EXPECT_TRUE(out.good()) << path;
}

void Records::add(const std::string& path, std::uint64_t offset) {
  writer_.begin(PathSeen::number, PathSeen::version, offset);
  writer_.text(1, path);
  writer_.text(2, "file");
  writer_.end();
}

void fill(CaseWriter& out) {
  Indicator agent, vendor;
  agent.id = "acme/agent#path", agent.subject = "product/acme/agent", agent.type = Type::path,
  agent.value = "/opt/acme";
  vendor.id = "acme#vendor", vendor.subject = "vendor/acme", vendor.type = Type::vendor,
  vendor.value = "acme";
  const auto index = Index::build({agent, vendor});
  const auto day = from_seconds(1'700'000'000);
  out.content({"catalogue", "acme", "3", "2026-01-02", "ab12", ""});
  out.content({"directive", "acme-2026", "1", "2026-01-03", "cd34", "2 of 2 valid"});
  out.evidence({2,
                "/mnt/img",
                "image",
                "ff00",
                day,
                "option",
                "root",
                "desk-7",
                "Org",
                "byod",
                "full",
                "mdm",
                {{"machine-id", "0123", "strong"}, {"hostname", "desk-7", "weak"}}});
  out.evidence({1, "/", "live", "", Time{}, "", "user", "", "", "", "", "", {{"serial", "S1", "strong"}}});
  for (const std::uint32_t job : {7u, 3u, 5u}) {
    Records first, second;
    for (unsigned i = 0; i < job * 20; ++i)
      first.add(fmt::format("/opt/acme/{}/{}", job, i * 7919 % 101), i * 10);
    for (unsigned i = 0; i < 4; ++i) second.add(fmt::format("/etc/{}", i), i);
    out.segment(job, first.count(), second.count(), second.bytes());
    out.segment(job, 0, first.count(), first.bytes());
    out.job({job, job == 3 ? 1u : 2u, fmt::format("var/lib/{}", job), job == 7 ? "srv/root" : "", "paths",
             "names"});
  }
  const std::uint64_t number = 5ull << 32;
  out.program({2, number | 9, "", "deb", "kesl", "12.0", "Acme", "pkg:deb/kesl@12.0", Presence::installed});
  out.program({1, 3ull << 32 | 1, "srv", "npm", "@acme/x", "1", "", "", Presence::declared});
  out.problem({2, "z", 9, Fault::truncated, "cut short", "dpkg"});
  out.problem({1, "a", UINT64_MAX, Fault::timed_out, std::string("odd \0 byte \xFF", 12), "dpkg"});
  out.problem({1, "a", 4, Fault::io, "twice", "dpkg"});
  out.problem({1, "a", 4, Fault::io, "twice", "dpkg"});
  out.coverage({2, "packages.dpkg", Status::partial, true, 12, "one file", true});
  out.coverage({1, "services", Status::unsupported_version, false, 0, "", false});
  Finding finding{.subject = "product/acme/agent",
                  .directive = "d",
                  .clause = "c",
                  .indicator = "acme/agent#path",
                  .source = "https://example.org/a",
                  .confidence = Confidence::confirmed,
                  .presence = Presence::residual,
                  .hit_class = "installed",
                  .why = "it is there",
                  .evidence = 2,
                  .root = "srv/root",
                  .because = {},
                  .matches = 2000,
                  .name = "Acme Agent"};
  for (std::uint32_t i = 0; i < 2; ++i)
    finding.because.push_back({2, number | i, i, "srv/root", "names", "path.seen", "path",
                               fmt::format("/opt/acme/{}", i), Presence::file_only, "opt/acme", "paths",
                               77 + i});
  out.finding(finding, index);
  out.finding({.subject = "vendor/acme",
               .directive = "",
               .clause = "",
               .indicator = "",
               .source = "",
               .hit_class = "",
               .why = "nothing kept",
               .root = "",
               .because = {}},
              index);
  out.summary({.observations = 312,
               .files = 4,
               .problems = 4,
               .matched_indicators = 2,
               .indicators = 2,
               .confirmed = 1,
               .probable = 0,
               .leads = 1,
               .exit_code = 3,
               .incomplete = true,
               .started = day});
}

std::string write_sample(const std::string& path) {
  auto out = CaseWriter::create(path);
  EXPECT_TRUE(out) << out.error().what;
  fill(**out);
  const auto done = (*out)->finish();
  EXPECT_TRUE(done) << done.error().what;
  return path;
}

namespace {

template <class... T>
void line(std::string& out, const T&... values) {
  ((out += fmt::format("{}|", values)), ...);
  out += '\n';
}

void rows(CaseView& view, std::string& out) {
  line(out, "program", view.program_version());
  for (const auto& r : view.content())
    line(out, "content", r.what, r.name, r.version, r.date, r.sha256, r.signature);
  for (const auto& r : view.evidence()) {
    line(out, "evidence", r.id, r.path, r.kind, r.sha256, to_text(r.taken), r.taken_from, r.rights,
         r.device_name, r.organisation, r.ownership, r.profile, r.management);
    for (const auto& i : r.identifiers) line(out, "identifier", i.scheme, i.value, i.strength);
  }
  for (const auto& r : view.coverage())
    line(out, "coverage", r.evidence, r.probe, name_of(r.status), r.canary, r.files, r.why, r.needed);
  const auto s = view.summary();
  line(out, "summary", s.observations, s.files, s.problems, s.matched_indicators, s.indicators, s.confirmed,
       s.probable, s.leads, s.exit_code, s.incomplete, to_text(s.started));
}

}  // namespace

Dump dump(CaseView& view) {
  Dump out;
  auto& text = out.text;
  rows(view, text);
  const auto note = [&](const Result<>& done) {
    if (!done) out.errors.push_back(done.error().what);
  };
  note(view.problems([&](const auto& r) {
    line(text, "problem", r.evidence, r.file, r.offset, name_of(r.fault), r.why, r.reader);
  }));
  note(view.programs([&](const auto& r) {
    line(text, "program", r.evidence, r.observation, r.root, r.ecosystem, r.name, r.version, r.vendor, r.purl,
         name_of(r.presence));
  }));
  note(view.findings([&](const StoredFinding& stored) {
    const auto& f = stored.finding;
    line(text, "finding", f.subject, f.directive, f.clause, f.indicator, f.source,
         static_cast<int>(f.confidence), name_of(f.presence), f.hit_class, f.why, f.evidence, f.root,
         f.matches, f.name);
    for (std::size_t i = 0; i < f.because.size(); ++i) {
      const auto& m = f.because[i];
      line(text, "because", m.evidence, m.observation, m.indicator, stored.indicators[i], m.root, m.probe,
           m.kind, m.field, m.value, name_of(m.presence), m.file, m.reader, m.offset);
    }
  }));
  note(view.observations([&](const Observed& o) {
    line(text, "observation", o.number, o.job->job, o.job->evidence, o.job->file, o.job->root, o.job->reader,
         o.job->probe, o.record->kind, o.record->offset, o.record->text(1), o.record->text(2));
  }));
  return out;
}

}  // namespace waarborg::sample

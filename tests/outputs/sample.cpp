#include "outputs/sample.h"

#include <fmt/core.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "observations/sink.h"

namespace waarborg::sample {
namespace {

class ToString final : public Writer {
 public:
  void write(std::string_view bytes) override { text += bytes; }
  std::string text;
};

// The segment of one job.
class Records final : public Sink {
 public:
  void problem(Fault, std::string_view, std::uint64_t) override {}
  Bytes bytes() { return segment().bytes(); }
  std::uint32_t count() { return segment().count(); }

 protected:
  void added(SegmentWriter&) override {}
};

void job(CaseWriter& out, const JobRow& row, Records& records) {
  out.job(row);
  out.segment(row.job, 0, records.count(), records.bytes());
}

Case finished(std::unique_ptr<CaseWriter> writer) {
  const auto done = writer->finish();
  auto view = writer->view();
  if (!done || !view) {
    std::fprintf(stderr, "the sample could not be made: %s\n",
                 (done ? view.error() : done.error()).what.c_str());
    std::abort();
  }
  return {std::move(writer), std::move(*view)};
}

std::unique_ptr<CaseWriter> started() {
  auto writer = CaseWriter::create("");
  if (!writer) std::abort();
  return std::move(*writer);
}

constexpr std::uint64_t in_job(std::uint64_t number, std::uint64_t sequence) {
  return number << 32 | sequence;
}

// What a hostile value looks like: escapes for a terminal, a formula, markup, turned text, not UTF-8, far too
// long.
const std::string escape = "\x1b]0;owned\x07\x1b[2J\x1b[31mred";
const std::string formula = "=cmd|'/c calc'!A1";
const std::string markup =
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";
const std::string turned = "invoice\u202Egpj.exe";
const std::string not_utf8 = "caf\xE9 \xFF\xFE";
const std::string endless = std::string(10'000, 'A') + "end";

Indicator indicator(std::string id, std::string subject, Type type, std::string value) {
  Indicator made;
  made.id = std::move(id);
  made.subject = std::move(subject);
  made.type = type;
  made.value = std::move(value);
  return made;
}

}  // namespace

Case hostile() {
  auto out = started();
  const auto day = from_seconds(1'526'292'000);
  out->content({"catalogue", markup, "1", "2026-01-02", std::string(64, 'a'), ""});
  out->content({"directive", escape, "2", "2018-05-14", std::string(64, 'b'), "unsigned"});
  out->evidence({1,
                 "/mnt/" + turned,
                 "folder",
                 "",
                 day,
                 "option",
                 "root",
                 markup,
                 "Org, with a comma",
                 "byod",
                 "",
                 "",
                 {{"hostname", formula, "weak"}}});
  out->evidence({2,
                 not_utf8,
                 "archive",
                 std::string(64, 'c'),
                 Time(Time::duration::min()),
                 "",
                 "",
                 "",
                 "",
                 "",
                 "",
                 "",
                 {}});
  Records first;
  for (const auto* path : {&escape, &formula, &markup, &turned, &not_utf8, &endless})
    first.add(PathSeen{Path{*path}, "file"}, 7);
  first.add(NameQueried{.name = Domain{"example.org"},
                        .client = Ip{"10.0.0.7"},
                        .record = "A",
                        .when = day,
                        .when_text = {}},
            8);
  first.add(NameQueried{.name = Domain{"old.example"},
                        .client = {},
                        .record = {},
                        .when = from_seconds(-86'400),
                        .when_text = {}},
            9);
  first.add(NameQueried{.name = Domain{"guess.example"},
                        .client = {},
                        .record = {},
                        .when = day,
                        .when_text = "May 14 10:00:00"},
            10);
  first.add(NameQueried{.name = Domain{"lost.example"},
                        .client = {},
                        .record = {},
                        .when = {},
                        .when_text = "sometime " + markup},
            11);
  first.add(NameQueried{.name = Domain{"never.example"},
                        .client = {},
                        .record = {},
                        .when = Time(Time::duration::min()),
                        .when_text = {}},
            12);
  job(*out, {1, 1, "var/log/" + turned, "", "names", "names"}, first);
  Records second;
  Program program{};
  program.package = {"deb", "guard"};
  program.version_text = "1.0";
  program.installed = day;
  second.add(program, 0);
  job(*out, {2, 2, markup, "img!/p2", "dpkg", "packages.dpkg"}, second);
  out->program({1, in_job(1, 0), "", "deb", formula, "1;=2", "\tvendor", "", Presence::installed});
  out->program(
      {1, in_job(1, 1), "", "deb", markup, "-1", "a \"quoted\" name", "pkg:deb/x", Presence::declared});
  out->program({2, in_job(2, 0), "img!/p2", "deb", endless, not_utf8, escape, "", Presence::residual});
  out->problem({1, markup, 4096, Fault::truncated, "record cut short " + escape, "dpkg"});
  out->problem({2, endless, UINT64_MAX, Fault::unsupported_version, "=1+1", "dpkg"});
  out->coverage({1, "packages.dpkg", Status::complete, true, 12, "", true});
  out->coverage({1, markup, Status::unreadable, true, 0, "denied: " + formula, true});
  out->coverage({2, "services", Status::unsupported_version, false, 1, escape, true});
  out->coverage({2, "registry", Status::absent, true, 0, "", false});
  const auto index = Index::build(
      {indicator(formula, "product/acme/guard", Type::path, "/opt/guard"),
       indicator("acme/guard#package:deb/guard", "product/acme/guard", Type::package, "deb/guard")});
  Finding finding{.subject = "product/acme/guard",
                  .directive = "acme-2018",
                  .clause = "1",
                  .indicator = formula,
                  .source = "https://example.org/" + markup,
                  .confidence = Confidence::probable,
                  .presence = Presence::file_only,
                  .hit_class = "",
                  .why = "A path was met: " + markup + escape,
                  .evidence = 1,
                  .root = "",
                  .because = {},
                  .matches = 6};
  std::uint32_t n = 0;
  for (const auto* value : {&escape, &formula, &markup, &turned, &not_utf8, &endless}) {
    finding.because.push_back({1, in_job(1, n), 0, "", "names", "path.seen", "path", *value,
                               Presence::file_only, "var/log/" + turned, "names", 7});
    ++n;
  }
  out->finding(finding, index);
  Finding sure{.subject = "product/" + markup,
               .directive = "",
               .clause = "",
               .indicator = "acme/guard#package:deb/guard",
               .source = "",
               .confidence = Confidence::confirmed,
               .presence = Presence::residual,
               .hit_class = "ran",
               .why = "A package says so.",
               .evidence = 2,
               .root = "img!/p2",
               .because = {},
               .matches = 1};
  sure.because.push_back({2, in_job(2, 0), 1, "img!/p2", "packages.dpkg", "program", "package", "deb/guard",
                          Presence::residual, markup, "dpkg", 0});
  out->finding(sure, index);
  out->summary({.observations = 12,
                .files = 2,
                .problems = 2,
                .matched_indicators = 2,
                .indicators = 2,
                .confirmed = 1,
                .probable = 1,
                .leads = 0,
                .exit_code = 1,
                .incomplete = true,
                .started = day});
  return finished(std::move(out));
}

namespace {

// The laptop of the phase-out; `installed` says whether the product is still there.
Case laptop(bool installed, const std::string& vendor) {
  auto out = started();
  const auto taken = from_seconds(installed ? 1'527'000'000 : 1'535'000'000);
  out->content({"catalogue", "kaspersky", "3", "2018-05-01", std::string(64, '1'), ""});
  out->content({"directive", "nl-2018-kaspersky", "1", "2018-05-14", std::string(64, '2'), "2 of 2 valid"});
  out->evidence({1,
                 "laptop-0042.tar.zst",
                 "archive",
                 std::string(64, '3'),
                 taken,
                 "archive",
                 "root",
                 "laptop-0042",
                 "Ministry of Examples",
                 "organisation",
                 "",
                 "",
                 {{"machine-id", "6f2a9c0d41", "strong"}}});
  const std::string list = "var/lib/dpkg/status";
  Records packages;
  Program program{};
  program.package = {"deb", "kesl"};
  program.version_text = "10.0.0-3458";
  program.vendor = Vendor{"Kaspersky Lab"};
  program.present = installed ? Presence::installed : Presence::residual;
  packages.add(program, 18'204);
  job(*out, {1, 1, list, "", "dpkg", "packages.dpkg"}, packages);
  Records files;
  files.add(PathSeen{Path{"/var/opt/kaspersky/kesl/common/license"}, "file"}, 0);
  files.add(ServiceUnit{.name = Service{"kesl-supervisor.service"},
                        .program = Path{"/opt/kaspersky/kesl/libexec/kesl_launcher.sh"}},
            0);
  job(*out, {2, 1, "etc/systemd/system/kesl-supervisor.service", "", "systemd_unit", "services"}, files);
  constexpr std::array<std::array<std::string_view, 3>, 7> programs = {
      {{"bash", "4.4-5", "Matthias Klose"},
       {"curl", "7.52.1-5", "Alessandro Ghedini"},
       {"firefox-esr", "52.8.0esr-1", "Mike Hommey"},
       {"libreoffice", "1:5.2.7-1", "Debian LibreOffice"},
       {"openssh-client", "1:7.4p1-10", "Debian OpenSSH"},
       {"systemd", "232-25", "Debian systemd"},
       {"thunderbird", "1:52.8.0-1", "Carsten Schoenert"}}};
  std::uint64_t next = 0;
  const auto add = [&](std::string_view name, std::string_view version, std::string_view maker,
                       Presence presence) {
    out->program({1, in_job(1, next++), "", "deb", std::string(name), std::string(version),
                  std::string(maker), fmt::format("pkg:deb/debian/{}@{}", name, version), presence});
  };
  // The first observation of the list of packages is the one that the finding rests on.
  add("kesl", "10.0.0-3458", "Kaspersky Lab", program.present);
  for (const auto& p : programs) add(p[0], p[1], p[2], Presence::installed);
  if (!installed) add("clamav", "0.100.0-1", "ClamAV Team", Presence::installed);
  out->problem({1, "home/j.jansen/.mozilla/places.sqlite", 0, Fault::denied, "the file could not be opened",
                "places"});
  out->problem(
      {1, "var/log/dpkg.log.3.gz", 40'960, Fault::truncated, "the compressed stream ends early", "dpkg_log"});
  out->coverage({1, "packages.dpkg", Status::complete, true, 1, "", true});
  out->coverage({1, "services", Status::complete, true, 214, "", true});
  out->coverage({1, "packages.removed", Status::partial, true, 4, "1 of 4 logs ends early", true});
  out->coverage({1, "browser.history", Status::unreadable, true, 0, "1 of 1 files was denied", true});
  out->coverage({1, "packages.rpm", Status::absent, true, 0, "", false});
  const std::string kesl = "product/" + vendor + "/kesl";
  const auto index = Index::build(
      {indicator("kaspersky/kesl#package:deb/kesl", kesl, Type::package, "deb/kesl"),
       indicator("kaspersky/kesl#service:kesl-supervisor", kesl, Type::service, "kesl-supervisor"),
       indicator("kaspersky#path:/var/opt/kaspersky/kesl/common/license", "vendor/" + vendor, Type::path,
                 "/var/opt/kaspersky/kesl/common/license")});
  Finding finding{
      .subject = kesl,
      .directive = "nl-2018-kaspersky",
      .clause = "1",
      .indicator = "kaspersky/kesl#package:deb/kesl",
      .source = "https://support.kaspersky.com/KES4Linux/10.1.0/en-US/",
      .confidence = Confidence::confirmed,
      .presence = program.present,
      .hit_class = "",
      .why = installed
                 ? "The package kesl 10.0.0-3458 is in the list of installed packages, and its service is "
                   "set up."
                 : "The package kesl 10.0.0-3458 was removed; its configuration and its service remain.",
      .evidence = 1,
      .root = "",
      .because = {},
      .matches = 2};
  finding.because.push_back({1, in_job(1, 0), 0, "", "packages.dpkg", "program", "package", "deb/kesl",
                             program.present, list, "dpkg", 18'204});
  finding.because.push_back({1, in_job(2, 1), 1, "", "services", "service", "name", "kesl-supervisor.service",
                             Presence::installed, "etc/systemd/system/kesl-supervisor.service",
                             "systemd_unit", 0});
  out->finding(finding, index);
  Finding hint{.subject = "vendor/" + vendor,
               .directive = "nl-2018-kaspersky",
               .clause = "1",
               .indicator = "kaspersky#path:/var/opt/kaspersky/kesl/common/license",
               .source = "",
               .confidence = Confidence::lead,
               .presence = Presence::file_only,
               .hit_class = "",
               .why = "A file lies in a folder that the vendor's products use.",
               .evidence = 1,
               .root = "",
               .because = {},
               .matches = 1};
  hint.because.push_back({1, in_job(2, 0), 2, "", "paths", "path.seen", "path",
                          "/var/opt/kaspersky/kesl/common/license", Presence::file_only,
                          "var/opt/kaspersky/kesl/common/license", "names", 0});
  out->finding(hint, index);
  out->summary({.observations = 41'873,
                .files = 2'316,
                .problems = 2,
                .matched_indicators = 3,
                .indicators = 212,
                .confirmed = 1,
                .probable = 0,
                .leads = 1,
                .exit_code = 1,
                .incomplete = true,
                .started = taken});
  return finished(std::move(out));
}

}  // namespace

Case plain(const std::string& vendor) {
  return laptop(false, vendor);
}
Case older_plain(const std::string& vendor) {
  return laptop(true, vendor);
}

Case nothing() {
  auto out = started();
  out->content({"directive", "acme-2018", "1", "2018-05-14", std::string(64, '2'), "unsigned"});
  out->evidence(
      {1, "/", "live", "", from_seconds(1'535'000'000), "live", "user", "desk-7", "", "", "", "", {}});
  out->coverage({1, "packages.dpkg", Status::complete, true, 1, "", true});
  out->coverage({1, "services", Status::unreadable, true, 0, "denied", true});
  out->coverage({1, "kernel.modules", Status::complete, false, 3, "", true});
  out->summary({.observations = 9,
                .files = 4,
                .problems = 0,
                .matched_indicators = 0,
                .indicators = 5,
                .confirmed = 0,
                .probable = 0,
                .leads = 0,
                .exit_code = 3,
                .incomplete = true,
                .started = from_seconds(1'535'000'000)});
  return finished(std::move(out));
}

Case many(std::uint64_t programs) {
  auto out = started();
  out->evidence({1, "many.tar", "archive", "", Time{}, "", "", "", "", "", "", "", {}});
  for (std::uint64_t i = 0; i < programs; ++i)
    out->program({1, in_job(1, i), "", "deb", fmt::format("program-{:06}", i * 7919 % programs), "1", "", "",
                  Presence::installed});
  out->coverage({1, "packages.dpkg", Status::complete, true, 1, "", false});
  return finished(std::move(out));
}

std::string written(CaseView& view, std::string_view what, std::string_view format,
                    const ReportOptions& options, std::string* failure) {
  ToString out;
  const auto done = format_named(format)->write(view, *view_named(what), options, out);
  if (failure != nullptr) *failure = done ? "" : done.error().what;
  return std::move(out.text);
}

}  // namespace waarborg::sample

#include "cli/scan.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/options.h"
#include "cli/password.h"
#include "cli/terminal.h"
#include "engine/safe_output.h"

namespace waarborg {

void add_scan(CLI::App& app, int& code) {
  struct State {
    ScanRequest scan;
    ReportRequest report;
    std::string fail_on = "probable", depth, keep, password_file;
    std::uint64_t megabytes = Limits().job_output_bytes >> 20;
  };
  auto s = std::make_shared<State>();
  auto& verb = *app.add_subcommand(
      "scan", "Read evidence, match it, print what was found; nothing leaves the machine");
  verb.add_option("evidence", s->scan.evidence, "Folders, live roots, archives or files")
      ->required()
      ->type_name("EVIDENCE");
  verb.add_option("-o", s->scan.case_file, "Keep everything that was read as a case")->type_name("FILE.case");
  add_content(verb, s->scan.content);
  verb.add_option(
          "--as", s->scan.as,
          "What the evidence is, where its content does not say: a reader's name, archive, folder, live")
      ->type_name("KIND")
      ->group("Reading");
  verb.add_option("--depth", s->depth,
                  "known: known places only; names: and every name; full: and archives. Default: full, names "
                  "for a live root")
      ->check(CLI::IsMember({"known", "names", "full"}))
      ->group("Reading");
  verb.add_flag("--digests", s->scan.digests,
                "Take SHA-256, SHA-1 and MD5 of every file, in archives and backups too, for indicators that "
                "are digests; reads everything")
      ->group("Reading");
  verb.add_option("--jobs", s->scan.jobs, "Workers at once")
      ->check(CLI::Range(1u, 64u))
      ->capture_default_str()
      ->group("Reading");
  verb.add_option("--job-seconds", s->scan.limits.job_seconds,
                  "End a reader that gives no sign of life for so long")
      ->check(CLI::Range(1u, 86400u))
      ->capture_default_str()
      ->group("Reading");
  verb.add_option("--job-total-seconds", s->scan.limits.job_total_seconds,
                  "End a reader that takes longer over one file or archive")
      ->check(CLI::Range(1u, 31536000u))
      ->capture_default_str()
      ->group("Reading");
  verb.add_option("--job-megabytes", s->megabytes,
                  "End a reader that tells more than this of one file or archive")
      ->check(CLI::Range(1u, 1u << 20))
      ->capture_default_str()
      ->group("Reading");
  verb.add_option(
          "--keep", s->keep,
          "all: every observation, so that match can look for more later; findings: what was found, programs "
          "and devices. Default: all with -o")
      ->check(CLI::IsMember({"all", "findings"}))
      ->group("Reading");
  verb.add_option("--device", s->scan.device, "Name of the device the evidence is of")
      ->type_name("NAME")
      ->group("Where it comes from");
  verb.add_option("--organisation", s->scan.organisation, "Whose it is")
      ->type_name("ORG")
      ->group("Where it comes from");
  verb.add_option("--ownership", s->scan.ownership, "Whose device it is")
      ->check(CLI::IsMember({"organisation", "cope", "byod", "private"}))
      ->group("Where it comes from");
  verb.add_option("--taken", s->scan.taken, "When the evidence was made: 2026-11-22 or 2026-11-22T10:00:00Z")
      ->type_name("DATE")
      ->group("Where it comes from")
      ->check([](const std::string& text) {
        return parse_time(text) ? std::string() : "is no date: write 2026-11-22";
      });
  verb.add_option("--password-file", s->password_file,
                  "Passwords of encrypted backups, one a line, each tried on every backup: a file, or "
                  "/dev/fd/N; default: asked on a terminal")
      ->type_name("FILE")
      ->group("Reading");
  add_fail_on(verb, s->fail_on);
  add_output(verb, s->report);
  verb.footer(
      "Examples:\n"
      "  sudo waarborg scan / --format html --output report.html\n"
      "  waarborg scan rootfs.tar.zst -o host.case --device web-1\n"
      "  waarborg scan query.log --subject vendor/kaspersky --fail-on lead\n"
      "  waarborg scan dump.tar --digests --indicators spyware.stix2 -o phone.case\n"
      "Exit codes: 1 found, at --fail-on or surer (hints, and products of the past, are shown and do not\n"
      "  count); 3 not found, but something needed could not be read; 0 neither; 2 wrong usage; 4 failed.");
  verb.callback([s, &app, &code] {
    const bool quiet = app.count("--quiet") != 0;
    s->scan.fail_on = fail_on_confidence(s->fail_on);
    s->scan.limits.job_output_bytes = s->megabytes << 20;
    if (!s->depth.empty())
      s->scan.depth = s->depth == "known" ? Depth::known : s->depth == "names" ? Depth::names : Depth::full;
    if (!s->keep.empty()) s->scan.keep = s->keep == "all" ? Keep::all : Keep::findings;
    if (auto safe =
            guard_inputs(s->scan.evidence, {{"-o", s->scan.case_file}, {"--output", s->report.output}});
        !safe) {
      code = failed(safe.error());
      return;
    }
    StatusLine progress(quiet);
    s->scan.progress = [&](const std::string& line) { progress.show(line); };
    BackupPasswords passwords;
    if (auto opened = passwords.from(s->password_file); !opened) {
      code = failed(opened.error());
      return;
    }
    s->scan.passwords = [&](const std::string& backup, bool tried) {
      progress.clear();
      return passwords.more(backup, tried);
    };
    finish_output(s->report);
    auto result = scan(s->scan);
    progress.clear();
    code = result ? show_result(*result, s->report, quiet) : failed(result.error());
  });
}

}  // namespace waarborg

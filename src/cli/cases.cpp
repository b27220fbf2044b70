#include "cli/cases.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/options.h"
#include "cli/terminal.h"
#include "engine/answer_door.h"
#include "engine/safe_output.h"

namespace waarborg {

void add_match(CLI::App& app, int& code) {
  struct State {
    MatchRequest match;
    ReportRequest report;
    std::string fail_on = "probable";
  };
  auto s = std::make_shared<State>();
  auto& verb = *app.add_subcommand(
      "match", "Match newer directives and indicators with stored cases, without the evidence");
  verb.add_option("case", s->match.cases, "Cases written by scan -o")->required()->type_name("CASE");
  add_content(verb, s->match.content);
  verb.add_option("--jobs", s->match.jobs, "Threads")->check(CLI::Range(1u, 64u))->capture_default_str();
  add_fail_on(verb, s->fail_on);
  add_output(verb, s->report);
  verb.footer(
      "Examples:\n  waarborg match host.case --subject vendor/bytedance\n"
      "  waarborg match phone.case --indicators new.stix2\n"
      "Exit codes as of scan; 3 also where the scan did not keep or look for what is asked now.");
  verb.callback([s, &app, &code] {
    const bool quiet = app.count("--quiet") != 0;
    s->match.fail_on = fail_on_confidence(s->fail_on);
    finish_output(s->report);
    if (auto safe = guard_inputs(s->match.cases, {{"--output", s->report.output}}); !safe) {
      code = failed(safe.error());
      return;
    }
    auto results = match_cases(s->match);
    if (!results) {
      code = failed(results.error());
      return;
    }
    // Several cases: 4 over 1 over 3 over 0, as one scan of all would have it.
    for (auto& result : *results) {
      const int one = show_result(result, s->report, quiet);
      if (one == code_failed || code == 0 || (code == code_incomplete && one == 1)) code = one;
    }
  });
}

void add_report(CLI::App& app, int& code) {
  struct State {
    std::string file;
    ReportRequest report;
    LedgerPlace ledger;
  };
  auto s = std::make_shared<State>();
  auto& verb = *app.add_subcommand("report", "Tell what a case holds, or how a ledger stands");
  verb.add_option("case", s->file, "A case written by scan -o")->type_name("CASE");
  verb.add_option("--ledger", s->ledger.ledger, "Instead of a case: a ledger, as a page (--format html)")
      ->type_name("FILE|postgresql://...");
  verb.add_option("--as-of", s->ledger.as_of,
                  "The ledger as known then. A date is the end of that day; default: now")
      ->type_name("DATE");
  verb.add_option("--as", s->report.view, "What to tell")
      ->check(CLI::IsMember(view_names()))
      ->capture_default_str();
  verb.add_option("--against", s->report.against, "An older case: says what is new, gone or the same")
      ->type_name("OLDER.case");
  verb.add_option("--from", s->report.from, "Of a timeline: from this day or time on, UTC")
      ->type_name("DATE");
  verb.add_option("--until", s->report.until, "Of a timeline: up to this day, with it, or up to this time")
      ->type_name("DATE");
  verb.add_option("--filter", s->report.filter, "Of a timeline: only rows that hold every one of these words")
      ->type_name("WORDS");
  add_output(verb, s->report);
  verb.footer(
      "Examples:\n  waarborg report phone.case --as timeline --from 2026-10-01 --until 2026-10-31 --format "
      "html\n"
      "  waarborg report host.case --as inventory --format csv --output programs.csv\n"
      "  waarborg report host.case --format html --lang nl --output rapport.html\n"
      "  waarborg report --ledger nl.ledger --as-of 2026-12-31 --format html --output state.html");
  verb.callback([s, &code] {
    finish_output(s->report);
    const bool ledger = !s->ledger.ledger.empty();
    if (ledger != s->file.empty() || (!ledger && !s->ledger.as_of.empty()) ||
        (ledger && s->report.format != "html")) {
      code = failed({Fault::unsupported,
                     "report needs a case, or --ledger with --format html; --as-of goes with --ledger"});
      return;
    }
    const auto safe =
        guard_inputs({s->file, s->report.against, s->ledger.ledger}, {{"--output", s->report.output}});
    const auto done = !safe    ? safe
                      : ledger ? report_ledger(s->ledger, s->report.language, s->report.output)
                               : report_case(s->file, s->report);
    code = done ? 0 : failed(done.error());
  });
}

}  // namespace waarborg

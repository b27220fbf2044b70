#include "cli/options.h"

#include <unistd.h>

#include <CLI/CLI.hpp>

#include "cli/terminal.h"

namespace waarborg {

void add_content(CLI::App& verb, ContentRequest& content) {
  verb.add_option(
          "--directive", content.directives,
          "Directive: a file (YAML), a folder of them or the id of a shipped one; default: all shipped ones")
      ->type_name("FILE|DIR")
      ->group("What to look for");
  verb.add_option("--subject", content.subjects,
                  "Subject of the catalogue, e.g. vendor/kaspersky; needs no directive")
      ->type_name("SUBJECT")
      ->group("What to look for");
  verb.add_option("--indicators", content.indicators,
                  "Indicators that others publish: STIX 2, MISP, CSV, YAML, plain lists")
      ->type_name("FILE|DIR")
      ->group("What to look for");
  verb.add_option("--numbers", content.numbers,
                  "Is a number or address of this device on a list of targets? Made by catalogue numbers")
      ->type_name("FILE")
      ->group("What to look for");
  verb.add_option(
          "--exploited", content.exploited,
          "Your own list of versions of iOS and Android with exploited weaknesses (YAML); default: the "
          "shipped one")
      ->type_name("FILE")
      ->group("What to look for");
  verb.add_option("--catalogue", content.catalogues, "Your own catalogue entries (YAML)")
      ->type_name("FILE|DIR")
      ->group("What to look for");
}

void add_fail_on(CLI::App& verb, std::string& fail_on) {
  verb.add_option("--fail-on", fail_on, "Give exit code 1 from this confidence on")
      ->check(CLI::IsMember({"confirmed", "probable", "lead", "none"}))
      ->capture_default_str();
}

std::optional<Confidence> fail_on_confidence(const std::string& text) {
  if (text == "confirmed") return Confidence::confirmed;
  if (text == "probable") return Confidence::probable;
  if (text == "lead") return Confidence::lead;
  return {};
}

void add_output(CLI::App& verb, ReportRequest& report) {
  verb.add_option("--format", report.format, "How to write the result")
      ->check(CLI::IsMember(format_names()))
      ->capture_default_str()
      ->group("Result");
  verb.add_option("--output", report.output, "File for the result; default: standard output")
      ->type_name("FILE")
      ->group("Result");
  verb.add_option("--lang", report.language, "Language of tables and pages")
      ->check(CLI::IsMember(language_names()))
      ->capture_default_str()
      ->group("Result");
}

void finish_output(ReportRequest& report) {
  report.columns = terminal_columns(STDOUT_FILENO);
  report.colour = report.output.empty() && may_colour(STDOUT_FILENO);
}

int show_result(ScanResult& result, const ReportRequest& request, bool quiet) {
  const auto& notes = result.notes;
  const auto shown = quiet ? 0 : std::min<std::size_t>(notes.size(), 20);
  for (std::size_t i = 0; i < shown; ++i) say("note: " + notes[i]);
  if (!quiet && notes.size() > shown)
    say("note: and " + std::to_string(notes.size() - shown) + " more notes");
  if (!quiet)
    for (const auto& note : notes_on_feeds(*result.view, request.language)) say(note);
  if (auto written = report(*result.view, request); !written) return failed(written.error());
  return result.summary.exit_code;
}

}  // namespace waarborg

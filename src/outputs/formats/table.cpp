// For a person at a terminal. Findings come with what they mean: the answer first, the table, why each was
// concluded, and always what was looked at and what was not.
#include <fmt/core.h>

#include "base/text.h"
#include "outputs/account.h"
#include "outputs/findings.h"
#include "outputs/fit.h"
#include "outputs/terminal_table.h"
#include "outputs/words.h"

namespace waarborg {
namespace {

constexpr std::size_t headlines_shown = 12, coverage_shown = 60, folded_shown = 60, matches_shown = 5,
                      problems_shown = 10;

class Text {
 public:
  Text(const ReportOptions& options, Pieces& out) : options_(options), out_(out), ink_(options.colour) {}
  std::string say(std::string_view id, const std::vector<std::string>& arguments = {}) const {
    return message(options_.language, id, arguments);
  }
  // Wrapped to the terminal, each line behind `indent` blanks.
  void paragraph(std::string_view text, std::size_t indent = 0, bool bold = false) {
    const auto width = options_.columns - std::min(options_.columns, indent);
    for (const auto& line : wrap(printable(text), width))
      out_.add(std::string(indent, ' ')).add(bold ? ink_.bold(line) : line).add("\n");
  }
  void blank() { out_.add("\n"); }
  const ReportOptions& options() const { return options_; }
  Pieces& out() { return out_; }

 private:
  const ReportOptions& options_;
  Pieces& out_;
  Ink ink_;
};

// First what a person asked for: is it there, and can that be trusted?
void print_answer(const CaseAccount& account, Text& text) {
  const auto lines = headlines(account, text.options().language);
  for (std::size_t i = 0; i < std::min(lines.size(), headlines_shown); ++i) text.paragraph(lines[i], 0, true);
  if (lines.size() > headlines_shown)
    text.paragraph(text.say("more", {std::to_string(lines.size() - headlines_shown)}));
  text.paragraph(gap_sentence(account, text.options().language));
  text.blank();
}

void print_directives(const std::vector<DirectiveSaid>& directives, Text& text) {
  for (const auto& said : directives) {
    if (said.directive.empty()) continue;
    text.paragraph(said.clause.empty() ? text.say("card.no-clause", {said.directive})
                                       : text.say("card.directive", {said.directive, said.clause}),
                   3);
    if (!said.more.empty()) text.paragraph(trim(said.more), 6);
  }
}

void print_why(const StoredFinding& stored, const std::vector<DirectiveSaid>& directives,
               std::uint64_t number, std::string_view evidence, Text& text) {
  const auto& f = stored.finding;
  const auto& language = text.options().language;
  auto degree = in_words(language, "confidence", name_of(f.confidence));
  if (f.presence != Presence::none) degree += ", " + in_words(language, "presence", name_of(f.presence));
  text.paragraph(text.say("why.title", {std::to_string(number), subject_name(language, f.subject, f.name),
                                        degree, std::string(evidence)}));
  text.paragraph(f.why, 3);
  const auto shown = std::min(f.because.size(), matches_shown);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& match = f.because[i];
    const auto where =
        printable(match.file) + " @ " + std::to_string(match.offset) + "  " + printable(match.value);
    const auto width = text.options().columns;
    text.out().add("   ").add(fit(where, width - std::min<std::size_t>(width, 3))).add("\n");
  }
  if (f.matches > shown && shown != 0)
    text.paragraph(text.say("more", {std::to_string(f.matches - shown)}), 3);
  print_directives(directives, text);
}

// A second pass over the findings, instead of keeping their reasons while the table is printed.
Result<> print_whys(CaseView& view, Text& text) {
  const EvidencePaths paths(view);
  std::uint64_t number = 0;
  ToldOnce told(
      [&](const StoredFinding& stored, const std::vector<DirectiveSaid>& directives, std::string_view) {
        print_why(stored, directives, ++number, paths.path(stored.finding.evidence), text);
      });
  const auto done = each_finding(view, [&](const StoredFinding& stored) { told.add(stored, ""); });
  told.end();
  return done;
}

// The same thing under another directive is no row of its own here.
bool is_told(const Row& row, const Row& last, const View& what) {
  if (row.size() != last.size()) return false;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto& column = what.columns[i].name;
    if (column == "directive" || column == "clause" || column == "why") continue;
    if (row[i].text != last[i].text) return false;
  }
  return true;
}

// What is not there is one line and not a table of noes.
void print_not_there(const CaseAccount& account, const EvidencePaths& paths, Text& text) {
  const auto told = not_there(account.telling, paths, text.options().language);
  for (std::size_t i = 0; i < std::min(told.size(), folded_shown); ++i) text.paragraph(told[i]);
  if (told.size() > folded_shown)
    text.paragraph(text.say("coverage.left-off", {std::to_string(told.size() - folded_shown)}));
}

void print_coverage(CaseView& view, const CaseAccount& account, Text& text) {
  const auto& language = text.options().language;
  text.paragraph(text.say("coverage.title"), 0, true);
  std::vector<std::string> counts;
  for (const auto& [status, n] : account.by_status)
    counts.push_back(in_words(language, "status", name_of(status)) + " " + std::to_string(n));
  text.paragraph(join(counts, " · "));
  TerminalTable table(*view_named("coverage"), text.options(), text.out());
  const EvidencePaths paths(view);
  std::size_t left = 0;
  for (const auto& row : account.telling) {  // the view `coverage` has every row
    if (is_not_there(row)) continue;
    if (table.rows() < coverage_shown)
      table.add(coverage_row(row, paths));
    else
      ++left;
  }
  table.finish();
  if (left != 0) text.paragraph(text.say("coverage.left-off", {std::to_string(left)}));
  print_not_there(account, paths, text);
  if (const auto names = gap_names(account, language); !names.empty()) text.paragraph(names, 0, true);
}

// What coverage sums up, by file.
Result<> print_problems(CaseView& view, Text& text) {
  const auto all = view.summary().problems;
  if (all == 0) return {};
  text.blank();
  text.paragraph(text.say("problems.title"), 0, true);
  std::size_t seen = 0;
  const auto done = view.problems([&](const ProblemRow& row) {
    if (seen++ < problems_shown)
      text.paragraph(fmt::format("{} @ {}: {}", fit(printable(row.file), text.options().columns * 2 / 3),
                                 row.offset, shorten(row.why, 400)),
                     3);
  });
  if (seen > problems_shown) text.paragraph(text.say("more", {std::to_string(seen - problems_shown)}), 3);
  return done;
}

Result<> write_findings(CaseView& view, const View& what, const ReportOptions& options, Pieces& out) {
  const auto account = account_of(view);
  if (!account) return pass(account.error());
  Text text(options, out);
  print_answer(*account, text);
  TerminalTable table(what, options, out);
  Row last;
  auto done = what.rows(view, options, [&](const Row& row) {
    if (!is_told(row, last, what)) table.add(row);
    last = row;
  });
  table.finish();
  if (table.rows() != 0) {
    text.blank();
    text.paragraph(text.say("why.heading"), 0, true);
  }
  if (const auto said = print_whys(view, text); done) done = said;
  if (table.rows() != 0) text.blank();
  print_coverage(view, *account, text);
  if (const auto said = print_problems(view, text); done) done = said;
  return done;
}

Result<> write(CaseView& view, const View& what, const ReportOptions& options, Writer& writer) {
  Pieces out(writer);
  Text text(options, out);
  Result<> done;
  if (what.name == "findings") {
    done = write_findings(view, what, options, out);
  } else {
    TerminalTable table(what, options, out);
    done = what.rows(view, options, [&](const Row& row) { table.add(row); });
    table.finish();
    if (table.rows() == 0) text.paragraph(text.say("rows.none"));
  }
  if (!done) text.paragraph(text.say("incomplete", {done.error().what}), 0, true);
  return done;
}

}  // namespace

Format table() {
  return {.about = "For a terminal, as wide as it is.", .write = write};
}

}  // namespace waarborg

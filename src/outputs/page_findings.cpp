#include "outputs/page_findings.h"

#include <algorithm>

#include "base/text.h"
#include "outputs/feed_age.h"
#include "outputs/fields.h"
#include "outputs/findings.h"
#include "outputs/words.h"

namespace waarborg {
namespace {

// What a person can read on one page; csv and json have the rest, and the page says so.
constexpr std::uint64_t cards_shown = 200, matches_shown = 5, problems_shown = 200, programs_shown = 2000;
constexpr std::size_t headlines_shown = 8, evidence_shown = 100, coverage_shown = 500;

// A day that a hostile case puts outside all calendars is as good as none.
std::string day_text(Time time) {
  return is_date(time.time_since_epoch().count()) ? date_of(time) : std::string();
}

void write_answer(const CaseAccount& account, HtmlPage& page) {
  const auto lines = headlines(account, page.language());
  // The colour of the answer: found, hints only, nothing but with gaps, nothing.
  const bool found =
      !account.subjects.empty() && account.subjects.front().degree > CaseAccount::Degree::historic;
  const auto* tone = found                                                ? "found"
                     : !account.subjects.empty() || !account.gaps.empty() ? "open"
                     : account.asked                                      ? "clear"
                                                                          : "open";
  page.tag(std::string("<header class=\"answer ") + tone + "\">\n<p class=\"brand\">Waarborg</p>\n<h1>");
  page.text(lines.front());
  page.tag("</h1>\n");
  for (std::size_t i = 1; i < std::min(lines.size(), headlines_shown); ++i) page.paragraph(lines[i], "also");
  if (lines.size() > headlines_shown)
    page.paragraph(page.say("more", {std::to_string(lines.size() - headlines_shown)}));
  page.paragraph(gap_sentence(account, page.language()), account.gaps.empty() ? "whole" : "gaps");
  const auto& s = account.summary;
  page.paragraph(page.say("searched", {std::to_string(s.indicators), std::to_string(s.observations),
                                       std::to_string(s.files)}),
                 "small");
  if (const auto day = day_text(s.started); !day.empty()) page.paragraph(page.say("scanned", {day}), "small");
  page.tag("</header>\n");
}

// The strongest match in sight, the next few folded away: a card must not be longer than what it says.
void write_where(const StoredFinding& stored, HtmlPage& page) {
  const auto& because = stored.finding.because;
  const auto match_line = [&](const Match& match) {
    page.tag("<li><code>");
    page.value(match.value);
    page.tag("</code> <span class=\"at\">");
    page.value(match.file + " @ " + std::to_string(match.offset));
    page.tag("</span></li>\n");
  };
  if (because.empty()) return;
  page.tag("<ul class=\"where\">\n");
  match_line(because.front());
  page.tag("</ul>\n");
  const auto more = stored.finding.matches - std::min<std::uint64_t>(stored.finding.matches, 1);
  if (because.size() < 2 || more == 0) return;
  page.tag("<details><summary>");
  page.text(counted(page.language(), "matches", more));
  page.tag("</summary>\n<ul class=\"where\">\n");
  for (std::size_t i = 1; i < because.size() && i <= matches_shown; ++i) match_line(because[i]);
  page.tag("</ul>\n");
  if (more > matches_shown) page.paragraph(page.say("more", {std::to_string(more - matches_shown)}), "small");
  page.tag("</details>\n");
}

void write_card(const StoredFinding& stored, const std::vector<DirectiveSaid>& directives,
                std::string_view evidence, std::string_view change, HtmlPage& page) {
  const auto& f = stored.finding;
  const auto confidence = std::string(name_of(f.confidence));
  const auto presence = std::string(name_of(f.presence));
  page.tag("<article class=\"card " + confidence + "\">\n<h3>");
  page.text(subject_name(page.language(), f.subject, f.name));
  page.tag("</h3>\n<p class=\"badges\">");
  page.badge("change", change);
  page.badge("confidence", confidence);
  page.badge("presence", presence);
  page.badge("class", f.hit_class);
  page.tag("</p>\n");
  page.english(f.why, "why");
  // "The product is installed" would be false of a finding that is gone.
  if (change == "gone")
    page.paragraph(page.say("change.gone.long"));
  else
    page.paragraph(page.say("confidence." + confidence + ".long") +
                   (presence.empty() ? "" : " " + page.say("presence." + presence + ".long")));
  page.paragraph(page.say("card.where", {std::string(evidence) + (f.root.empty() ? "" : " ! " + f.root)}),
                 "label");
  write_where(stored, page);
  for (const auto& said : directives) {
    if (said.directive.empty()) continue;
    page.paragraph(said.clause.empty() ? page.say("card.no-clause", {said.directive})
                                       : page.say("card.directive", {said.directive, said.clause}),
                   "small");
    if (!said.more.empty()) page.english(said.more, "why");
  }
  if (!f.source.empty()) page.paragraph(page.say("card.source", {f.source}), "small");
  page.tag("</article>\n");
}

Result<> write_findings(CaseView& view, const CaseAccount& account, HtmlPage& page) {
  page.section("findings", page.say("findings.title"));
  auto changes = FindingChanges::between(view, page.options().against);
  if (!changes) return pass(changes.error());
  if (account.findings == 0) page.paragraph(page.say("findings.none"));
  const EvidencePaths paths(view);
  std::uint64_t shown = 0;
  const auto cards = [&](const EvidencePaths& places) {
    return ToldOnce([&](const StoredFinding& stored, const std::vector<DirectiveSaid>& directives,
                        std::string_view change) {
      if (shown++ < cards_shown)
        write_card(stored, directives, places.path(stored.finding.evidence), change, page);
    });
  };
  auto told = cards(paths);
  auto done = each_finding(
      view, [&](const StoredFinding& stored) { told.add(stored, changes->change(stored.finding)); });
  told.end();
  if (page.options().against != nullptr && done) {
    const EvidencePaths older(*page.options().against);
    auto gone = cards(older);
    done = changes->each_gone([&](const StoredFinding& stored) { gone.add(stored, "gone"); });
    gone.end();
  }
  if (shown > cards_shown)
    page.paragraph(page.say("rows.capped", {std::to_string(cards_shown), std::to_string(shown)}), "capped");
  return done;
}

// A page is passed on without its author: what the figures do not say must stand beside them.
void write_meaning(const CaseAccount& account, HtmlPage& page) {
  page.section("meaning", page.say("meaning.title"));
  std::vector<std::string> items;
  if (account.findings != 0) items = {page.say("meaning.found"), page.say("meaning.use")};
  items.push_back(page.say("meaning.absence"));
  items.push_back(page.say("meaning.then"));
  if (!account.gaps.empty()) items.push_back(gap_names(account, page.language()));
  page.list(items);
}

void write_evidence(CaseView& view, HtmlPage& page) {
  page.section("evidence", page.say("evidence.title"));
  page.begin_table(page.say("evidence.caption"), {"evidence", "kind", "taken", "device", "rights"});
  const auto rows = view.evidence();
  for (std::size_t i = 0; i < std::min(rows.size(), evidence_shown); ++i) {
    const auto& row = rows[i];
    const auto day = day_text(row.taken);
    auto device = row.device_name;
    if (!row.organisation.empty()) device += (device.empty() ? "" : ", ") + row.organisation;
    page.row({row.path, row.kind, day.empty() ? page.say("not-known") : day, device, row.rights});
  }
  page.end_table();
  if (rows.size() > evidence_shown)
    page.paragraph(page.say("rows.capped", {std::to_string(evidence_shown), std::to_string(rows.size())}),
                   "capped");
}

void write_coverage(CaseView& view, HtmlPage& page) {
  page.section("coverage", page.say("coverage.title"));
  page.paragraph(page.say("coverage.lead"));
  page.begin_table(page.say("coverage.caption"),
                   {"evidence", "probe", "status", "canary", "files", "needed", "why"});
  // One row a probe and piece of evidence, so this may be sorted in memory.
  auto rows = view.coverage();
  // What was not read comes first, then what matters: nobody should have to look for it.
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::pair(!is_gap(a), !a.needed) < std::pair(!is_gap(b), !b.needed);
  });
  const EvidencePaths paths(view);
  const auto absent = not_there(rows, paths, page.language());
  std::erase_if(rows, is_not_there);
  for (std::size_t i = 0; i < std::min(rows.size(), coverage_shown); ++i) {
    std::vector<std::string> cells;
    for (const auto& cell : coverage_row(rows[i], paths)) cells.push_back(cell.text);
    page.row(cells);
  }
  page.end_table();
  if (rows.size() > coverage_shown)
    page.paragraph(page.say("rows.capped", {std::to_string(coverage_shown), std::to_string(rows.size())}),
                   "capped");
  // What is not there would be most of the table.
  if (!absent.empty())
    page.list({absent.begin(),
               absent.begin() + static_cast<std::ptrdiff_t>(std::min(absent.size(), coverage_shown))});
}

Result<> write_problems(CaseView& view, HtmlPage& page) {
  const auto all = view.summary().problems;
  page.section("problems", page.say("problems.title"));
  if (all == 0) page.paragraph(page.say("problems.none"));
  std::uint64_t seen = 0;
  const auto done = view.problems([&](const ProblemRow& row) {
    if (seen == 0)
      page.begin_table(page.say("problems.caption"), {"file", "offset", "fault", "why", "reader"});
    if (seen++ < problems_shown)
      page.row({row.file, std::to_string(row.offset), std::string(name_of(row.fault)), row.why, row.reader});
  });
  if (seen != 0) page.end_table();
  if (seen > problems_shown)
    page.paragraph(page.say("rows.capped", {std::to_string(problems_shown), std::to_string(seen)}), "capped");
  return done;
}

Result<> write_programs(CaseView& view, HtmlPage& page) {
  page.section("programs", page.say("programs.title"));
  const auto* inventory = view_named("inventory");
  const auto columns = columns_shown(*inventory, page.options(), true);
  std::vector<std::string_view> names;
  for (const auto i : columns) names.push_back(inventory->columns[i].name);
  std::uint64_t seen = 0;
  const auto done = inventory->rows(view, page.options(), [&](const Row& row) {
    // Counted to the end, so that the page can say how many it does not show.
    if (seen == 0) page.begin_table(page.say("programs.caption"), names, true);
    if (seen++ >= programs_shown) return;
    std::vector<std::string> cells;
    for (const auto i : columns) cells.push_back(row[i].text);
    page.row(cells);
  });
  if (seen != 0) page.end_table();
  if (seen == 0) page.paragraph(page.say("programs.none"));
  if (seen > programs_shown)
    page.paragraph(page.say("rows.capped", {std::to_string(programs_shown), std::to_string(seen)}), "capped");
  return done;
}

void write_content(CaseView& view, HtmlPage& page) {
  page.section("content", page.say("content.title"));
  page.paragraph(page.say("content.lead", {view.program_version()}));
  const auto rows = view.content();
  if (rows.empty()) return;
  page.begin_table(page.say("content.caption"), {"what", "name", "version", "date", "sha256", "signature"});
  for (const auto& row : rows)
    page.row({row.what, row.name, row.version, row.date, row.sha256, row.signature});
  page.end_table();
  for (const auto& note : feed_notes(view, page.language())) page.paragraph(note, "capped");
}

}  // namespace

Result<> write_scan_page(CaseView& view, HtmlPage& page) {
  const auto account = account_of(view);
  if (!account) return pass(account.error());
  page.begin(headlines(*account, page.language()).front());
  write_answer(*account, page);
  auto done = write_findings(view, *account, page);
  write_meaning(*account, page);
  write_evidence(view, page);
  write_coverage(view, page);
  if (const auto more = write_problems(view, page); done) done = more;
  if (const auto more = write_programs(view, page); done) done = more;
  write_content(view, page);
  return done;
}

}  // namespace waarborg

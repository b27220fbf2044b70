// One HTML file for a person, that asks for nothing and runs nothing of the evidence.
#include "base/text.h"
#include "outputs/page_findings.h"

namespace waarborg {
namespace {

constexpr std::uint64_t rows_shown = 5000;

// A page that shows a part says which.
std::string filter_text(const HtmlPage& page) {
  const auto& filter = page.options().filter;
  std::vector<std::string> parts;
  if (filter.from) parts.push_back(page.say("filter.from", {to_text(*filter.from)}));
  if (filter.until) parts.push_back(page.say("filter.until", {to_text(*filter.until)}));
  if (!filter.words.empty()) parts.push_back(page.say("filter.words", {printable(join(filter.words, " "))}));
  return parts.empty() ? std::string() : page.say("filter.lead", {join(parts, "; ")});
}

// Beyond this a browser becomes slow and nobody reads on; the page says how many there are.
Result<> write_rows(CaseView& view, const View& what, HtmlPage& page) {
  const auto title = page.say("view." + std::string(what.name));
  page.begin(title);
  page.tag("<header class=\"answer\">\n<p class=\"brand\">Waarborg</p>\n<h1>");
  page.text(title);
  page.tag("</h1>\n</header>\n");
  if (const auto filter = filter_text(page); !filter.empty()) page.paragraph(filter, "capped");
  const auto columns = columns_shown(what, page.options(), true);
  std::vector<std::string_view> names;
  for (const auto i : columns) names.push_back(what.columns[i].name);
  page.begin_table(title, names, true);
  std::uint64_t seen = 0;
  const auto done = what.rows(view, page.options(), [&](const Row& row) {
    if (seen++ >= rows_shown) return;
    std::vector<std::string> cells;
    for (const auto i : columns) cells.push_back(row[i].text);
    page.row(cells);
  });
  page.end_table();
  if (seen == 0) page.paragraph(page.say("rows.none"));
  if (seen > rows_shown)
    page.paragraph(page.say("rows.capped", {std::to_string(rows_shown), std::to_string(seen)}), "capped");
  return done;
}

Result<> write(CaseView& view, const View& what, const ReportOptions& options, Writer& writer) {
  HtmlPage page(options, writer);
  const auto done = what.name == "findings" ? write_scan_page(view, page) : write_rows(view, what, page);
  if (!done) page.paragraph(page.say("incomplete", {done.error().what}), "gaps");
  page.end();
  return done;
}

}  // namespace

Format html() {
  return {.about = "One HTML page for people, without any request.", .write = write};
}

}  // namespace waarborg

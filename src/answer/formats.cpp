// The same answer for a terminal, for programs, for a spreadsheet and for a browser.
#include <fmt/core.h>

#include <algorithm>

#include "answer/document.h"
#include "base/json.h"
#include "base/text.h"
#include "outputs/cells.h"
#include "outputs/fields.h"
#include "outputs/fit.h"
#include "outputs/page.h"

namespace waarborg {
namespace {

std::string indented(std::string_view text, std::size_t columns, std::string_view mark) {
  std::string out;
  bool first = true;
  for (const auto& line : wrap(printable(text), columns - std::min<std::size_t>(columns, 2))) {
    out += std::string(first ? mark : "  ") + line + "\n";
    first = false;
  }
  return out;
}

std::string table_text(const DocumentTable& table, const std::string& language) {
  std::vector<std::vector<std::string>> rows(1);
  for (const auto& name : table.columns) rows[0].push_back(message(language, "column." + name));
  rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  std::vector<std::size_t> widths(table.columns.size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns_of(row[i]));
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(widths[i] - columns_of(row[i]), ' ');
      line += "  " + (i == 0 ? row[i] + blanks : blanks + row[i]);
    }
    out += std::string(line.substr(0, line.find_last_not_of(' ') + 1)) + "\n";
  }
  return out;
}

void write_figures(const FigureRow& row, JsonWriter& out) {
  out.key("figures").begin_object();
  for (std::size_t f = 0; f < figure_count; ++f) {
    out.key(figure_names[f]).begin_object();
    out.key("value");
    if (row.withheld[f])
      out.null();
    else
      out.value(row.value[f]);
    if (!row.withheld[f] && row.value[f] == 0) out.member("of", row.value[in_scope]);
    out.member("withheld", static_cast<bool>(row.withheld[f])).end_object();
  }
  out.end_object();
}

class Text final : public Writer {
 public:
  void write(std::string_view bytes) override { text += bytes; }
  std::string text;
};

}  // namespace

std::string answer_text(const Document& d, std::size_t columns) {
  auto out = indented(d.title, columns, "") +
             (d.question.empty() ? "" : "\n" + indented(d.question, columns, "  ")) + "\n";
  for (const auto& [name, value] : d.facts) out += indented(name + ": " + value, columns, "  ");
  out += "\n";
  for (const auto& remark : d.remarks) out += indented(remark, columns, "");
  for (const auto& table : d.tables) {
    out += "\n" + indented(table.caption, columns, "") + "\n" + table_text(table, d.language) + "\n";
    for (const auto& sentence : table.sentences) out += indented(sentence, columns, "- ");
  }
  for (const auto& list : d.lists) {
    out += "\n" + indented(list.title, columns, "");
    for (const auto& item : list.items) out += indented(item, columns, "- ");
  }
  return out;
}

std::string answer_json(const PublicAnswer& a, const Document& d) {
  JsonWriter out(2);
  out.begin_object().member("format", std::int64_t{1}).member("language", d.language);
  const auto& q = a.question;
  out.key("question").begin_object().member("id", q.id).member("sha256", q.sha256).member("text", d.question);
  out.member("asked_on", q.asked_on).member("due", q.due).member("addressee", q.addressee).end_object();
  out.key("directive").begin_object().member("id", a.rule.directive).member("version", a.rule.version);
  out.member("issued", a.rule.issued).member("sha256", a.rule.sha256).end_object();
  out.member("as_of", to_text(a.as_of)).member("threshold", a.threshold);
  out.member("cases", static_cast<std::int64_t>(a.cases)).member("catalogue_date", a.catalogue_date);
  out.key("snapshot").begin_object().member("event", a.snapshot.event).member("head", a.snapshot.head);
  out.end_object().key("rows").begin_array();
  for (const auto& row : a.table.rows) {
    out.begin_object().member("organisation", row.organisation).member("ownership", row.ownership);
    write_figures(row, out);
    const bool told = !row.withheld[present] && row.value[present] >= a.threshold;
    out.member("first_seen", told ? date_of(row.first_seen) : "").end_object();
  }
  out.end_array().key("not_reported").begin_array();
  for (const auto& name : a.table.silent) out.value(name);
  for (const auto& name : a.table.without_device) out.value(name);
  out.end_array().key("sentences").begin_array();
  for (const auto& table : d.tables) {
    out.begin_object().member("about", table.title).key("said").begin_array();
    for (const auto& sentence : table.sentences) out.value(sentence);
    out.end_array().end_object();
  }
  out.end_array();
  for (const auto& list : d.lists) {
    if (list.id == "silent") continue;
    out.key(list.id).begin_array();
    for (const auto& item : list.items) out.value(item);
    out.end_array();
  }
  out.key("remarks").begin_array();
  for (const auto& remark : d.remarks) out.value(remark);
  return json_for_terminals(out.end_array().end_object().take()) + "\n";
}

std::string answer_csv(const PublicAnswer& a) {
  std::string out = "question,directive,as_of,head,organisation,ownership,figure,value,of,withheld\r\n";
  for (const auto& row : a.table.rows)
    for (std::size_t f = 0; f < figure_count; ++f) {
      const bool withheld = row.withheld[f];
      const auto whole = row.withheld[in_scope] ? "" : std::to_string(row.value[in_scope]);
      out += fmt::format("{},{},{},{},{},{},{},{},{},{}\r\n", csv_cell(a.question.id),
                         csv_cell(a.rule.directive), to_text(a.as_of), a.snapshot.head,
                         csv_cell(row.organisation), row.ownership, figure_names[f],
                         withheld ? "" : std::to_string(row.value[f]), whole, withheld ? "yes" : "no");
    }
  return out;
}

std::string answer_html(const Document& d) {
  Text out;
  {
    ReportOptions options;
    options.language = d.language;
    HtmlPage page(options, out);
    page.begin(d.title);
    page.tag("<header class=\"answer\">\n<p class=\"brand\">Waarborg</p>\n<h1>");
    page.text(d.title);
    page.tag("</h1>\n");
    if (!d.question.empty()) page.paragraph(d.question, "also");
    page.tag("<dl class=\"facts\">\n");
    for (const auto& [name, value] : d.facts) {
      page.tag("<div><dt>");
      page.text(name);
      page.tag("</dt><dd>");
      page.text(value);
      page.tag("</dd></div>\n");
    }
    page.tag("</dl>\n");
    for (const auto& remark : d.remarks) page.paragraph(remark, "small");
    page.tag("</header>\n");
    std::size_t number = 0;
    for (const auto& table : d.tables) {
      page.section("table-" + std::to_string(++number), table.title);
      page.begin_table(table.caption, {table.columns.begin(), table.columns.end()});
      for (const auto& row : table.rows) page.row(row);
      page.end_table();
      page.list(table.sentences);
    }
    for (const auto& list : d.lists) {
      page.section(list.id, list.title);
      page.list(list.items);
    }
    page.end("answer.foot");
  }
  return std::move(out.text);
}

}  // namespace waarborg

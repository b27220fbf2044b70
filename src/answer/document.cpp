#include "answer/document.h"

#include <fmt/core.h>

#include <algorithm>

#include "outputs/words.h"

namespace waarborg {
namespace {

// What a table shows, in its order. Heard of and first seen follow from the others.
constexpr std::array<FigureNumber, 9> shown_before_left = {
    absent, gone, never_seen, unknown, not_heard, stale, incomplete, suspected, left_scope};

class Writing {
 public:
  Writing(const PublicAnswer& answer, const std::string& language) : a_(answer) { out_.language = language; }

  Document run() {
    out_.title = say("answer.title", {a_.question.id});
    out_.question = a_.question.text.in(out_.language);
    add_facts();
    const auto& rows = a_.table.rows;
    for (std::size_t begin = 0; begin < rows.size();) {
      auto end = begin + 1;
      while (end < rows.size() && !rows[end].ownership.empty()) ++end;
      add_table({rows.data() + begin, rows.data() + end});
      begin = end;
    }
    add_silent();
    add_withheld();
    add_method();
    out_.lists.push_back(
        {"receipt",
         say("answer.receipt.title"),
         {say("answer.receipt", {std::to_string(a_.snapshot.event), a_.snapshot.head, day()})}});
    return std::move(out_);
  }

 private:
  std::string say(std::string_view id, const std::vector<std::string>& arguments = {}) const {
    return message(out_.language, id, arguments);
  }
  std::string day() const { return date_of(a_.as_of); }

  // In brackets within a sentence, so that nobody reads it as its words.
  std::string withheld() const { return "[" + say("answer.withheld-number") + "]"; }

  std::string number(const FigureRow& row, FigureNumber figure) const {
    return row.withheld[figure] ? withheld() : std::to_string(row.value[figure]);
  }

  // Known only when all that it follows from is shown.
  static std::optional<std::int64_t> heard(const FigureRow& row) {
    if (row.withheld[in_scope] || row.withheld[not_heard] || row.withheld[left_scope]) return {};
    return row.value[in_scope] - row.value[not_heard] - row.value[left_scope];
  }

  // A nothing never stands alone.
  std::string cell(const FigureRow& row, FigureNumber figure) const {
    if (row.withheld[figure]) return say("answer.withheld-number");
    if (row.value[figure] != 0 || figure == in_scope) return number(row, figure);
    return say("answer.zero", {number(row, in_scope)});
  }
  std::string heard_cell(const FigureRow& row) const {
    const auto number = heard(row);
    if (!number) return say("answer.withheld-number");
    const auto whole = row.value[in_scope];
    return say("answer.share", {std::to_string(*number), std::to_string(whole),
                                std::to_string(*number * 100 / std::max<std::int64_t>(whole, 1))});
  }
  // The day of one device says too much where there are few.
  static std::string first_seen(const FigureRow& row, std::int64_t threshold) {
    if (row.withheld[present] || row.value[present] < threshold) return {};
    return date_of(row.first_seen);
  }

  void fact(std::string_view id, const std::string& value) {
    if (!value.empty()) out_.facts.emplace_back(say(id), value);
  }

  void add_facts() {
    const auto& q = a_.question;
    fact("answer.addressee", q.addressee);
    fact("answer.asked-by", q.asked_by);
    fact("answer.asked-on", q.asked_on);
    fact("answer.due", q.due);
    fact("answer.period", q.period_from.empty() ? "" : q.period_from + " – " + q.period_until);
    fact("answer.directive",
         say("answer.directive-text", {a_.rule.directive, a_.rule.version, a_.rule.issued}));
    fact("answer.as-of", day());
    std::string by = q.by_organisation ? say("answer.by-organisation") : "";
    if (q.by_ownership) by += (by.empty() ? "" : ", ") + say("answer.by-ownership");
    fact("answer.breakdown", by.empty() ? say("answer.by-nothing") : by);
    out_.remarks.push_back(say(q.by_ownership ? "answer.apart" : "answer.merged"));
    const auto other = a_.table.other_ownership;
    if (other >= a_.threshold) out_.remarks.push_back(say("answer.other-ownership", {std::to_string(other)}));
  }

  void add_table(std::span<const FigureRow> rows) {
    auto& table = out_.tables.emplace_back();
    const auto& all = rows.front();
    table.title = all.organisation.empty() ? say("answer.whole") : all.organisation;
    table.caption = say("answer.caption", {table.title, day()});
    table.columns.emplace_back("figure");
    for (const auto& row : rows)
      table.columns.push_back("owner-" + (row.ownership.empty() ? "all" : row.ownership));
    const auto line = [&](std::string_view name, const auto& cell_of) {
      auto& cells = table.rows.emplace_back();
      cells.push_back(say("figure." + std::string(name)));
      for (const auto& row : rows) cells.push_back(cell_of(row));
    };
    const auto figure_line = [&](FigureNumber f) {
      line(figure_names[f], [&](const FigureRow& row) { return cell(row, f); });
    };
    figure_line(in_scope);
    line("heard", [&](const FigureRow& row) { return heard_cell(row); });
    for (const auto f : {present, exception, no_exception}) figure_line(f);
    line("first-seen", [&](const FigureRow& row) { return first_seen(row, a_.threshold); });
    for (const auto f : shown_before_left) figure_line(f);
    add_sentences(all, table.sentences);
    for (const auto& row : rows.subspan(1)) table.sentences.push_back(class_sentence(row));
  }

  void add_sentences(const FigureRow& r, std::vector<std::string>& out) const {
    const auto n = [&](FigureNumber f) { return number(r, f); };
    const auto whole = n(in_scope);
    const auto known_of = heard(r);
    out.push_back(say("answer.s.in-scope", {whole, day()}));
    out.push_back(say("answer.s.heard", {known_of ? std::to_string(*known_of) : withheld(), whole,
                                         n(not_heard), n(left_scope)}));
    out.push_back(
        say("answer.s.present", {n(present), whole, std::to_string(a_.cases),
                                 a_.catalogue_date.empty() ? "?" : a_.catalogue_date, day(), n(unknown)}));
    if (r.withheld[present] || r.value[present] != 0)
      out.push_back(say("answer.s.exception", {n(exception), n(present), n(no_exception)}));
    if (const auto seen = first_seen(r, a_.threshold); !seen.empty())
      out.push_back(say("answer.s.first-seen", {seen}));
    out.push_back(say("answer.s.absent",
                      {n(absent), whole, n(gone), n(never_seen), std::to_string(a_.rule.max_age_days)}));
    out.push_back(
        say("answer.s.unknown", {n(unknown), whole, n(not_heard), n(stale), n(incomplete), n(suspected)}));
    out.push_back(say("answer.s.left", {n(left_scope), whole}));
  }

  std::string class_sentence(const FigureRow& r) const {
    return say("answer.s.class",
               {say(std::string("column.owner-") + r.ownership), number(r, in_scope), number(r, present),
                number(r, absent), number(r, unknown), number(r, left_scope), day()});
  }

  void add_silent() {
    DocumentList list{"silent", say("answer.silent.title"), {}};
    for (const auto& name : a_.table.silent) list.items.push_back(say("answer.silent.one", {name}));
    for (const auto& name : a_.table.without_device)
      list.items.push_back(say("answer.silent.unlisted", {name}));
    if (list.items.empty())
      list.items.push_back(say("answer.silent.none", {std::to_string(a_.table.organisations.size())}));
    out_.lists.push_back(std::move(list));
  }

  void add_withheld() {
    DocumentList list{"withheld", say("answer.withheld.title"), {}};
    std::int64_t withheld = 0, all = 0;
    for (const auto& row : a_.table.rows) {
      all += static_cast<std::int64_t>(figure_count);
      withheld += std::count(row.withheld.begin(), row.withheld.end(), true);
    }
    list.items.push_back(withheld == 0
                             ? say("answer.withheld.none")
                             : say("answer.withheld.count", {std::to_string(withheld), std::to_string(all),
                                                             std::to_string(a_.threshold)}));
    for (const auto& w : a_.question.withhold) {
      std::string figures;
      for (const auto& name : w.figures) figures += (figures.empty() ? "" : ", ") + say("figure." + name);
      list.items.push_back(
          say("answer.withheld.decided",
              {w.organisation.empty() ? say("answer.whole") : w.organisation,
               figures.empty() ? say("answer.withheld.everything") : figures, w.ground.in(out_.language)}));
    }
    list.items.push_back(say("answer.withheld.names"));
    out_.lists.push_back(std::move(list));
  }

  void add_method() {
    DocumentList list{"method", say("answer.method.title"), {}};
    std::string subjects;
    for (const auto& s : a_.rule.subjects) {
      if (subjects.size() > 400) {
        subjects += ", …";
        break;
      }
      subjects += (subjects.empty() ? "" : ", ") + subject_name(out_.language, s.subject);
    }
    list.items = {say("answer.method.silence"), say("answer.method.sum"),
                  say("answer.method.cases", {std::to_string(a_.cases)}), say("answer.method.unlisted"),
                  say("answer.method.subjects", {subjects})};
    out_.lists.push_back(std::move(list));
  }

  const PublicAnswer& a_;
  Document out_;
};

}  // namespace

Document document_of(const PublicAnswer& answer, const std::string& language) {
  return Writing(answer, language).run();
}

}  // namespace waarborg

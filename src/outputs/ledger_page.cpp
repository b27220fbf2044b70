#include "outputs/ledger_page.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "outputs/page.h"
#include "outputs/words.h"

namespace waarborg {
namespace {

// What a browser and a reader bear; ledger status --format json has all of it.
constexpr std::size_t devices_shown = 5000, days_shown = 12, notes_shown = 200;

std::string n(std::int64_t number) {
  return std::to_string(number);
}

Figures sum_of(const Account& account, const std::string& directive) {
  Figures out;
  for (const auto& row : account.organisations) {
    if (row.directive != directive) continue;
    const auto& f = row.figures;
    out.in_scope += f.in_scope, out.present += f.present, out.of_exception += f.of_exception;
    out.of_claimed += f.of_claimed, out.gone += f.gone, out.never_seen += f.never_seen;
    out.not_heard += f.not_heard, out.stale += f.stale, out.incomplete += f.incomplete;
    out.suspected += f.suspected, out.left += f.left;
  }
  return out;
}

// What must be done first, first.
int urgency(const DeviceRow& device) {
  switch (device.state) {
    case State::present:
      return 0;
    case State::removal_claimed:
      return 1;
    case State::suspected:
      return 2;
    case State::exception:
      return 3;
    case State::not_heard:
    case State::false_positive:
      return 4;
    case State::gone:
      return 5;
    case State::never_seen:
      return 6;
    default:
      return 7;
  }
}

std::string state_name(const DeviceRow& device) {
  return std::string(name_of(device.state, device.unknown));
}

class Telling {
 public:
  Telling(const LedgerPage& ledger, const Account& account, HtmlPage& page)
      : ledger_(ledger), account_(account), page_(page) {
    for (const auto& row : account.organisations)
      if (directives_.empty() || directives_.back() != row.directive) directives_.push_back(row.directive);
  }

  Result<> run() {
    page_.begin(say("ledger.title", {date_of(ledger_.as_of)}));
    header();
    if (!directives_.empty()) {
      figures();
      silent();
      exceptions();
      if (auto done = course(); !done) return done;
      devices();
    }
    notes();
    return {};
  }

 private:
  std::string say(std::string_view id, const std::vector<std::string>& arguments = {}) const {
    return page_.say(id, arguments);
  }

  void header() {
    std::size_t gone = 0;
    for (const auto& row : account_.organisations) gone += row.gone ? 1 : 0;
    const bool all = !account_.organisations.empty() && gone == account_.organisations.size();
    page_.tag(all ? "<header class=\"answer clear\">\n" : "<header class=\"answer open\">\n");
    page_.tag("<p class=\"brand\">Waarborg</p>\n<h1>");
    page_.text(say("ledger.title", {date_of(ledger_.as_of)}));
    page_.tag("</h1>\n");
    if (directives_.empty()) page_.paragraph(say("ledger.nothing"), "also");
    for (const auto& directive : directives_) {
      std::int64_t organisations = 0, done = 0;
      for (const auto& row : account_.organisations)
        if (row.directive == directive) ++organisations, done += row.gone ? 1 : 0;
      page_.paragraph(say("ledger.gone", {directive, n(done), n(organisations)}), "also");
      const auto f = sum_of(account_, directive);
      page_.paragraph(
          say("ledger.sum", {n(f.in_scope), n(f.present), n(f.absent()), n(f.unknown()), n(f.left)}));
    }
    page_.paragraph(say("ledger.silence"), "small");
    page_.paragraph(say("ledger.rests", {n(ledger_.events), ledger_.head}), "small");
    page_.tag("</header>\n");
  }

  // The four parts of N as one bar; the text beside it says the same.
  void bar(const std::string& name, const Figures& f) {
    if (f.in_scope == 0) return;
    page_.tag(
        "<svg class=\"bar\" viewBox=\"0 0 1000 24\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"");
    page_.text(say("ledger.bar", {name, n(f.present), n(f.absent()), n(f.unknown()), n(f.left)}));
    page_.tag("\">");
    std::int64_t before = 0;
    for (const auto& [css, part] : {std::pair<const char*, std::int64_t>{"present", f.present},
                                    {"absent", f.absent()},
                                    {"unknown", f.unknown()},
                                    {"left", f.left}}) {
      const auto from = before * 1000 / f.in_scope, to = (before + part) * 1000 / f.in_scope;
      if (to > from)
        page_.tag(std::string("<rect class=\"") + css + "\" x=\"" + n(from) + "\" y=\"0\" width=\"" +
                  n(to - from) + "\" height=\"24\"/>");
      before += part;
    }
    page_.tag("</svg>\n");
  }

  static std::string outcome(const OrganisationRow& row) {
    return row.gone                     ? "gone"
           : row.figures.present != 0   ? "present"
           : row.figures.unknown() != 0 ? "unknown"
                                        : "no-inventory";
  }

  void figures() {
    page_.section("figures", say("ledger.figures.title"));
    legend();
    for (const auto& directive : directives_) {
      page_.tag("<h3>");
      page_.text(directive);
      page_.tag("</h3>\n");
      bar(directive, sum_of(account_, directive));
      page_.begin_table(say("ledger.figures.caption", {directive}),
                        {"organisation", "in-scope", "present", "exception", "absent", "unknown",
                         "left-scope", "inventory", "outcome"});
      for (const auto& row : account_.organisations) {
        if (row.directive != directive) continue;
        const auto& f = row.figures;
        page_.row({row.organisation, n(f.in_scope), n(f.present), n(f.of_exception), n(f.absent()),
                   n(f.unknown()), n(f.left), date_of(row.inventory), outcome(row)});
      }
      page_.end_table();
    }
  }

  void legend() {
    page_.tag("<p class=\"legend\">");
    for (const auto* part : {"present", "absent", "unknown", "left"}) {
      page_.tag(std::string("<span class=\"key ") + part + "\">");
      page_.text(say(std::string("column.") + (part == std::string_view("left") ? "left-scope" : part)));
      page_.tag("</span> ");
    }
    page_.tag("</p>\n");
  }

  // By organisation, whatever the directive: the devices are the same.
  void silent() {
    page_.section("silent", say("ledger.silent.title"));
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> heard;  // nothing heard, in scope
    for (const auto& row : account_.organisations) {
      auto& [missing, whole] = heard[row.organisation];
      missing = std::max(missing, row.figures.not_heard);
      whole = row.figures.in_scope - row.figures.left;
    }
    std::vector<std::string> items;
    for (const auto& [name, of] : heard)
      if (of.first != 0)
        items.push_back(of.first == of.second ? say("ledger.silent.organisation", {name, n(of.second)})
                                              : say("ledger.silent.some", {name, n(of.first), n(of.second)}));
    if (items.empty()) return page_.paragraph(say("ledger.silent.none"));
    page_.list(items);
  }

  void exceptions() {
    page_.section("exceptions", say("ledger.exceptions.title"));
    std::vector<const LedgerEntry*> all;
    for (const auto& e : ledger_.entries)
      if (e.recorded <= ledger_.as_of && std::holds_alternative<Grant>(e.what)) all.push_back(&e);
    if (all.empty()) return page_.paragraph(say("ledger.exceptions.none"));
    // What ends next comes first; what has ended, last.
    const auto holds = [&](const LedgerEntry* e) {
      const auto& g = std::get<Grant>(e->what);
      return ledger_.as_of > g.until ? 2 : ledger_.as_of < g.from ? 1 : 0;
    };
    std::stable_sort(all.begin(), all.end(), [&](const LedgerEntry* a, const LedgerEntry* b) {
      return std::pair(holds(a), std::get<Grant>(a->what).until) <
             std::pair(holds(b), std::get<Grant>(b->what).until);
    });
    page_.begin_table(say("ledger.exceptions.caption"),
                      {"organisation", "asset", "subject", "need", "approver", "from", "until", "holds"});
    constexpr std::array<const char*, 3> words = {"holds", "to-come", "ended"};
    for (const auto* e : all) {
      const auto& g = std::get<Grant>(e->what);
      page_.row({e->organisation, g.asset.empty() ? say("ledger.all-devices") : g.asset,
                 subject_name(page_.language(), g.subject), g.need, g.approver, date_of(g.from),
                 date_of(g.until), words[static_cast<std::size_t>(holds(e))]});
    }
    page_.end_table();
  }

  // The days on which something was recorded, thinned out evenly; the last is the day of the page.
  std::vector<Time> days() const {
    std::set<std::string> dates;
    for (const auto& e : ledger_.entries)
      if (e.recorded <= ledger_.as_of && !std::holds_alternative<Publication>(e.what))
        dates.insert(date_of(e.recorded));
    dates.erase(date_of(ledger_.as_of));
    const std::vector<std::string> all(dates.begin(), dates.end());
    std::vector<Time> out;
    const auto count = std::min(all.size(), days_shown - 1);
    for (std::size_t i = 0; i < count; ++i) {
      const auto at = count == all.size() ? i : i * (all.size() - 1) / (count - 1);
      if (const auto day = parse_time(all[at]))
        out.push_back(*day + std::chrono::hours(24) - std::chrono::microseconds(1));
    }
    out.push_back(ledger_.as_of);
    return out;
  }

  Result<> course() {
    page_.section("course", say("ledger.course.title"));
    std::vector<Account> accounts;
    for (const auto day : days()) {
      auto account = account_of(ledger_.entries, day);
      if (!account) return pass(account.error());
      accounts.push_back(std::move(*account));
    }
    for (const auto& directive : directives_) {
      page_.tag("<h3>");
      page_.text(directive);
      page_.tag("</h3>\n");
      page_.begin_table(say("ledger.course.caption", {directive}),
                        {"day", "in-scope", "present", "exception", "absent", "unknown", "left-scope"});
      for (const auto& account : accounts) {
        const auto f = sum_of(account, directive);
        page_.row({date_of(account.as_of), n(f.in_scope), n(f.present), n(f.of_exception), n(f.absent()),
                   n(f.unknown()), n(f.left)});
      }
      page_.end_table();
    }
    return {};
  }

  void devices() {
    page_.section("devices", say("ledger.devices.title"));
    std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::pair<Time, Time>> seen;
    for (const auto& s : account_.states) {
      auto& [first, last] = seen[{s.directive, s.organisation, s.asset}];
      if (known(s.first_seen) && (!known(first) || s.first_seen < first)) first = s.first_seen;
      last = std::max(last, s.last_seen);
    }
    std::vector<const DeviceRow*> rows;
    for (const auto& d : account_.devices) rows.push_back(&d);
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto* a, const auto* b) { return urgency(*a) < urgency(*b); });
    std::vector<std::string_view> columns = {"organisation", "asset",      "ownership", "state",
                                             "why",          "first-seen", "last-seen"};
    if (directives_.size() > 1) columns.insert(columns.begin(), "directive");
    page_.begin_table(say("ledger.devices.caption"), columns, true);
    for (std::size_t i = 0; i < rows.size() && i < devices_shown; ++i) {
      const auto& d = *rows[i];
      const auto& [first, last] = seen[{d.directive, d.organisation, d.asset}];
      std::vector<std::string> cells = {d.organisation, d.asset,        d.ownership,  state_name(d),
                                        d.why,          date_of(first), date_of(last)};
      if (directives_.size() > 1) cells.insert(cells.begin(), d.directive);
      page_.row(cells);
    }
    page_.end_table();
    if (rows.size() > devices_shown)
      page_.paragraph(say("rows.capped", {n(devices_shown), std::to_string(rows.size())}), "capped");
  }

  void notes() {
    if (account_.conflicts.empty() && account_.unbound.empty()) return;
    page_.section("notes", say("ledger.notes.title"));
    std::size_t shown = 0;
    for (const auto* lines : {&account_.conflicts, &account_.unbound})
      for (const auto& line : *lines)
        if (shown++ < notes_shown) page_.english(line, "small");
    if (shown > notes_shown) page_.paragraph(say("more", {std::to_string(shown - notes_shown)}));
  }

  const LedgerPage& ledger_;
  const Account& account_;
  HtmlPage& page_;
  std::vector<std::string> directives_;
};

}  // namespace

Result<> write_ledger_page(const LedgerPage& ledger, const ReportOptions& options, Writer& out) {
  const auto account = account_of(ledger.entries, ledger.as_of);
  if (!account) return pass(account.error());
  HtmlPage page(options, out);
  auto done = Telling(ledger, *account, page).run();
  if (!done) page.paragraph(page.say("incomplete", {done.error().what}), "gaps");
  page.end();
  return done;
}

}  // namespace waarborg

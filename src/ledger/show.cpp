#include "ledger/show.h"

#include <fmt/core.h>

#include <array>
#include <map>

#include "base/json.h"
#include "base/text.h"

namespace waarborg {
namespace {

std::string padded(const std::string& text, std::size_t width, bool right) {
  const auto has = display_width(text);
  const std::string blanks(has < width ? width - has : 0, ' ');
  return right ? blanks + text : text + blanks;
}

std::string table(const std::vector<std::vector<std::string>>& rows, std::size_t left_columns) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths.size() <= i) widths.push_back(0);
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  std::string out;
  for (const auto& row : rows) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i)
      line += " " + padded(row[i], widths[i], i >= left_columns) + " ";
    out += std::string(line.substr(0, line.find_last_not_of(' ') + 1)) + "\n";
  }
  return out;
}

std::string n(std::int64_t number) {
  return std::to_string(number);
}

std::string_view name_of(Unknown unknown) {
  constexpr std::array<std::string_view, 5> names = {"", "not-heard", "stale", "incomplete", "suspected"};
  return names[static_cast<std::size_t>(unknown)];
}

void directive_text(const Account& account, const std::string& directive, std::string& out) {
  std::vector<std::vector<std::string>> rows = {{"organisation", "N", "P", "exception", "claimed", "A",
                                                 "gone", "never seen", "U", "not heard", "stale",
                                                 "incomplete", "suspected", "X"}};
  std::string ends;
  for (const auto& row : account.organisations) {
    if (row.directive != directive) continue;
    const auto& f = row.figures;
    rows.push_back({printable(row.organisation), n(f.in_scope), n(f.present), n(f.of_exception),
                    n(f.of_claimed), n(f.absent()), n(f.gone), n(f.never_seen), n(f.unknown()),
                    n(f.not_heard), n(f.stale), n(f.incomplete), n(f.suspected), n(f.left)});
    ends += fmt::format("  {}: {}\n", printable(row.organisation),
                        row.gone ? "gone" : "not gone: " + row.why_not);
    if (row.unlisted != 0)
      ends += fmt::format("    {} of N were seen, but stand in no inventory\n", row.unlisted);
  }
  out += fmt::format("\n{}\n{}\n{}", printable(directive), table(rows, 1), ends);
  rows = {{"organisation", "asset", "state", "why"}};
  for (const auto& d : account.devices)
    if (d.directive == directive && d.state != State::never_seen && d.state != State::gone)
      rows.push_back({printable(d.organisation), printable(d.asset), std::string(name_of(d.state, d.unknown)),
                      printable(d.why)});
  if (rows.size() > 1) out += "\n" + table(rows, 4);
}

}  // namespace

std::string account_text(const Account& account) {
  auto out = fmt::format(
      "As known on {}, from {} events. N in scope = P present + A proven absent + U unknown + X left "
      "scope.\n",
      to_text(account.as_of), account.events);
  std::string last;
  for (const auto& row : account.organisations) {
    if (row.directive == last) continue;
    last = row.directive;
    directive_text(account, last, out);
  }
  if (account.events == 0)
    out += "\nNothing was recorded by then: this says nothing of any device.\n";
  else if (last.empty())
    out +=
        "\nNothing is in scope, so nothing is shown to be gone: add an inventory (ledger add --assets) or "
        "cases.\n";
  for (const auto& line : account.conflicts) out += "\nconflict: " + printable(line);
  for (const auto& line : account.unbound) out += "\nnot counted: " + printable(line);
  if (!account.conflicts.empty() || !account.unbound.empty()) out += "\n";
  return out;
}

std::string account_json(const Account& account) {
  JsonWriter out(2);
  out.begin_object().member("as_of", to_text(account.as_of)).member("events", account.events);
  out.key("organisations").begin_array();
  for (const auto& row : account.organisations) {
    const auto& f = row.figures;
    out.begin_object().member("directive", row.directive).member("organisation", row.organisation);
    out.member("in_scope", f.in_scope);
    out.key("present")
        .begin_object()
        .member("all", f.present)
        .member("under_exception", f.of_exception)
        .member("removal_claimed", f.of_claimed)
        .end_object();
    out.key("absent")
        .begin_object()
        .member("all", f.absent())
        .member("gone", f.gone)
        .member("never_seen", f.never_seen)
        .end_object();
    out.key("unknown")
        .begin_object()
        .member("all", f.unknown())
        .member("not_heard", f.not_heard)
        .member("stale", f.stale)
        .member("incomplete", f.incomplete)
        .member("suspected", f.suspected)
        .end_object();
    out.member("left_scope", f.left)
        .member("unlisted", row.unlisted)
        .member("inventory", to_text(row.inventory));
    out.member("gone", row.gone).member("why_not", row.why_not).end_object();
  }
  out.end_array().key("assets").begin_array();
  for (const auto& d : account.devices)
    out.begin_object()
        .member("directive", d.directive)
        .member("organisation", d.organisation)
        .member("asset", d.asset)
        .member("ownership", d.ownership)
        .member("listed", d.listed)
        .member("state", name_of(d.state, d.unknown))
        .member("unknown", name_of(d.unknown))
        .member("why", d.why)
        .end_object();
  out.end_array().key("states").begin_array();
  for (const auto& s : account.states)
    out.begin_object()
        .member("directive", s.directive)
        .member("clause", s.clause)
        .member("organisation", s.organisation)
        .member("asset", s.asset)
        .member("subject", s.subject)
        .member("state", name_of(s.state, s.unknown))
        .member("unknown", name_of(s.unknown))
        .member("why", s.why)
        .member("first_seen", to_text(s.first_seen))
        .member("last_seen", to_text(s.last_seen))
        .member("exception_until", to_text(s.until))
        .member("deadline", s.deadline)
        .member("overdue", s.overdue)
        .member("episodes", s.episodes)
        .end_object();
  out.end_array().key("conflicts").begin_array();
  for (const auto& line : account.conflicts) out.value(line);
  out.end_array().key("not_counted").begin_array();
  for (const auto& line : account.unbound) out.value(line);
  return out.end_array().end_object().take() + "\n";
}

std::string event_json(const Event& event) {
  JsonWriter out;
  out.begin_object()
      .member("id", event.id)
      .member("about", to_text(event.about))
      .member("recorded", to_text(event.recorded));
  out.member("organisation", event.organisation).member("kind", event.kind);
  // As text, not as an object: the digest is over these very bytes.
  return out.member("body", event.body).member("digest", event.digest).end_object().take();
}

}  // namespace waarborg

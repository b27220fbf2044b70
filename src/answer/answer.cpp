#include "answer/answer.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace waarborg {
namespace {

// The newest rule of each directive, as known then.
std::map<std::string, Rule> rules_of(const std::vector<LedgerEntry>& entries, Time as_of) {
  std::map<std::string, Rule> out;
  for (const auto& e : entries)
    if (const auto* rule = std::get_if<Rule>(&e.what); rule != nullptr && e.recorded <= as_of)
      out[rule->directive] = *rule;
  return out;
}

Result<Rule> rule_for(const std::vector<LedgerEntry>& entries, const AnswerRequest& request) {
  const auto rules = rules_of(entries, request.as_of);
  const auto& asked = request.question.directive.empty() ? request.directive : request.question.directive;
  if (const auto at = rules.find(asked); at != rules.end()) return at->second;
  if (asked.empty() && rules.size() == 1) return rules.begin()->second;
  std::vector<std::string> names;
  for (const auto& [name, rule] : rules) names.push_back(name);
  if (names.empty())
    return fail(Fault::not_found, fmt::format("on {} the ledger had no directive", date_of(request.as_of)));
  return fail(Fault::not_found, asked.empty()
                                    ? fmt::format("name one with --directive: {}", join(names, ", "))
                                    : fmt::format("the ledger has no directive {}; it has {}", clean(asked),
                                                  join(names, ", ")));
}

std::size_t cases_of(const std::vector<LedgerEntry>& entries, Time as_of, const FigureTable& table) {
  std::set<std::string> out;
  for (const auto& e : entries)
    if (const auto* o = std::get_if<Observation>(&e.what); o != nullptr && e.recorded <= as_of)
      if (std::ranges::find(table.organisations, e.organisation) != table.organisations.end())
        out.insert(o->case_sha256);
  return out.size();
}

// What was published, and what it rested on.
Result<std::vector<Earlier>> register_of(const std::vector<LedgerEntry>& entries) {
  std::vector<Earlier> out;
  std::map<std::string, Account> accounts;  // one replay for each date
  for (const auto& e : entries) {
    const auto* publication = std::get_if<Publication>(&e.what);
    if (publication == nullptr) continue;
    auto published = read_published(publication->body);
    if (!published)
      return fail(Fault::malformed, fmt::format("event {}: {}", e.id, published.error().what),
                  static_cast<std::uint64_t>(e.id));
    const auto key = fmt::format("{} {}", to_text(published->as_of), published->event);
    auto at = accounts.find(key);
    if (at == accounts.end()) {
      std::vector<LedgerEntry> then;
      for (const auto& one : entries)
        if (one.id <= published->event) then.push_back(one);
      auto account = account_of(then, published->as_of);
      if (!account) return pass(account.error());
      at = accounts.emplace(key, std::move(*account)).first;
    }
    Question all;
    const auto table = figures_of(at->second, published->directive, all);
    if (!table) return pass(table.error());
    out.push_back({std::move(*published), table->cells});
  }
  return out;
}

// The same answer was given before: it is given again as it was.
void repeat(const std::vector<Earlier>& earlier, const AnswerRequest& request, PublicAnswer& answer) {
  auto whole = answer.table;
  for (auto& row : whole.rows) row.withheld = {};
  const auto rows = rows_of(whole);
  for (const auto& [p, cells] : earlier) {
    if (p.question_sha256 != request.question.sha256 || p.directive != answer.rule.directive ||
        p.as_of != request.as_of || p.head != request.snapshot.head || p.threshold != request.threshold ||
        p.rows.size() != rows.size())
      continue;
    bool same = true;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      same &= p.rows[r].organisations == rows[r].organisations && p.rows[r].ownership == rows[r].ownership;
      for (std::size_t f = 0; f < figure_count; ++f)
        same &= !p.rows[r].value[f] || p.rows[r].value[f] == rows[r].value[f];
    }
    if (!same) continue;
    for (std::size_t r = 0; r < rows.size(); ++r)
      for (std::size_t f = 0; f < figure_count; ++f)
        answer.table.rows[r].withheld[f] = !p.rows[r].value[f].has_value();
    return;
  }
}

}  // namespace

Result<PublicAnswer> answer_of(const std::vector<LedgerEntry>& entries, const AnswerRequest& request) {
  auto rule = rule_for(entries, request);
  if (!rule) return pass(rule.error());
  const auto account = account_of(entries, request.as_of);
  if (!account) return pass(account.error());
  auto table = figures_of(*account, rule->directive, request.question);
  if (!table) return pass(table.error());
  if (table->cells.empty())
    return fail(
        Fault::not_found,
        "nothing was in scope on that date: an answer would be about nothing; add an inventory first");
  PublicAnswer out{
      request.question, std::move(*rule), request.as_of, request.snapshot, request.threshold, 0, {},
      std::move(*table)};
  out.cases = cases_of(entries, request.as_of, out.table);
  for (const auto& subject : out.rule.subjects)
    out.catalogue_date = std::max(out.catalogue_date, subject.catalogue_date);
  const auto earlier = register_of(entries);
  if (!earlier) return pass(earlier.error());
  if (auto done = withhold(out.table, out.rule.directive, request.question, request.threshold, *earlier);
      !done)
    return pass(done.error());
  repeat(*earlier, request, out);
  return out;
}

Published published_of(const PublicAnswer& a, const std::string& answer_sha256) {
  return {a.question.id,    a.question.sha256, a.rule.directive, answer_sha256,   a.as_of,
          a.snapshot.event, a.threshold,       a.snapshot.head,  rows_of(a.table)};
}

}  // namespace waarborg

// What holds between the parts of a directive: names that are used must be declared, and once only.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "directives/dates.h"
#include "directives/read.h"

namespace waarborg {
namespace {

using Names = std::set<std::string, std::less<>>;

class Whole {
 public:
  Whole(const Directive& directive, FaultList& faults) : d_(directive), faults_(faults) {}

  void run() {
    for (const auto& source : d_.sources) sources_.insert(source.id);  // keys of a mapping: no two are alike
    declare("/clauses", d_.clauses, &Clause::id, clauses_);
    declare("/milestones", d_.milestones, &Milestone::id, milestones_);
    declare("/subjects", d_.subjects, &DirectiveSubject::ref, subjects_);
    declare("/grounds", d_.grounds, &Ground::criterion, grounds_);
    declare("/counter_claims", d_.counter_claims, &CounterClaim::id, claims_);
    declare("/signatures/roles", d_.signatures, &SignatureRole::role, roles_);
    declare("/signatures/roles", d_.signatures, &SignatureRole::key_id, keys_);
    for (const auto& clause : d_.clauses)
      for (const auto& audience : clause.audiences) selectors_.insert(audience.selector);
    clauses();
    milestones();
    cited_sources();
    follow_up();
    for (const auto& [date, name] : {std::pair{d_.effective, "effective"}, {d_.expires, "expires"}})
      if (!date.empty() && !d_.issued.empty() && date < d_.issued)
        faults_.add(fmt::format("/{}", name), fmt::format("{} lies before issued ({})", name, d_.issued));
  }

 private:
  template <class T>
  void declare(std::string_view place, const std::vector<T>& list, std::string T::*name, Names& into) {
    for (std::size_t i = 0; i < list.size(); ++i)
      if (const auto& one = list[i].*name; !one.empty() && !into.insert(one).second)
        faults_.add(fmt::format("{}/{}", place, i), fmt::format("\"{}\" stands here twice", one));
  }
  void used(const std::string& where, std::string_view name, const Names& declared, std::string_view what) {
    if (!name.empty() && !declared.contains(name))
      faults_.add(where, fmt::format("\"{}\" is no {} of this directive", name, what));
  }
  void cited(const std::string& where, const SourceIds& ids) {
    for (std::size_t i = 0; i < ids.size(); ++i)
      used(fmt::format("{}/{}", where, i), ids[i], sources_, "source");
  }
  template <class T>
  void cited_in(std::string_view place, const std::vector<T>& list) {
    for (std::size_t i = 0; i < list.size(); ++i)
      cited(fmt::format("{}/{}/sources", place, i), list[i].sources);
  }

  void clauses() {
    for (std::size_t i = 0; i < d_.clauses.size(); ++i) {
      const auto& clause = d_.clauses[i];
      const auto where = fmt::format("/clauses/{}", i);
      for (const auto& ref : clause.subjects) {
        const bool known = std::ranges::any_of(
            d_.subjects, [&](const auto& s) { return !s.ref.empty() && lies_below(ref, s.ref); });
        if (!known) faults_.add(where + "/subjects", fmt::format("{} is no subject of this directive", ref));
      }
      Names selectors;
      declare(where + "/audiences", clause.audiences, &Audience::selector, selectors);
      cited_in(where + "/audiences", clause.audiences);
      if (clause.effect != "approve-with-conditions" && !clause.conditions.empty())
        faults_.add(where + "/conditions", "only an approval has conditions");
    }
  }

  void milestones() {
    for (std::size_t i = 0; i < d_.milestones.size(); ++i) {
      const auto& m = d_.milestones[i];
      const auto where = fmt::format("/milestones/{}", i);
      for (const auto& id : m.clauses) used(where + "/clauses", id, clauses_, "clause");
      for (const auto& selector : m.audiences) used(where + "/audiences", selector, selectors_, "audience");
      if (m.relative_to != "issued" && m.relative_to != "effective" && m.relative_to != "discovery")
        used(where + "/relative_to", m.relative_to, milestones_, "milestone");
      if (runs_in_circle(m)) faults_.add(where + "/relative_to", "milestones hang on each other in a circle");
      const auto start = day_of(d_, m, m.start_by), end = day_of(d_, m, m.complete_by);
      if (!start.empty() && !end.empty() && end < start)
        faults_.add(where + "/complete_by",
                    fmt::format("complete_by ({}) lies before start_by ({})", end, start));
      if (!m.completeness.empty() && m.completeness != "1" && !m.completeness.starts_with("0."))
        faults_.add(where + "/evidence_required/completeness", "completeness is a share: 1, or 0.95");
    }
  }
  bool runs_in_circle(const Milestone& from) const {
    const Milestone* at = &from;
    for (std::size_t steps = 0; steps <= d_.milestones.size(); ++steps) {
      const auto next = std::ranges::find(d_.milestones, at->relative_to, &Milestone::id);
      if (next == d_.milestones.end()) return false;
      at = &*next;
    }
    return true;
  }

  void cited_sources() {
    cited("/issuer/sources", d_.issuer_sources);
    cited("/vendor_process/sources", d_.vendor_sources);
    if (d_.exceptions) cited("/exceptions/sources", d_.exceptions->sources);
    cited_in("/considered", d_.considered);
    cited_in("/subjects", d_.subjects);
    cited_in("/clauses", d_.clauses);
    cited_in("/milestones", d_.milestones);
    cited_in("/counter_claims", d_.counter_claims);
    cited_in("/reporting", d_.reporting);
    cited_in("/review/held", d_.reviews);
    cited_in("/vendor_process/replies", d_.replies);
    cited_in("/notices", d_.notices);
    for (std::size_t i = 0; i < d_.grounds.size(); ++i)
      for (std::size_t k = 0; k < d_.grounds[i].evidence.size(); ++k)
        used(fmt::format("/grounds/{}/evidence/{}/source", i, k), d_.grounds[i].evidence[k].source, sources_,
             "source");
  }

  void follow_up() {
    for (std::size_t i = 0; i < d_.reporting.size(); ++i)
      used(fmt::format("/reporting/{}/from", i), d_.reporting[i].from, selectors_, "audience");
    for (std::size_t i = 0; i < d_.notices.size(); ++i)
      if (!check_subject(d_.notices[i].party).empty())  // the vendor itself may be told as well
        used(fmt::format("/notices/{}/party", i), d_.notices[i].party, selectors_, "audience");
    if (d_.threshold > d_.signatures.size())
      faults_.add("/signatures/threshold",
                  fmt::format("{} of {} roles cannot sign", d_.threshold, d_.signatures.size()));
  }

  const Directive& d_;
  FaultList& faults_;
  Names sources_, clauses_, milestones_, subjects_, grounds_, claims_, roles_, keys_, selectors_;
};

}  // namespace

void check_whole(const Directive& directive, FaultList& faults) {
  Whole(directive, faults).run();
}

}  // namespace waarborg

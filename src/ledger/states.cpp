#include "ledger/states.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "indicators/catalogue.h"
#include "ledger/binding.h"

namespace waarborg {
namespace {

using Found = std::set<std::string>;

// A clock that runs ahead, or none: what was seen was there by the time it was recorded.
Time when_of(const LedgerEntry& entry, const Observation& o) {
  return known(o.taken) && o.taken <= entry.recorded ? o.taken : entry.recorded;
}

bool about(const Sighting& s, const SubjectRule& subject) {
  return s.subject == subject.subject;
}

bool concerns(const std::string& directive, const std::string& said_directive, const std::string& subject,
              const std::string& said_subject) {
  return (said_directive.empty() || said_directive == directive) && lies_below(subject, said_subject);
}

// Indicators that a reviewer dismissed: those this device had shown for exactly this subject by then. Another
// indicator that shows up later is a new finding.
Found dismissed_indicators(const Device& device, const Rule& rule, const SubjectRule& subject) {
  Found out;
  for (const auto* said : device.statements) {
    const auto& statement = std::get<Statement>(said->what);
    if (said->kind != "false-positive" || statement.subject != subject.subject ||
        (!statement.directive.empty() && statement.directive != rule.directive))
      continue;
    for (const auto* entry : device.observations)
      if (entry->id < said->id)
        for (const auto& s : std::get<Observation>(entry->what).sightings)
          if (about(s, subject)) out.insert(s.indicator);
  }
  return out;
}

// One piece of evidence is one moment, however often it was scanned and whatever time was given with it: the
// earliest. Evidence without a digest (a folder) is not in it.
std::map<std::string, Time> first_taken(const Device& device) {
  std::map<std::string, Time> out;
  for (const auto* entry : device.observations) {
    const auto& o = std::get<Observation>(entry->what);
    if (o.evidence_sha256.empty() || !known(o.taken)) continue;
    const auto [at, added] = out.emplace(o.evidence_sha256, o.taken);
    if (!added) at->second = std::min(at->second, o.taken);
  }
  return out;
}

Moment moment_of(const LedgerEntry& entry, const Observation& o, const Binding& binding, const Rule& rule,
                 const SubjectRule& subject, const Found& dismissed) {
  Moment m;
  m.when = when_of(entry, o);
  m.event = entry.id;
  for (const auto& s : o.sightings) {
    if (!about(s, subject)) continue;
    if (dismissed.contains(s.indicator)) {
      m.dismissed = true;
      continue;
    }
    const bool sure = s.confidence == Confidence::confirmed;
    const bool past = s.presence == Presence::historic, left_over = s.presence == Presence::residual;
    m.once |= sure && (past || left_over);
    if (past) continue;
    m.seen = std::max(m.seen, sure && !left_over ? SeenOn::present : SeenOn::suspected);
  }
  m.proof = binding.in_conflict.contains(entry.id)
                ? Proof{Lack::identity, "what identifies it is in conflict"}
                : proof_of_absence(o, entry.recorded, rule, subject);
  return m;
}

std::vector<Moment> moments_of(const Device& device, const Binding& binding, const Rule& rule,
                               const SubjectRule& subject) {
  std::vector<Moment> out;
  const auto dismissed = dismissed_indicators(device, rule, subject);
  const auto taken = first_taken(device);
  std::set<std::pair<std::string, std::uint32_t>> cases;  // one piece of evidence proves once
  for (const auto* entry : device.observations) {
    const auto& o = std::get<Observation>(entry->what);
    if (!cases.emplace(o.case_sha256, o.evidence).second) continue;
    const auto first = taken.find(o.evidence_sha256);
    auto m = moment_of(*entry, o, binding, rule, subject, dismissed);
    // A sighting keeps the time that was given with it: too late is the safe side.
    if (m.seen == SeenOn::absent && first != taken.end() && first->second != o.taken) {
      auto earliest = o;
      earliest.taken = first->second;
      m = moment_of(*entry, earliest, binding, rule, subject, dismissed);
    }
    out.push_back(m);
  }
  for (const auto* said : device.statements) {
    const auto& s = std::get<Statement>(said->what);
    if (said->kind != "removal-claimed" || !concerns(rule.directive, s.directive, subject.subject, s.subject))
      continue;
    Moment m;
    m.when = std::min(said->about, said->recorded);
    m.event = said->id;
    m.what = Moment::What::claim;
    out.push_back(m);
  }
  return out;
}

// The statement by which a device left, unless it was heard of afterwards.
const LedgerEntry* left_by(const Device& device, Time as_of) {
  const LedgerEntry* last = nullptr;
  for (const auto* said : device.statements)
    if (leaves_scope(said->kind) && said->about <= as_of && (last == nullptr || said->about >= last->about))
      last = said;
  if (last == nullptr) return nullptr;
  for (const auto* entry : device.observations)
    if (when_of(*entry, std::get<Observation>(entry->what)) > last->about) return nullptr;
  return last;
}

State left_state(const LedgerEntry& said) {
  return said.kind == "lost"             ? State::lost
         : said.kind == "decommissioned" ? State::decommissioned
                                         : State::out_of_scope;
}

void apply_exceptions(const std::vector<const LedgerEntry*>& grants, const Device& device, const Rule& rule,
                      Time as_of, StateRow& row) {
  if (row.state != State::present && row.state != State::removal_claimed) return;
  for (const auto* entry : grants) {
    const auto& g = std::get<Grant>(entry->what);
    const bool here =
        entry->organisation == device.organisation && (g.asset.empty() || g.asset == device.name);
    if (!here || g.from > as_of || !concerns(rule.directive, g.directive, row.subject, g.subject)) continue;
    if (as_of <= g.until) {
      if (row.state != State::exception || g.until > row.until) row.until = g.until;
      if (row.state == State::present) row.state = State::exception, row.why = "exception: " + g.need;
    } else if (row.state != State::exception && g.until > row.until) {
      row.until = g.until;
      if (row.state == State::present) row.why = "its exception ended " + date_of(g.until);
    }
  }
}

// Which of two states of one device decides what the device counts as.
int gravity(State state) {
  switch (state) {
    case State::present:
      return 7;
    case State::removal_claimed:
      return 6;
    case State::exception:
      return 5;
    case State::suspected:
      return 4;
    case State::not_heard:
      return 3;
    case State::false_positive:
      return 2;
    case State::gone:
      return 1;
    default:
      return 0;
  }
}

void count(const DeviceRow& device, Figures& f) {
  switch (device.state) {
    case State::present:
      ++f.present;
      break;
    case State::exception:
      ++f.present, ++f.of_exception;
      break;
    case State::removal_claimed:
      ++f.present, ++f.of_claimed;
      break;
    case State::gone:
      ++f.gone;
      break;
    case State::never_seen:
      ++f.never_seen;
      break;
    case State::suspected:
      ++f.suspected;
      break;
    case State::decommissioned:
    case State::lost:
    case State::out_of_scope:
      ++f.left;
      break;
    case State::not_heard:
    case State::false_positive:
      ++(device.unknown == Unknown::stale        ? f.stale
         : device.unknown == Unknown::incomplete ? f.incomplete
                                                 : f.not_heard);
      break;
  }
}

class Accounting {
 public:
  Accounting(const std::vector<LedgerEntry>& entries, Time as_of) : binding_(bind_devices(entries)) {
    out_.as_of = as_of;
    out_.events = static_cast<std::int64_t>(entries.size());
    for (const auto& entry : entries) {
      if (const auto* rule = std::get_if<Rule>(&entry.what))
        rules_[rule->directive] = *rule;  // the newest holds
      if (std::holds_alternative<Grant>(entry.what)) grants_.push_back(&entry);
      if (const auto* asset = std::get_if<Asset>(&entry.what)) {
        auto& newest = inventories_[entry.organisation];
        if (asset->taken <= entry.recorded) newest = std::max(newest, asset->taken);
      }
    }
  }

  Result<Account> run() {
    for (auto& [id, rule] : rules_) {
      add_named_subjects(rule);
      std::map<std::string, OrganisationRow> organisations;
      for (const auto& device : binding_.devices) {
        auto& row = organisations[device.organisation];
        ++row.figures.in_scope;
        row.unlisted += device.listed ? 0 : 1;
        count(device_row(rule, device), row.figures);
      }
      for (auto& [name, row] : organisations) {
        row.directive = id, row.organisation = name;
        if (auto sound = check(row.figures); !sound)
          return fail(Fault::malformed, fmt::format("{}, {}: {}", id, name, sound.error().what));
        conclude(row);
        out_.organisations.push_back(std::move(row));
      }
    }
    sort();
    out_.conflicts = std::move(binding_.conflicts);
    out_.unbound = std::move(binding_.unbound);
    return std::move(out_);
  }

 private:
  // A finding under the directive on a subject that it does not list (the vendor is known, the product is
  // not) is a row of its own: it must not vanish, and nothing proves its absence.
  void add_named_subjects(Rule& rule) const {
    std::set<std::string> listed;
    for (const auto& s : rule.subjects) listed.insert(s.subject);
    for (const auto& device : binding_.devices)
      for (const auto* entry : device.observations)
        for (const auto& s : std::get<Observation>(entry->what).sightings)
          if (s.directive == rule.directive && listed.insert(s.subject).second)
            rule.subjects.push_back(widest(rule, s.subject));
  }

  static SubjectRule widest(const Rule& rule, const std::string& subject) {
    SubjectRule out;
    if (!rule.subjects.empty()) out = rule.subjects.front();
    for (const auto& other : rule.subjects)
      for (const auto& [platform, probes] : other.absence) {
        auto& all = out.absence[platform];
        for (const auto& probe : probes)
          if (std::find(all.begin(), all.end(), probe) == all.end()) all.push_back(probe);
      }
    out.subject = subject;
    return out;
  }

  DeviceRow device_row(const Rule& rule, const Device& device) {
    DeviceRow out;
    out.directive = rule.directive, out.organisation = device.organisation, out.asset = device.name;
    out.ownership = device.ownership, out.listed = device.listed;
    out.unknown = Unknown::not_heard, out.why = "the directive has no subject";
    const auto* left = left_by(device, out_.as_of);
    bool first = true;
    for (const auto& subject : rule.subjects) {
      auto row = state_row(rule, subject, device, left);
      if (first || gravity(row.state) > gravity(out.state) ||
          (row.state == State::not_heard && out.state == State::not_heard && row.unknown < out.unknown)) {
        out.state = row.state, out.unknown = row.unknown;
        out.why = row.why.empty() || left != nullptr ? row.why : fmt::format("{}: {}", row.subject, row.why);
        first = false;
      }
      out_.states.push_back(std::move(row));
    }
    if (left != nullptr) out.state = left_state(*left), out.unknown = Unknown::none;
    out_.devices.push_back(out);
    return out;
  }

  StateRow state_row(const Rule& rule, const SubjectRule& subject, const Device& device,
                     const LedgerEntry* left) {
    ProofPolicy policy;
    policy.max_age = std::chrono::hours(24 * rule.max_age_days);
    const auto course = course_of(moments_of(device, binding_, rule, subject), policy, out_.as_of);
    StateRow row;
    row.directive = rule.directive, row.clause = subject.clause, row.organisation = device.organisation;
    row.asset = device.name, row.subject = subject.subject;
    row.state = course.state, row.unknown = course.unknown, row.why = course.why;
    row.first_seen = course.first_seen, row.last_seen = course.last_seen, row.episodes = course.episodes;
    row.deadline = subject.deadline;
    if (left != nullptr) {
      const auto& said = std::get<Statement>(left->what);
      row.state = left_state(*left), row.unknown = Unknown::none;
      row.why = fmt::format("{}, says {}", said.reason, said.actor);
      return row;
    }
    apply_exceptions(grants_, device, rule, out_.as_of, row);
    const auto due = parse_time(row.deadline);
    row.overdue = due && out_.as_of >= *due + std::chrono::hours(24) && row.state != State::exception &&
                  row.state != State::gone && row.state != State::never_seen;
    return row;
  }

  void conclude(OrganisationRow& row) const {
    const auto list = inventories_.find(row.organisation);
    if (list != inventories_.end()) row.inventory = list->second;
    const auto& f = row.figures;
    if (f.present != 0)
      row.why_not = fmt::format("present on {}", f.present);
    else if (f.unknown() != 0)
      row.why_not = fmt::format("unknown on {}", f.unknown());
    else if (!known(row.inventory))
      row.why_not = "there is no inventory";
    else if (out_.as_of - row.inventory > std::chrono::hours(24 * inventory_days))
      row.why_not = fmt::format("the inventory is of {}", date_of(row.inventory));
    row.gone = row.why_not.empty();
  }

  void sort() {
    const auto by = [](auto... member) {
      return [=](const auto& a, const auto& b) { return std::tie(a.*member...) < std::tie(b.*member...); };
    };
    std::stable_sort(out_.organisations.begin(), out_.organisations.end(),
                     by(&OrganisationRow::directive, &OrganisationRow::organisation));
    std::stable_sort(out_.devices.begin(), out_.devices.end(),
                     by(&DeviceRow::directive, &DeviceRow::organisation, &DeviceRow::asset));
    std::stable_sort(out_.states.begin(), out_.states.end(),
                     by(&StateRow::directive, &StateRow::organisation, &StateRow::asset, &StateRow::subject));
  }

  Binding binding_;
  std::map<std::string, Rule> rules_;
  std::map<std::string, Time> inventories_;
  std::vector<const LedgerEntry*> grants_;
  Account out_;
};

}  // namespace

Result<> check(const Figures& f) {
  const auto sum = f.present + f.absent() + f.unknown() + f.left;
  if (sum != f.in_scope || f.of_exception + f.of_claimed > f.present)
    return fail(Fault::malformed,
                fmt::format("the figures do not add up: N {} is not P {} + A {} + U {} + X {}", f.in_scope,
                            f.present, f.absent(), f.unknown(), f.left));
  return {};
}

Result<Account> account_of(const std::vector<LedgerEntry>& entries, Time as_of) {
  std::vector<LedgerEntry> heard;
  for (const auto& entry : entries)
    if (entry.recorded <= as_of) heard.push_back(entry);
  return Accounting(heard, as_of).run();
}

}  // namespace waarborg

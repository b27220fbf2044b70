#include "indicators/finding.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "indicators/finding_why.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

constexpr std::string_view vendor_prefix = "vendor/";

// Was it met by 15 bytes of a process's name? Other names begin or end so too.
bool is_cut(const Match& match) {
  const auto* kind = kind_named(match.kind);
  const auto* field = kind == nullptr ? nullptr : kind->field(std::string_view(match.field));
  return field != nullptr && field->type == Type::process_cut;
}

// A lower number is a stronger presence.
unsigned rank(Presence presence) {
  switch (presence) {
    case Presence::installed:
      return 0;
    case Presence::declared:
      return 1;
    case Presence::file_only:
      return 2;
    case Presence::residual:
      return 3;
    case Presence::historic:
      return 4;
    case Presence::none:
      return 5;
  }
  return 5;
}

// Signs of the same class speak of the same thing: that it is there, that it was removed, that it once was.
unsigned presence_class(Presence presence) {
  if (presence == Presence::residual) return 1;
  return rank(presence) <= rank(Presence::file_only) ? 0 : 2;
}

// What a match weighs: a trace from the past is no more than a lead, unless a campaign is looked for.
Weight weight_of(const WeighedMatch& m) {
  return m.presence == Presence::historic && !m.indicator->campaign ? Weight::lead : m.indicator->weight;
}

Confidence alone(Weight weight) {
  if (weight == Weight::decisive) return Confidence::confirmed;
  return weight == Weight::supporting ? Confidence::probable : Confidence::lead;
}

// One subject on one root of one piece of evidence. `folded` was met in the vendor's name and explains
// nothing more.
struct Group {
  std::vector<WeighedMatch> own, folded;
  Presence presence = Presence::none;
  Confidence confidence = Confidence::lead;
};

// A service's unit file is what removing a package may leave behind.
bool is_unit(const WeighedMatch& m) {
  return m.match->kind == ServiceUnit::kind;
}

bool is_removed_package(const WeighedMatch& m) {
  return m.match->kind == Program::kind && m.presence == Presence::residual;
}

// What the signs of one class show together, as if there were no others.
struct Shown {
  Confidence confidence = Confidence::lead;
  Presence presence = Presence::none;
  bool any = false;
  bool units_only = true;  // of what decides the presence
};

template <class Belongs>
Shown weigh_class(const std::vector<WeighedMatch>& matches, Belongs belongs) {
  Shown out;
  const std::string* probe = nullptr;
  // A lead does not decide what presence a finding has when there is something better.
  const bool better = std::any_of(matches.begin(), matches.end(),
                                  [&](const auto& m) { return belongs(m) && weight_of(m) != Weight::lead; });
  for (const auto& m : matches) {
    if (!belongs(m)) continue;
    out.any = true;
    const auto weight = weight_of(m);
    if (!better || weight != Weight::lead) {
      if (rank(m.presence) < rank(out.presence)) out.presence = m.presence;
      out.units_only &= is_unit(m);
    }
    auto gained = alone(weight);
    if (weight == Weight::supporting) {
      if (probe == nullptr) probe = &m.match->probe;
      if (m.match->probe != *probe) gained = Confidence::confirmed;
    }
    out.confidence = std::max(out.confidence, gained);
  }
  return out;
}

// Each presence is weighed on its own signs, and the surest one is the finding's; of equally sure ones the
// strongest. So another sign never makes a finding less sure. A unit file speaks of a present program, and
// beside a removed package of what that left behind too: there it supports the removal, and alone does not
// outweigh it.
void weigh(Group& group) {
  const bool removed = std::any_of(group.own.begin(), group.own.end(), is_removed_package);
  const auto belongs = [&](const WeighedMatch& m, unsigned to) {
    return presence_class(m.presence) == to ||
           (to == 1 && removed && is_unit(m) && presence_class(m.presence) == 0);
  };
  unsigned best = 0;
  Shown strongest;
  for (unsigned c = 0; c < 3; ++c) {
    auto shown = weigh_class(group.own, [&](const auto& m) { return belongs(m, c); });
    if (!shown.any) continue;
    if (c == 1) shown.presence = Presence::residual;
    const bool left_behind =
        c == 1 && removed && strongest.units_only && shown.confidence >= strongest.confidence;
    if (strongest.any && shown.confidence <= strongest.confidence && !left_behind) continue;
    best = c;
    strongest = shown;
  }
  group.presence = strongest.presence;
  group.confidence = strongest.confidence;
  for (auto& m : group.own) m.counts = belongs(m, best);
}

// A total order, so that the order in which matches came leaves no trace. Of equals the one that is held
// valid for longest comes first.
bool stronger(const WeighedMatch& a, const WeighedMatch& b) {
  const auto strength = [](const WeighedMatch& m) {
    return std::tuple(!m.counts, weight_of(m), rank(m.presence));
  };
  const auto sa = strength(a), sb = strength(b);
  if (sa != sb) return sa < sb;
  const std::string &ends = a.indicator->expires, &other = b.indicator->expires;
  if (ends != other) return ends.empty() || (!other.empty() && ends > other);
  const auto key = [](const WeighedMatch& m) { return std::tuple(m.match->observation, m.match->indicator); };
  const auto rest = [](const Match& m) {
    return std::tie(m.kind, m.field, m.value, m.probe, m.file, m.reader, m.offset, m.presence);
  };
  const auto ka = key(a), kb = key(b);
  return ka != kb ? ka < kb : rest(*a.match) < rest(*b.match);
}

Finding finding_of(Group& group, const Match& any, const std::string& subject, const Catalogue& catalogue) {
  auto all = group.own;
  all.insert(all.end(), group.folded.begin(), group.folded.end());
  std::sort(all.begin(), all.end(), stronger);
  const auto& first = *all.front().indicator;
  auto name = catalogue.name_of_subject(subject);
  if (name == subject && !first.name.empty()) name = first.name;
  Finding out;
  out.subject = subject;
  out.indicator = first.id;
  out.source = first.source;
  out.confidence = group.confidence;
  out.presence = group.presence;
  out.hit_class = hit_class_of(all);
  out.why = why_found(all, name, group.confidence, group.presence);
  out.evidence = any.evidence;
  out.root = any.root;
  out.matches = all.size();
  if (name != subject) out.name = name;
  for (std::size_t i = 0; i < std::min(all.size(), because_kept); ++i) out.because.push_back(*all[i].match);
  return out;
}

using Subjects = std::map<std::string, Group>;

// Matches of a vendor's name that stand in observations which a product of that vendor explains already go
// there. The product must be at least as sure as the match: a mere hint of a product does not swallow a
// proven vendor.
void fold_vendors(Subjects& subjects) {
  for (auto& [vendor, group] : subjects) {
    if (!vendor.starts_with(vendor_prefix)) continue;
    std::unordered_map<std::uint64_t, std::vector<Group*>> explained;
    for (auto& [subject, product] : subjects)
      if (subject != vendor && lies_below(subject, vendor))
        for (const auto& m : product.own) {
          auto& groups = explained[m.match->observation];
          if (groups.empty() || groups.back() != &product) groups.push_back(&product);
        }
    const auto before = group;
    std::vector<std::pair<Group*, WeighedMatch>> moved;
    std::vector<WeighedMatch> kept;
    auto surest = Confidence::lead;
    for (auto m : group.own) {
      const auto found = explained.find(m.match->observation);
      Group* into = nullptr;
      if (found != explained.end())
        for (auto* product : found->second)
          if (into == nullptr && product->confidence >= alone(weight_of(m))) into = product;
      if (into == nullptr) {
        kept.push_back(m);
      } else {
        m.counts = false;
        surest = std::max(surest, into->confidence);
        moved.emplace_back(into, m);
      }
    }
    group.own = std::move(kept);
    weigh(group);
    // Two signs that confirm the vendor together must not become two products that are only probable.
    if (std::max(surest, group.confidence) < before.confidence)
      group = before;
    else
      for (auto& [product, m] : moved) product->folded.push_back(m);
  }
}

}  // namespace

std::string_view name_of(Confidence confidence) {
  switch (confidence) {
    case Confidence::lead:
      return "lead";
    case Confidence::probable:
      return "probable";
    case Confidence::confirmed:
      return "confirmed";
  }
  return "unknown";
}

bool is_only_past(const Finding& finding) {
  const bool campaign =
      finding.confidence >= Confidence::probable && finding.subject.starts_with("campaign/");
  return finding.presence == Presence::historic && !campaign;
}

std::vector<Finding> conclude(const std::vector<Match>& matches, const Index& index,
                              const Catalogue& catalogue) {
  std::unordered_map<std::uint32_t, Indicator> indicators, cut;
  std::map<std::tuple<std::uint32_t, std::string>, Subjects> places;
  for (const auto& match : matches) {
    if (match.indicator >= index.size()) continue;  // not of this index: it would explain nothing
    auto at = indicators.find(match.indicator);
    if (at == indicators.end())
      at = indicators.emplace(match.indicator, index.indicator(match.indicator)).first;
    const bool by_cut = is_cut(match);
    if (by_cut && !cut.contains(match.indicator)) {
      auto lesser = at->second;
      lesser.weight =
          lesser.type == Type::process ? std::max(lesser.weight, Weight::supporting) : Weight::lead;
      lesser.type = Type::process_cut;
      cut.emplace(match.indicator, std::move(lesser));
    }
    const auto& indicator = by_cut ? cut.at(match.indicator) : at->second;
    const auto presence = indicator.presence != Presence::none ? indicator.presence : match.presence;
    places[{match.evidence, match.root}][indicator.subject].own.push_back(
        {&match, &indicator, presence, false});
  }
  std::vector<Finding> out;
  for (auto& [place, subjects] : places) {
    for (auto& [subject, group] : subjects) weigh(group);
    fold_vendors(subjects);
    for (auto& [subject, group] : subjects)
      if (!group.own.empty()) out.push_back(finding_of(group, *group.own.front().match, subject, catalogue));
  }
  return out;
}

}  // namespace waarborg

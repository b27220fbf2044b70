#include "indicators/finding.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "indicators/finding_why.h"

namespace waarborg {
namespace {

constexpr std::string_view vendor_prefix = "vendor/";

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

// A lead does not decide what presence a finding has when there is something better.
Presence deciding_presence(const std::vector<WeighedMatch>& matches) {
  const bool better =
      std::any_of(matches.begin(), matches.end(), [](const auto& m) { return weight_of(m) != Weight::lead; });
  Presence strongest = Presence::none;
  for (const auto& m : matches)
    if ((!better || weight_of(m) != Weight::lead) && rank(m.presence) < rank(strongest))
      strongest = m.presence;
  return strongest;
}

void weigh(Group& group) {
  group.presence = deciding_presence(group.own);
  const std::string* probe = nullptr;
  for (auto& m : group.own) {
    m.counts = presence_class(m.presence) == presence_class(group.presence);
    if (!m.counts) continue;
    auto gained = alone(weight_of(m));
    if (weight_of(m) == Weight::supporting) {
      if (probe == nullptr) probe = &m.match->probe;
      if (m.match->probe != *probe) gained = Confidence::confirmed;
    }
    group.confidence = std::max(group.confidence, gained);
  }
}

// A total order, so that the order in which matches came leaves no trace.
bool stronger(const WeighedMatch& a, const WeighedMatch& b) {
  const auto key = [](const WeighedMatch& m) {
    return std::tuple(!m.counts, weight_of(m), rank(m.presence), m.match->observation, m.match->indicator);
  };
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
    std::vector<WeighedMatch> kept;
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
        into->folded.push_back(m);
      }
    }
    group.own = std::move(kept);
    group.confidence = Confidence::lead;
    weigh(group);
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
  const bool campaign = finding.confidence == Confidence::confirmed && finding.subject.starts_with("campaign/");
  return finding.presence == Presence::historic && !campaign;
}

std::vector<Finding> conclude(const std::vector<Match>& matches, const Index& index,
                              const Catalogue& catalogue) {
  std::unordered_map<std::uint32_t, Indicator> indicators;
  std::map<std::tuple<std::uint32_t, std::string>, Subjects> places;
  for (const auto& match : matches) {
    if (match.indicator >= index.size()) continue;  // not of this index: it would explain nothing
    auto at = indicators.find(match.indicator);
    if (at == indicators.end())
      at = indicators.emplace(match.indicator, index.indicator(match.indicator)).first;
    const auto& indicator = at->second;
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

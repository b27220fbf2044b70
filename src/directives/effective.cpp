#include "directives/effective.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace waarborg {
namespace {

bool at_or_below(std::string_view organisation, std::string_view selector) {
  return organisation.starts_with(selector) &&
         (organisation.size() == selector.size() || organisation[selector.size()] == '/');
}

// "" when the directive is in force that day.
std::string not_in_force(const Directive& d, const std::string& day) {
  for (const std::string_view status : {"draft", "suspended", "withdrawn", "superseded", "expired"})
    if (d.status == status) return fmt::format("The directive is {}.", status);
  const auto& from = d.effective.empty() ? d.issued : d.effective;
  if (!from.empty() && day < from) return fmt::format("The directive is in force from {}.", from);
  if (!d.expires.empty() && day > d.expires) return fmt::format("The directive expired on {}.", d.expires);
  return {};
}

ClauseBinding binding_of(std::string_view force) {
  if (force == "mandatory" || force == "contractual") return ClauseBinding::yes;
  return force == "advice" ? ClauseBinding::advice : ClauseBinding::information;
}

void judge(Effect& effect, const Circumstances& about) {
  const auto& clause = *effect.clause;
  for (const auto& condition : clause.conditions)
    if (condition.check == "not-verifiable") effect.unverifiable.push_back(condition.id);
  if (effect.why = not_in_force(*effect.directive, about.day); !effect.why.empty()) return;
  // Of two selectors that fit, the narrower one is meant.
  const Audience* audience = nullptr;
  for (const auto& a : clause.audiences)
    if (at_or_below(about.organisation, a.selector) &&
        (audience == nullptr || a.selector.size() > audience->selector.size()))
      audience = &a;
  if (audience == nullptr) {
    effect.why = fmt::format("It names no audience that {} belongs to.", about.organisation);
    return;
  }
  std::string open;
  for (const auto& [dimension, values] : clause.applies_to) {
    const auto known = about.known.find(dimension);
    if (known == about.known.end()) {
      open += fmt::format("{}{} is not stated ({})", open.empty() ? "" : "; ", dimension, join(values, ", "));
    } else if (std::ranges::find(values, known->second) == values.end()) {
      effect.why = fmt::format("It is about {} {}, not {}.", dimension, join(values, ", "), known->second);
      return;
    }
  }
  effect.binding = open.empty() ? binding_of(audience->force) : ClauseBinding::undecided;
  effect.why = open.empty() ? fmt::format("{} for {}.", audience->force, audience->selector)
                            : fmt::format("{} for {}, but {}.", audience->force, audience->selector, open);
}

}  // namespace

std::string_view name_of(ClauseBinding binding) {
  switch (binding) {
    case ClauseBinding::no:
      return "no";
    case ClauseBinding::information:
      return "information";
    case ClauseBinding::advice:
      return "advisory";
    case ClauseBinding::undecided:
      return "undecided";
    case ClauseBinding::yes:
      return "yes";
  }
  return "no";
}

std::vector<Effect> effective(const std::vector<Directive>& directives, const Circumstances& circumstances) {
  std::vector<Effect> out;
  for (const auto& directive : directives)
    for (const auto& clause : directive.clauses) {
      Effect effect;
      effect.directive = &directive;
      effect.clause = &clause;
      judge(effect, circumstances);
      out.push_back(std::move(effect));
    }
  return out;
}

const Effect* deciding(const std::vector<Effect>& effects) {
  const Effect* best = nullptr;
  for (const auto& effect : effects)
    if (best == nullptr || effect.binding > best->binding) best = &effect;
  return best;
}

}  // namespace waarborg

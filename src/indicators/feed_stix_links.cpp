#include "indicators/feed_stix_links.h"

#include <utility>

#include "base/digest.h"
#include "indicators/feed_value.h"

namespace waarborg {
namespace {

constexpr std::uint32_t none = UINT32_MAX;

}  // namespace

void StixLinks::add_indicator(std::string_view id) {
  ids_.push_back({fast_hash(id), texts_.size(), static_cast<std::uint32_t>(id.size())});
  texts_ += id;
}

std::uint32_t StixLinks::target(std::string_view id) {
  if (!known_.empty() && id == last_target_) return last_target_number_;
  last_target_ = id;
  const auto [at, fresh] = targets_.try_emplace(last_target_, static_cast<std::uint32_t>(known_.size()));
  if (fresh) known_.emplace_back();
  return last_target_number_ = at->second;
}

std::uint32_t StixLinks::add(std::string_view name, std::string source) {
  const auto number = static_cast<std::uint32_t>(all_.size()) + 1;
  all_.push_back({std::string(name), std::move(source), campaign_subject(name), number});
  const auto group = static_cast<std::uint32_t>(groups_.size());
  group_.push_back(groups_.try_emplace(all_.back().subject, group).first->second);
  told_.resize(groups_.size(), 0);
  return number;
}

void StixLinks::add_subject(std::string_view id, std::string_view name, std::string source) {
  const auto number = target(id);
  if (known_[number].subject != 0) return;
  known_[number].subject = add(name, std::move(source));
  ++subjects_;
}

void StixLinks::add_report(std::string_view id, std::string_view name, std::string source) {
  const auto number = target(id);
  if (known_[number].report == 0) known_[number].report = add(name, std::move(source));
}

void StixLinks::link(std::string_view indicator, std::string_view whom, bool by_report) {
  Link link{fast_hash(indicator), texts_.size(), static_cast<std::uint32_t>(indicator.size()), target(whom),
            by_report};
  // Mostly of the indicator that came last: its id is there.
  if (!ids_.empty() && ids_.back().hash == link.hash && text(ids_.back().at, ids_.back().length) == indicator)
    link.at = ids_.back().at;
  else
    texts_ += indicator;
  links_.push_back(link);
}

void StixLinks::number_ids() {
  std::size_t slots = 16;
  while (slots < ids_.size() * 2) slots *= 2;
  slots_.assign(slots, none);
  same_.resize(ids_.size());
  constexpr std::size_t ahead = 16;
  for (std::uint32_t n = 0; n < ids_.size(); ++n) {
    if (n + ahead < ids_.size()) __builtin_prefetch(&slots_[ids_[n + ahead].hash & (slots - 1)], 1);
    const auto& id = ids_[n];
    for (auto i = id.hash & (slots - 1);; i = (i + 1) & (slots - 1)) {
      if (slots_[i] == none) slots_[i] = n;
      const auto& other = ids_[slots_[i]];
      if (other.hash != id.hash || text(other.at, other.length) != text(id.at, id.length)) continue;
      same_[n] = slots_[i];
      break;
    }
  }
}

// The first indicator with that id; none when there is none.
std::uint32_t StixLinks::find(const Link& link, std::uint32_t guess) const {
  const auto meets = [&](std::uint32_t n) {
    return ids_[n].hash == link.hash &&
           (ids_[n].at == link.at || text(ids_[n].at, ids_[n].length) == text(link.at, link.length));
  };
  if (guess < ids_.size() && meets(guess)) return same_[guess];
  for (auto i = link.hash & (slots_.size() - 1);; i = (i + 1) & (slots_.size() - 1)) {
    if (slots_[i] == none) return none;
    if (meets(slots_[i])) return slots_[i];
  }
}

void StixLinks::join() {
  number_ids();
  first_.assign(ids_.size() + 1, 0);
  LargeVector<std::uint32_t> whose(links_.size());
  std::uint32_t guess = 0;  // files list links in the order of what they link
  for (std::size_t n = 0; n < links_.size(); ++n) {
    whose[n] = find(links_[n], guess);
    if (whose[n] == none) continue;
    guess = whose[n] + 1;
    ++first_[whose[n] + 1];
  }
  for (std::size_t n = 1; n < first_.size(); ++n) first_[n] += first_[n - 1];
  order_.resize(links_.size());
  auto next = first_;
  for (std::uint32_t n = 0; n < links_.size(); ++n)
    if (whose[n] != none) order_[next[whose[n]]++] = n;
}

void StixLinks::subjects_of(std::size_t indicator, std::vector<const StixSubject*>& out, bool& cut) {
  out.clear();
  ++turn_;
  const auto whose = same_[indicator];
  const auto begin = first_[whose], end = first_[whose + 1];
  cut = end - begin > most_links;
  for (const bool by_report : {false, true}) {
    for (auto n = begin; n < end && n - begin < most_links; ++n) {
      const auto& link = links_[order_[n]];
      const auto number = by_report ? known_[link.target].report : known_[link.target].subject;
      if (link.by_report != by_report || number == 0 || all_[number - 1].name.empty()) continue;
      if (std::exchange(told_[group_[number - 1]], turn_) != turn_) out.push_back(&all_[number - 1]);
    }
    if (!out.empty()) return;
  }
}

std::string StixLinks::only_name() const {
  if (subjects_ != 1) return "";
  for (const auto& target : known_)
    if (target.subject != 0) return all_[target.subject - 1].name;
  return "";
}

}  // namespace waarborg

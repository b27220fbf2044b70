#include "indicators/indicators.h"

namespace waarborg {

std::uint32_t Indicators::share(std::string_view text) {
  // Texts of one sort differ in their lengths from those of others more often than not.
  auto& recent = recent_[text.size() % recent_.size()];
  if (recent < parts_.shared.size() && parts_.shared[recent] == text) return recent;
  const auto [at, fresh] =
      numbers_.try_emplace(std::string(text), static_cast<std::uint32_t>(parts_.shared.size()));
  if (fresh) parts_.shared.emplace_back(text);
  return recent = at->second;
}

bool Indicators::make_room(std::size_t bytes) {
  if (bytes < UINT32_MAX - parts_.texts.size()) return true;
  ++left_out_;
  return false;
}

Span Indicators::put(std::string_view text) {
  const Span span{static_cast<std::uint32_t>(parts_.texts.size()), static_cast<std::uint32_t>(text.size())};
  parts_.texts += text;
  return span;
}

void Indicators::push_back(const Indicator& one) {
  auto bytes = one.id.size() + one.value.size();
  for (const auto& condition : one.also) bytes += condition.value.size();
  if (!make_room(bytes)) return;
  Entry entry;
  entry.id = put(one.id), entry.value = put(one.value);
  entry.subject = share(one.subject), entry.name = share(one.name);
  entry.source = share(one.source), entry.expires = share(one.expires);
  entry.conditions = static_cast<std::uint32_t>(parts_.conditions.size());
  entry.condition_count = static_cast<std::uint32_t>(one.also.size());
  for (const auto& c : one.also) parts_.conditions.push_back({c.type, c.test, put(c.value)});
  entry.type = one.type, entry.test = one.test, entry.weight = one.weight, entry.presence = one.presence;
  entry.campaign = one.campaign;
  parts_.entries.push_back(entry);
}

Indicator Indicators::operator[](std::size_t n) const {
  const auto& entry = parts_.entries.at(n);
  Indicator out;
  out.id = text(entry.id), out.value = text(entry.value);
  out.subject = shared(entry.subject), out.name = shared(entry.name), out.source = shared(entry.source);
  out.expires = shared(entry.expires);
  out.type = entry.type, out.test = entry.test, out.weight = entry.weight, out.presence = entry.presence;
  out.campaign = entry.campaign;
  for (auto c = entry.conditions; c < entry.conditions + entry.condition_count; ++c) {
    const auto& condition = parts_.conditions[c];
    out.also.push_back({condition.type, condition.test, std::string(text(condition.value))});
  }
  return out;
}

void Indicators::append(Indicators&& others) {
  if (empty() && left_out_ == 0) {
    *this = std::move(others);
    return;
  }
  left_out_ += others.left_out_;
  if (others.parts_.texts.size() >= UINT32_MAX - parts_.texts.size()) {
    for (const auto& one : others) push_back(one);
    return;
  }
  const auto texts = static_cast<std::uint32_t>(parts_.texts.size());
  const auto conditions = static_cast<std::uint32_t>(parts_.conditions.size());
  std::vector<std::uint32_t> numbers;
  for (const auto& text : others.parts_.shared) numbers.push_back(share(text));
  parts_.texts += others.parts_.texts;
  for (auto need : others.parts_.conditions) {
    need.value.at += texts;
    parts_.conditions.push_back(need);
  }
  for (auto entry : others.parts_.entries) {
    entry.id.at += texts, entry.value.at += texts;
    entry.subject = numbers[entry.subject], entry.name = numbers[entry.name];
    entry.source = numbers[entry.source], entry.expires = numbers[entry.expires];
    entry.conditions += conditions;
    parts_.entries.push_back(entry);
  }
}

}  // namespace waarborg

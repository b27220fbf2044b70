#include "indicators/model.h"

#include <algorithm>
#include <array>

namespace waarborg {
namespace {

constexpr std::array<std::string_view, 3> weight_names = {"decisive", "supporting", "lead"};
constexpr std::array<std::string_view, 5> test_names = {"exact", "within", "words", "glob", "regex"};
constexpr std::string_view vendor_prefix = "vendor/";
constexpr std::array<std::string_view, 3> vendors_things = {"product/", "service/", "network/"};

// "kaspersky" of vendor/kaspersky and of product/kaspersky/kesl; "" of a campaign.
std::string_view vendor_part(std::string_view subject) {
  if (subject.starts_with(vendor_prefix)) {
    subject.remove_prefix(vendor_prefix.size());
  } else {
    const auto at = std::find_if(vendors_things.begin(), vendors_things.end(),
                                 [&](std::string_view prefix) { return subject.starts_with(prefix); });
    if (at == vendors_things.end()) return {};
    subject.remove_prefix(at->size());
  }
  return subject.substr(0, subject.find('/'));
}

}  // namespace

std::string_view name_of(Weight weight) {
  const auto i = static_cast<std::size_t>(weight);
  return i < weight_names.size() ? weight_names[i] : "unknown";
}

std::string_view name_of(Test test) {
  const auto i = static_cast<std::size_t>(test);
  return i < test_names.size() ? test_names[i] : "unknown";
}

bool lies_below(std::string_view subject, std::string_view ancestor) {
  if (ancestor.empty()) return false;
  if (subject.starts_with(ancestor) && (subject.size() == ancestor.size() || subject[ancestor.size()] == '/'))
    return true;
  if (!ancestor.starts_with(vendor_prefix)) return false;
  const auto name = ancestor.substr(vendor_prefix.size());
  return !name.empty() && vendor_part(subject) == name;
}

const CatalogueEntry* Catalogue::vendor(std::string_view subject) const {
  const auto name = vendor_part(subject);
  if (name.empty()) return nullptr;
  const auto wanted = std::string(vendor_prefix).append(name);
  const auto at =
      std::lower_bound(entries.begin(), entries.end(), wanted,
                       [](const CatalogueEntry& e, const std::string& s) { return e.subject < s; });
  return at != entries.end() && at->subject == wanted ? &*at : nullptr;
}

const Product* Catalogue::product(std::string_view subject) const {
  const auto* entry = vendor(subject);
  if (entry == nullptr) return nullptr;
  const auto at = std::find_if(entry->products.begin(), entry->products.end(),
                               [&](const Product& p) { return p.subject == subject; });
  return at == entry->products.end() ? nullptr : &*at;
}

std::vector<const CriterionFact*> Catalogue::criteria(std::string_view subject) const {
  std::map<std::pair<std::size_t, std::string_view>, const CriterionFact*> found;  // C2 stands before C10
  const auto* entry = vendor(subject);
  if (entry == nullptr) return {};
  for (const auto& fact : entry->criteria) {
    if (!lies_below(subject, fact.subject)) continue;
    auto& place = found[{fact.criterion.size(), fact.criterion}];
    if (place == nullptr || lies_below(fact.subject, place->subject)) place = &fact;
  }
  std::vector<const CriterionFact*> out;
  for (const auto& [number, fact] : found) out.push_back(fact);
  return out;
}

std::string CriterionFact::text_in(std::string_view language) const {
  for (const auto wanted : {language, std::string_view("en")})
    for (const auto& [known, words] : text)
      if (known == wanted) return words;
  return text.empty() ? "" : text.front().second;
}

std::string Catalogue::name_of_subject(std::string_view subject) const {
  if (const auto* found = product(subject); found != nullptr && !found->name.empty()) return found->name;
  const auto* entry = vendor(subject);
  if (entry != nullptr && entry->subject == subject && !entry->name.empty()) return entry->name;
  return std::string(subject);
}

}  // namespace waarborg

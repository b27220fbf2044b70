#include "ledger/shared.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace waarborg {
namespace {

using Listed = std::tuple<std::string, std::string, std::string>;  // organisation, source, name

// The last event by which an organisation let an asset go, by its name or one of its keys.
class Left {
 public:
  explicit Left(const std::vector<LedgerEntry>& entries) {
    for (const auto& entry : entries)
      if (const auto* said = std::get_if<Statement>(&entry.what); said != nullptr && leaves_scope(entry.kind))
        for (const auto& name : {said->asset, lower(said->asset)})
          last_[{entry.organisation, name}] = entry.id;
  }
  bool has(const LedgerEntry& entry, const Asset& asset) const {
    const auto after = [&](const std::string& name) {
      const auto at = last_.find({entry.organisation, name});
      return at != last_.end() && at->second > entry.id;
    };
    const auto& all = asset.identifiers;
    return after(asset.name) ||
           std::any_of(all.begin(), all.end(), [&](const auto& i) { return after(key_of(i)); });
  }

 private:
  std::map<std::pair<std::string, std::string>, std::int64_t> last_;
};

std::string some_of(const std::set<std::string>& names) {
  std::vector<std::string> shown;
  for (const auto& name : names)
    if (shown.size() < 3) shown.push_back(name);
  const auto text = join(shown, ", ");
  return names.size() > 3 ? fmt::format("{} and {} more", text, names.size() - 3) : text;
}

}  // namespace

std::string key_of(const Identifier& i) {
  return lower(i.scheme) + ":" + lower(i.value);
}

std::vector<std::string> keys_of(const std::vector<Identifier>& identifiers) {
  std::vector<std::string> keys;
  for (const auto& i : identifiers)
    if (binds(i)) keys.push_back(key_of(i));
  return keys;
}

SharedKeys::SharedKeys(const std::vector<LedgerEntry>& entries) {
  const Left left(entries);
  // Of two lists that name one thing differently each may be right; one list means two things by two names.
  std::map<std::tuple<std::string, std::string, std::string>, std::set<std::string>> names;  // by key
  std::map<Listed, std::map<std::string, std::set<std::string>>> values;                     // by scheme
  for (const auto& entry : entries) {
    const auto* asset = std::get_if<Asset>(&entry.what);
    if (asset == nullptr) continue;
    const bool gone = left.has(entry, *asset);
    for (const auto& i : asset->identifiers) {
      if (!binds(i)) continue;
      if (!gone) names[{entry.organisation, key_of(i), asset->source}].insert(asset->name);
      // One that left and is listed again under its name is still the same device.
      values[{entry.organisation, asset->source, asset->name}][lower(i.scheme)].insert(lower(i.value));
    }
  }
  for (const auto& [place, all] : names) {
    const auto& [organisation, key, source] = place;
    if (all.size() > 1)
      add(organisation, {key},
          fmt::format(
              "{}: {} are listed with one {}: it tells nobody apart and proves nothing for any of them",
              organisation, some_of(all), key));
  }
  for (const auto& [place, schemes] : values)
    for (const auto& [scheme, all] : schemes) {
      if (all.size() < 2) continue;
      std::vector<std::string> keys;
      for (const auto& value : all) keys.push_back(scheme + ":" + value);
      add(std::get<0>(place), keys,
          fmt::format("{}: {} is listed with {} values of {} ({}): none of them proves anything for it",
                      std::get<0>(place), std::get<2>(place), all.size(), scheme, some_of(all)));
    }
}

void SharedKeys::add(const std::string& organisation, const std::vector<std::string>& keys, std::string why) {
  bool known_already = true;
  for (const auto& key : keys) known_already &= !keys_.insert({organisation, key}).second;
  if (!known_already) conflicts_.push_back(std::move(why));
}

bool SharedKeys::has_all(const std::string& organisation, const std::vector<std::string>& keys) const {
  return !keys.empty() &&
         std::all_of(keys.begin(), keys.end(), [&](const auto& key) { return has(organisation, key); });
}

}  // namespace waarborg

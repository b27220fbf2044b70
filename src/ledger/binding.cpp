#include "ledger/binding.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace waarborg {
namespace {

std::string key_of(const Identifier& i) {
  return lower(i.scheme) + ":" + lower(i.value);
}

class Binder {
 public:
  void take(const LedgerEntry& entry) {
    if (const auto* asset = std::get_if<Asset>(&entry.what)) take(entry, *asset);
    if (const auto* observation = std::get_if<Observation>(&entry.what)) take(entry, *observation);
    if (const auto* statement = std::get_if<Statement>(&entry.what)) take(entry, *statement);
  }

  // The device with this identifier, SIZE_MAX when there is none.
  std::size_t holder(const std::string& key) const {
    const auto at = by_key_.find(key);
    return at == by_key_.end() ? SIZE_MAX : root(at->second);
  }
  bool has_left(std::size_t device) const {
    const auto& said = devices_[device].statements;
    return std::any_of(said.begin(), said.end(), [](const LedgerEntry* e) { return leaves_scope(e->kind); });
  }
  std::size_t named(const std::string& organisation, const std::string& asset) const {
    for (std::size_t i = 0; i < devices_.size(); ++i)
      if (parent_[i] == i && devices_[i].organisation == organisation && devices_[i].name == asset) return i;
    const auto held = holder(lower(asset));
    return held != SIZE_MAX && devices_[held].organisation == organisation ? held : SIZE_MAX;
  }
  const Device& device(std::size_t number) const { return devices_[number]; }

  Binding finish() {
    for (std::size_t i = 0; i < devices_.size(); ++i)
      if (parent_[i] == i) out_.devices.push_back(std::move(devices_[i]));
    return std::move(out_);
  }

 private:
  std::size_t root(std::size_t i) const {
    while (parent_[i] != i) i = parent_[i];
    return i;
  }

  std::size_t make(const std::string& organisation, std::string name) {
    parent_.push_back(devices_.size());
    Device device;
    device.organisation = organisation, device.name = std::move(name);
    devices_.push_back(std::move(device));
    return devices_.size() - 1;
  }

  std::size_t merge(std::size_t a, std::size_t b) {
    if (a == b) return a;
    if (b < a) std::swap(a, b);
    parent_[b] = a;
    auto &one = devices_[a], &two = devices_[b];
    if (two.listed && !one.listed) one.name = two.name;
    one.listed |= two.listed;
    if (one.ownership.empty()) one.ownership = two.ownership;
    const auto join = [](auto& to, auto& from) {
      to.insert(to.end(), from.begin(), from.end());
      std::sort(to.begin(), to.end(), [](const LedgerEntry* x, const LedgerEntry* y) { return x->id < y->id; });
      from.clear();
    };
    join(one.observations, two.observations);
    join(one.statements, two.statements);
    return a;
  }

  // The device of `organisation` that these keys bind. A key that another organisation holds binds nothing;
  // that holder is given in `other`.
  std::size_t find(const std::string& organisation, const std::vector<std::string>& keys,
                   std::size_t& other) {
    std::size_t mine = SIZE_MAX;
    other = SIZE_MAX;
    for (const auto& key : keys) {
      const auto held = holder(key);
      if (held == SIZE_MAX) continue;
      if (devices_[held].organisation == organisation) {
        mine = mine == SIZE_MAX ? held : merge(mine, held);
      } else if (!has_left(held)) {
        other = held;
      }
    }
    return mine;
  }

  void hold(std::size_t device, const std::vector<std::string>& keys) {
    for (const auto& key : keys) {
      const auto held = holder(key);
      if (held != SIZE_MAX && devices_[held].organisation != devices_[device].organisation && !has_left(held))
        continue;
      by_key_[key] = device;
    }
  }

  static std::vector<std::string> strong_keys(const std::vector<Identifier>& identifiers) {
    std::vector<std::string> keys;
    for (const auto& i : identifiers)
      if (i.strong && !i.value.empty()) keys.push_back(key_of(i));
    return keys;
  }

  void conflict(const LedgerEntry& entry, std::size_t other, const std::string& name) {
    out_.conflicts.push_back(fmt::format("event {}: {} claims {}, which {} has as {}", entry.id,
                                         entry.organisation, name, devices_[other].organisation,
                                         devices_[other].name));
  }

  void take(const LedgerEntry& entry, const Asset& asset) {
    auto keys = strong_keys(asset.identifiers);
    std::size_t other = SIZE_MAX;
    // The key of an inventory is its own: no organisation can meet it in another's. A newline is in no clean
    // text.
    keys.push_back("inventory:" + entry.organisation + "\n" + asset.source + "\n" + asset.name);
    auto mine = find(entry.organisation, keys, other);
    if (mine == SIZE_MAX) mine = make(entry.organisation, asset.name);
    if (!devices_[mine].listed) devices_[mine].name = asset.name;
    devices_[mine].listed = true;
    if (!asset.ownership.empty()) devices_[mine].ownership = asset.ownership;
    if (other != SIZE_MAX) conflict(entry, other, asset.name);
    hold(mine, keys);
  }

  void take(const LedgerEntry& entry, const Observation& seen) {
    const auto keys = strong_keys(seen.identifiers);
    std::size_t other = SIZE_MAX;
    auto mine = find(entry.organisation, keys, other);
    if (other != SIZE_MAX) {
      conflict(entry, other, keys.front());
      out_.in_conflict.insert(entry.id);
      devices_[other].observations.push_back(&entry);
      if (mine != SIZE_MAX) devices_[mine].observations.push_back(&entry);
      return;
    }
    if (mine == SIZE_MAX && keys.empty()) {
      // Without identity nothing can be proven absent, but what was found must be counted somewhere.
      const bool found = std::any_of(seen.sightings.begin(), seen.sightings.end(),
                                     [](const Sighting& s) { return s.presence != Presence::historic; });
      const auto name = fmt::format("unidentified:{}/{}", seen.case_sha256.substr(0, 12), seen.evidence);
      if (!found) {
        out_.unbound.push_back(
            fmt::format("event {}: evidence of {} has no strong identifier; it is of no known device",
                        entry.id, entry.organisation));
        return;
      }
      mine = make(entry.organisation, name);
    }
    if (mine == SIZE_MAX) mine = make(entry.organisation, keys.front());
    if (devices_[mine].ownership.empty()) devices_[mine].ownership = seen.ownership;
    devices_[mine].observations.push_back(&entry);
    hold(mine, keys);
  }

  void take(const LedgerEntry& entry, const Statement& said) {
    const auto device = named(entry.organisation, said.asset);
    if (device == SIZE_MAX)
      out_.unbound.push_back(
          fmt::format("event {}: {} has no asset {}", entry.id, entry.organisation, said.asset));
    else
      devices_[device].statements.push_back(&entry);
  }

  std::vector<Device> devices_;
  std::vector<std::size_t> parent_;
  std::map<std::string, std::size_t> by_key_;
  Binding out_;
};

Binder bound(const std::vector<LedgerEntry>& entries) {
  Binder binder;
  for (const auto& entry : entries) binder.take(entry);
  return binder;
}

}  // namespace

Binding bind_devices(const std::vector<LedgerEntry>& entries) {
  return bound(entries).finish();
}

std::string other_owner(const std::vector<LedgerEntry>& entries, const std::string& organisation,
                        const std::vector<Identifier>& identifiers, std::string& by) {
  const auto binder = bound(entries);
  for (const auto& i : identifiers) {
    if (!i.strong || i.value.empty()) continue;
    const auto held = binder.holder(key_of(i));
    if (held == SIZE_MAX || binder.device(held).organisation == organisation || binder.has_left(held))
      continue;
    by = key_of(i);
    return binder.device(held).organisation;
  }
  return "";
}

bool knows_asset(const std::vector<LedgerEntry>& entries, const std::string& organisation,
                 const std::string& asset) {
  return bound(entries).named(organisation, asset) != SIZE_MAX;
}

}  // namespace waarborg

#include "ledger/binding.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "ledger/shared.h"

namespace waarborg {
namespace {

// What is built in: two values of one of these are two machines, however alike their disks are.
constexpr std::array<std::string_view, 3> built_in = {"serial", "hardware-uuid", "udid"};

using Values = std::map<std::string, std::set<std::string>>;  // by scheme

Values built_in_of(const std::vector<Identifier>& identifiers) {
  Values out;
  for (const auto& i : identifiers)
    if (binds(i) && std::find(built_in.begin(), built_in.end(), lower(i.scheme)) != built_in.end())
      out[lower(i.scheme)].insert(lower(i.value));
  return out;
}

bool differ(const Values& a, const Values& b) {
  return std::any_of(a.begin(), a.end(), [&](const auto& one) {
    const auto other = b.find(one.first);
    return other != b.end() && std::none_of(one.second.begin(), one.second.end(),
                                            [&](const auto& value) { return other->second.contains(value); });
  });
}

class Binder {
 public:
  explicit Binder(const std::vector<LedgerEntry>& entries) : shared_(entries) {
    for (const auto& entry : entries) {
      if (const auto* asset = std::get_if<Asset>(&entry.what)) take(entry, *asset);
      if (const auto* observation = std::get_if<Observation>(&entry.what)) take(entry, *observation);
      if (const auto* statement = std::get_if<Statement>(&entry.what)) take(entry, *statement);
    }
  }

  // The organisation that has this key, other than `organisation`, and has not let the device go.
  const std::string* owner_beside(const std::string& organisation, const std::string& key) const {
    for (const auto held : holders(key))
      if (devices_[held].organisation != organisation && !has_left(held)) return &devices_[held].organisation;
    return nullptr;
  }
  std::size_t named(const std::string& organisation, const std::string& asset) const {
    for (std::size_t i = 0; i < devices_.size(); ++i)
      if (parent_[i] == i && devices_[i].organisation == organisation && devices_[i].name == asset) return i;
    for (const auto held : holders(lower(asset)))
      if (devices_[held].organisation == organisation) return held;
    return SIZE_MAX;
  }

  Binding finish() {
    for (std::size_t i = 0; i < devices_.size(); ++i)
      if (parent_[i] == i) settle(i);
    for (std::size_t i = 0; i < devices_.size(); ++i)
      if (parent_[i] == i) out_.devices.push_back(std::move(devices_[i]));
    auto shared = shared_.take_conflicts();
    out_.conflicts.insert(out_.conflicts.end(), shared.begin(), shared.end());
    return std::move(out_);
  }

 private:
  struct Traits {
    std::map<std::string, std::string> listed_as;  // source → name
    Values listed, hardware;
    std::vector<std::string> listed_keys;
  };

  std::size_t root(std::size_t i) const {
    while (parent_[i] != i) i = parent_[i];
    return i;
  }
  std::vector<std::size_t> holders(const std::string& key) const {
    std::vector<std::size_t> out;
    if (const auto at = by_key_.find(key); at != by_key_.end())
      for (const auto held : at->second)
        if (std::find(out.begin(), out.end(), root(held)) == out.end()) out.push_back(root(held));
    return out;
  }
  bool has_left(std::size_t device) const {
    const auto& said = devices_[device].statements;
    return std::any_of(said.begin(), said.end(), [](const LedgerEntry* e) { return leaves_scope(e->kind); });
  }

  std::size_t make(const std::string& organisation, std::string name) {
    parent_.push_back(devices_.size());
    Device device;
    device.organisation = organisation, device.name = std::move(name);
    devices_.push_back(std::move(device));
    traits_.emplace_back();
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
      std::sort(to.begin(), to.end(),
                [](const LedgerEntry* x, const LedgerEntry* y) { return x->id < y->id; });
      from.clear();
    };
    join(one.observations, two.observations);
    join(one.statements, two.statements);
    auto &to = traits_[a], &from = traits_[b];
    to.listed_as.merge(from.listed_as);
    for (auto& [scheme, values] : from.listed) to.listed[scheme].merge(values);
    for (auto& [scheme, values] : from.hardware) to.hardware[scheme].merge(values);
    to.listed_keys.insert(to.listed_keys.end(), from.listed_keys.begin(), from.listed_keys.end());
    return a;
  }

  // Not one device: a list names them apart, or their built-in numbers differ.
  bool apart(std::size_t a, std::size_t b) const {
    if (a == b) return false;
    const auto &one = traits_[a], &two = traits_[b];
    return differ(one.hardware, two.hardware) ||
           std::any_of(one.listed_as.begin(), one.listed_as.end(), [&](const auto& listed) {
             const auto other = two.listed_as.find(listed.first);
             return other != two.listed_as.end() && other->second != listed.second;
           });
  }

  void hold(std::size_t device, const std::vector<std::string>& keys) {
    for (const auto& key : keys) {
      std::vector<std::size_t> keep;
      bool others = false;
      for (const auto held : holders(key)) {
        const bool same = devices_[held].organisation == devices_[device].organisation;
        if (held == device || (has_left(held) && (!same || apart(held, device)))) continue;
        keep.push_back(held);
        others |= !same;
      }
      if (!others) keep.push_back(device);
      by_key_[key] = std::move(keep);
    }
  }

  void claimed(const LedgerEntry& entry, std::size_t other, const std::string& name) {
    out_.conflicts.push_back(fmt::format("event {}: {} claims {}, which {} has as {}", entry.id,
                                         entry.organisation, name, devices_[other].organisation,
                                         devices_[other].name));
  }

  void differs(const LedgerEntry& entry, const std::string& key, const std::string& one, std::size_t other) {
    shared_.add(
        entry.organisation, {key},
        fmt::format("event {}: {}: {} and {} are two devices with one {}: it tells nobody apart and proves "
                    "nothing for either",
                    entry.id, entry.organisation, one, devices_[other].name, key));
  }

  void take(const LedgerEntry& entry, const Asset& asset) {
    auto keys = keys_of(asset.identifiers);
    Traits listed;
    listed.listed_as[asset.source] = asset.name;
    listed.hardware = built_in_of(asset.identifiers);
    listed.listed_keys = keys;
    for (const auto& i : asset.identifiers)
      if (binds(i)) listed.listed[lower(i.scheme)].insert(lower(i.value));
    // The key of an inventory is its own: no organisation can meet it in another's. A newline is in no clean
    // text.
    const auto own = "inventory:" + entry.organisation + "\n" + asset.source + "\n" + asset.name;
    const auto there = holders(own);
    auto mine = there.empty() ? make(entry.organisation, asset.name) : there.front();
    note_listed(asset, mine, listed);
    for (const auto& key : keys)
      for (const auto holder : holders(key)) {
        const auto held = root(holder);
        if (devices_[held].organisation != entry.organisation) {
          if (!has_left(held)) claimed(entry, held, asset.name);
        } else if (held != mine && !shared_.has(entry.organisation, key)) {
          if (!apart(mine, held))
            mine = join_listed(entry, mine, held);
          else if (!has_left(held))
            differs(entry, key, asset.name, held);
        }
      }
    keys.push_back(own);
    hold(mine, keys);
  }

  void note_listed(const Asset& asset, std::size_t mine, Traits& listed) {
    auto& device = devices_[mine];
    if (!device.listed) device.name = asset.name;
    device.listed = true;
    if (!asset.ownership.empty()) device.ownership = asset.ownership;
    auto& traits = traits_[mine];
    traits.listed_as.merge(listed.listed_as);
    for (auto& [scheme, values] : listed.hardware) traits.hardware[scheme].merge(values);
    for (auto& [scheme, values] : listed.listed) traits.listed[scheme].merge(values);
    traits.listed_keys.insert(traits.listed_keys.end(), listed.listed_keys.begin(), listed.listed_keys.end());
  }

  // Two lists that agree on one identifier may not give the device two of another.
  std::size_t join_listed(const LedgerEntry& entry, std::size_t a, std::size_t b) {
    const auto mine = merge(a, b);
    for (const auto& [scheme, values] : traits_[mine].listed) {
      if (values.size() < 2) continue;
      std::vector<std::string> keys;
      for (const auto& value : values) keys.push_back(scheme + ":" + value);
      shared_.add(
          entry.organisation, keys,
          fmt::format("event {}: {}: lists give {} {} values of {}: none of them proves anything for it",
                      entry.id, entry.organisation, devices_[mine].name, values.size(), scheme));
    }
    return mine;
  }

  void take(const LedgerEntry& entry, const Observation& seen) {
    const auto keys = keys_of(seen.identifiers);
    const auto hardware = built_in_of(seen.identifiers);
    std::vector<std::size_t> sure, maybe;  // bound, and bound by what several have
    std::size_t other = SIZE_MAX;
    for (const auto& key : keys)
      for (const auto held : holders(key)) {
        if (devices_[held].organisation != entry.organisation) {
          if (!has_left(held)) other = held;
        } else if (shared_.has(entry.organisation, key)) {
          maybe.push_back(held);
        } else if (differ(traits_[held].hardware, hardware)) {
          differs(entry, key, "evidence with another built-in number", held);
          maybe.push_back(held);
        } else {
          sure.push_back(held);
        }
      }
    if (other != SIZE_MAX) {
      claimed(entry, other, keys.front());
      sure.push_back(other);
      return conflicting(entry, sure);
    }
    auto mine = sure.empty() ? SIZE_MAX : root(sure.front());
    for (const auto next : sure) {
      if (!apart(mine, root(next))) {
        mine = merge(mine, root(next));
        continue;
      }
      out_.conflicts.push_back(fmt::format("event {}: {}: evidence has identifiers of both {} and {}",
                                           entry.id, entry.organisation, devices_[mine].name,
                                           devices_[root(next)].name));
      return conflicting(entry, sure);
    }
    if (mine == SIZE_MAX && !maybe.empty() && shared_.has_all(entry.organisation, keys))
      return conflicting(entry, maybe);
    if (mine == SIZE_MAX) mine = newly_met(entry, seen, keys);
    if (mine == SIZE_MAX) return;
    if (devices_[mine].ownership.empty()) devices_[mine].ownership = seen.ownership;
    devices_[mine].observations.push_back(&entry);
    for (const auto& [scheme, values] : hardware)
      traits_[mine].hardware[scheme].insert(values.begin(), values.end());
    hold(mine, keys);
  }

  // On whichever of these it was: it shows presence on each and absence on none.
  void conflicting(const LedgerEntry& entry, const std::vector<std::size_t>& devices) {
    out_.in_conflict.insert(entry.id);
    std::set<std::size_t> once;
    for (const auto device : devices)
      if (once.insert(root(device)).second) devices_[root(device)].observations.push_back(&entry);
  }

  std::size_t newly_met(const LedgerEntry& entry, const Observation& seen,
                        const std::vector<std::string>& keys) {
    if (!keys.empty()) return make(entry.organisation, keys.front());
    // Without identity nothing can be proven absent, but what was found must be counted somewhere.
    const bool found = std::any_of(seen.sightings.begin(), seen.sightings.end(),
                                   [](const Sighting& s) { return s.presence != Presence::historic; });
    if (found)
      return make(entry.organisation,
                  fmt::format("unidentified:{}/{}", seen.case_sha256.substr(0, 12), seen.evidence));
    out_.unbound.push_back(
        fmt::format("event {}: evidence of {} has no strong identifier; it is of no known device", entry.id,
                    entry.organisation));
    return SIZE_MAX;
  }

  void take(const LedgerEntry& entry, const Statement& said) {
    const auto device = named(entry.organisation, said.asset);
    if (device == SIZE_MAX)
      out_.unbound.push_back(
          fmt::format("event {}: {} has no asset {}", entry.id, entry.organisation, said.asset));
    else
      devices_[device].statements.push_back(&entry);
  }

  // What was bound by a key that later turned out to be of several proves nothing any more, nor does anything
  // on an asset that the lists know by such keys alone.
  void settle(std::size_t i) {
    auto& device = devices_[i];
    const bool lost = shared_.has_all(device.organisation, traits_[i].listed_keys);
    std::set<std::size_t> heirs;
    bool all_shared = !device.listed && device.statements.empty() && !device.observations.empty();
    for (const auto* entry : device.observations) {
      const auto keys = keys_of(std::get<Observation>(entry->what).identifiers);
      const bool shared = shared_.has_all(device.organisation, keys);
      all_shared &= shared;
      if (shared || lost) out_.in_conflict.insert(entry->id);
      for (const auto& key : keys)
        for (const auto held : holders(key))
          if (held != i && devices_[held].listed && devices_[held].organisation == device.organisation)
            heirs.insert(held);
    }
    // SeenOn before it was listed, and by nothing but what several assets have: it is one of them, not one
    // more.
    if (!all_shared || heirs.empty()) return;
    for (const auto heir : heirs) {
      auto& all = devices_[heir].observations;
      all.insert(all.end(), device.observations.begin(), device.observations.end());
      std::sort(all.begin(), all.end(),
                [](const LedgerEntry* x, const LedgerEntry* y) { return x->id < y->id; });
    }
    parent_[i] = *heirs.begin();
  }

  SharedKeys shared_;
  std::vector<Device> devices_;
  std::vector<Traits> traits_;
  std::vector<std::size_t> parent_;
  std::map<std::string, std::vector<std::size_t>> by_key_;
  Binding out_;
};

}  // namespace

Binding bind_devices(const std::vector<LedgerEntry>& entries) {
  return Binder(entries).finish();
}

std::string other_owner(const std::vector<LedgerEntry>& entries, const std::string& organisation,
                        const std::vector<Identifier>& identifiers, std::string& by) {
  const Binder binder(entries);
  for (const auto& key : keys_of(identifiers)) {
    const auto* owner = binder.owner_beside(organisation, key);
    if (owner == nullptr) continue;
    by = key;
    return *owner;
  }
  return "";
}

bool knows_asset(const std::vector<LedgerEntry>& entries, const std::string& organisation,
                 const std::string& asset) {
  return Binder(entries).named(organisation, asset) != SIZE_MAX;
}

}  // namespace waarborg

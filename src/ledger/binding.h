// Which events are about which device. Strong identifiers bind (and the key of an inventory within that
// inventory); names never do, nor what several assets of one list have, nor a placeholder: nothing is proven
// by it. A device belongs to the organisation that had it first until it left scope there; what another
// organisation says of it meanwhile is a conflict: it can show presence, never absence.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/entry.h"

namespace waarborg {

struct Device {
  std::string organisation, name, ownership;
  bool listed = false;                           // in an inventory
  std::vector<const LedgerEntry*> observations;  // its own and those in conflict
  std::vector<const LedgerEntry*> statements;
};

struct Binding {
  std::vector<Device> devices;         // in the order in which they were first met
  std::vector<std::string> conflicts;  // for people
  std::set<std::int64_t> in_conflict;  // observations: they prove no absence anywhere
  std::vector<std::string>
      unbound;  // observations without identity and without a finding; statements on nobody
};

// Entries in the order of their ids, which must outlive the result.
Binding bind_devices(const std::vector<LedgerEntry>& entries);

// Which organisation has a device with one of these identifiers, other than `organisation`? "" for none.
std::string other_owner(const std::vector<LedgerEntry>& entries, const std::string& organisation,
                        const std::vector<Identifier>& identifiers, std::string& by);
// Is there such an asset? By name or scheme:value.
bool knows_asset(const std::vector<LedgerEntry>& entries, const std::string& organisation,
                 const std::string& asset);

}  // namespace waarborg

// A ledger as it stands: all its events understood, after the chain was checked, and the snapshot that an
// answer rests on. What follows from a chain that is broken is worth nothing: that is an Error.
#pragma once
#include <memory>

#include "answer/answer.h"
#include "engine/ledger_door.h"
#include "ledger/store.h"

namespace waarborg {

struct ReadLedger {
  std::unique_ptr<Store> store;
  Time as_of{};
  std::vector<LedgerEntry> entries;  // also those after as_of
  Snapshot snapshot;                 // of as_of
};
Result<ReadLedger> read_ledger(const LedgerPlace& place);

// Writes a file whole or not at all; "" is standard output.
Result<> write_whole(const std::string& output, std::string_view bytes);

}  // namespace waarborg

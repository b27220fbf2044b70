// The state of a ledger as one HTML file, for those who manage the phase-out: figures, who was not heard,
// exceptions and when they end, the state of each device with its reason, and how the figures went. It names
// devices: it is no answer to be published. Pure: the same entries and time give the same bytes.
#pragma once
#include "ledger/states.h"
#include "outputs/output.h"

namespace waarborg {

struct LedgerPage {
  const std::vector<LedgerEntry>& entries;  // all of the ledger
  Time as_of{};
  std::int64_t events = 0;  // up to then
  std::string head;
};

Result<> write_ledger_page(const LedgerPage& ledger, const ReportOptions& options, Writer& out);

}  // namespace waarborg

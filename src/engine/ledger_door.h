// The verbs of the ledger. Files are read here, what comes in is checked against what the ledger holds, and
// each gives a page of text. `as_of` is the clock of a verb: what is recorded gets that time, what is shown
// is what was known then. A date alone is the end of that day; "" is now.
#pragma once
#include <string>
#include <vector>

#include "engine/decisions.h"

namespace waarborg {

struct LedgerPlace {
  std::string ledger;  // FILE or postgresql://
  std::string as_of;
};

// Without directives: the shipped ones.
Result<Page> ledger_init(const LedgerPlace& place, const std::vector<std::string>& directives);

struct LedgerAdd {
  std::vector<std::string> cases;
  std::string assets, source, taken;    // an inventory instead of cases
  std::string organisation;             // of cases that name none
  std::string rights, actor;            // "root", and who vouches for it, where a case does not say
  std::vector<std::string> directives;  // taken up too, or anew where they changed
};
Result<Page> ledger_add(const LedgerPlace& place, const LedgerAdd& request);

struct LedgerEvent {
  std::string kind, organisation, asset, directive, subject, actor, reason, when;
};
Result<Page> ledger_event(const LedgerPlace& place, const LedgerEvent& request);

struct LedgerException {
  std::string organisation, asset, directive, subject, need, approver, from, until;
};
Result<Page> ledger_exception(const LedgerPlace& place, const LedgerException& request);

Result<Page> ledger_status(const LedgerPlace& place, bool json);
Result<Page> ledger_verify(const LedgerPlace& place, const std::string& known_head);
Result<Page> ledger_export(const LedgerPlace& place);

}  // namespace waarborg

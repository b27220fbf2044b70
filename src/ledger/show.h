// An account as text for people and as JSON; both are the same for the same events and the same time.
#pragma once
#include "ledger/states.h"

namespace waarborg {

std::string account_text(const Account& account);
std::string account_json(const Account& account);
std::string event_json(const Event& event);  // one line

}  // namespace waarborg

// Store keeps events in SQLite or PostgreSQL, through one set of queries. What append() has acknowledged is
// on disk; what it has not is not there at all, not even in part. Two writers wait for each other. An address
// that begins with postgresql:// is PostgreSQL; all else is the path of a file, for its owner only.
#pragma once
#include <functional>
#include <memory>

#include "ledger/event.h"

namespace waarborg {

constexpr int ledger_format = 1;

struct NewEvent {
  Time about{};
  std::string organisation, kind, body;
};

class Store {
 public:
  static Result<> init(const std::string& address);  // refuses where there is a ledger
  static Result<std::unique_ptr<Store>> open(const std::string& address);
  virtual ~Store() = default;

  // All of them or none. `recorded` not known: now, or the time of the last event where the clock went back.
  // A time before that of the last event is refused: history is not written afterwards.
  virtual Result<> append(const std::vector<NewEvent>& events, Time recorded) = 0;
  // Other writers wait from here until append(), or until this store goes away: what is read in between is
  // what append() adds to. Readers do not wait.
  virtual Result<> lock() = 0;
  // In the order of their ids. An Error after the last one when the ledger lacks its end, or has more than
  // was recorded: what was visited is then worth nothing.
  virtual Result<> each(const std::function<void(const Event&)>& visit) = 0;
  // Checks the whole chain and that it ends where the ledger says. `known`: a head that was written down
  // earlier must lie in it; "" for none. Gives the number of events and the head.
  virtual Result<std::pair<std::int64_t, std::string>> verify(const std::string& known) = 0;
};

}  // namespace waarborg

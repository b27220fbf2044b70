// The account: the state of every subject on every device of every organisation, and the figures that follow,
// as they were known at one time. A pure function of the events: no clock, no file. For each directive and
// organisation N = P + A + U + X holds, or there is no account but an Error.
#pragma once
#include <string>
#include <vector>

#include "ledger/timeline.h"

namespace waarborg {

struct StateRow {
  std::string directive, clause, organisation, asset, subject;
  State state = State::not_heard;
  Unknown unknown = Unknown::none;
  std::string why;
  Time first_seen{}, last_seen{}, until{};  // until: of the exception that holds, or of the last that ended
  std::string deadline;
  bool overdue = false;  // present, claimed or unknown after the deadline and under no exception
  std::int64_t episodes = 0;
};

// What one device counts as: the worst of its subjects.
struct DeviceRow {
  std::string directive, organisation, asset, ownership;
  bool listed = false;
  State state = State::not_heard;
  Unknown unknown = Unknown::none;
  std::string why;
};

struct Figures {
  std::int64_t in_scope = 0;                                             // N
  std::int64_t present = 0, of_exception = 0, of_claimed = 0;            // P, and of these
  std::int64_t gone = 0, never_seen = 0;                                 // A
  std::int64_t not_heard = 0, stale = 0, incomplete = 0, suspected = 0;  // U
  std::int64_t left = 0;                                                 // X
  std::int64_t absent() const { return gone + never_seen; }
  std::int64_t unknown() const { return not_heard + stale + incomplete + suspected; }
};
Result<> check(const Figures& figures);

struct OrganisationRow {
  std::string directive, organisation;
  Figures figures;
  std::int64_t unlisted = 0;  // devices that no inventory names
  Time inventory{};           // the newest list; not known: there is none
  bool gone = false;          // P = 0, U = 0, and an inventory at most `inventory_days` old
  std::string why_not;
};

struct Account {
  Time as_of{};
  std::int64_t events = 0;  // up to then
  std::vector<OrganisationRow> organisations;
  std::vector<DeviceRow> devices;
  std::vector<StateRow> states;
  std::vector<std::string> conflicts, unbound;
};

constexpr int inventory_days = 7;

// Entries in the order of their ids. What was recorded after `as_of` was not known then and does not count.
Result<Account> account_of(const std::vector<LedgerEntry>& entries, Time as_of);

}  // namespace waarborg

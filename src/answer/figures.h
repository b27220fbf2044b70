// The figures of an answer: for each organisation and ownership how many devices are in scope, and in which
// state. All are sums of counts, one for each organisation, ownership and state; a row whose N is not
// P + A + U + X is refused.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "answer/question.h"
#include "ledger/states.h"

namespace waarborg {

constexpr std::array<std::string_view, 13> figure_names = {
    "in-scope", "present",   "exception", "no-exception", "absent",    "gone",      "never-seen",
    "unknown",  "not-heard", "stale",     "incomplete",   "suspected", "left-scope"};
constexpr std::size_t figure_count = figure_names.size();
enum FigureNumber : std::uint8_t {
  in_scope,
  present,
  exception,
  no_exception,
  absent,
  gone,
  never_seen,
  unknown,
  not_heard,
  stale,
  incomplete,
  suspected,
  left_scope
};
// The states that figures count; every other figure is a sum of these.
constexpr std::array<FigureNumber, 9> counted_states = {
    exception, no_exception, gone, never_seen, not_heard, stale, incomplete, suspected, left_scope};
bool counts(FigureNumber figure, FigureNumber state);  // is the state a part of the figure?

// "organisation", "cope", "byod", "private"; all else is "unknown".
std::string ownership_class(std::string_view ownership);
constexpr std::array<std::string_view, 5> ownership_classes = {"organisation", "cope", "byod", "private",
                                                               "unknown"};

// The counts of one organisation and ownership.
struct Tally {
  std::string organisation, ownership;
  std::array<std::int64_t, figure_count> of{};  // by state; sums stay 0
  Time first_seen{};                            // the oldest of what is present; not known: there is none
};

struct FigureRow {
  std::string organisation, ownership;  // "" is all of them together
  std::array<std::int64_t, figure_count> value{};
  Time first_seen{};  // as of a cell
  std::array<bool, figure_count> withheld{};
  bool decided = false;  // something in it is withheld by decision
};

struct FigureTable {
  std::vector<Tally> cells;                 // sorted; organisations and classes with a device only
  std::vector<FigureRow> rows;              // as the question breaks down; the whole last
  std::vector<std::string> organisations;   // in the answer, sorted
  std::vector<std::string> without_device;  // named in the question, but the ledger knows no device of them
  std::vector<std::string> silent;          // in scope, but nothing was heard of any device
  std::int64_t other_ownership = 0;         // devices whose list uses another word
  std::int64_t unlisted = 0;
};

// Fault::malformed: the figures do not add up.
Result<FigureTable> figures_of(const Account& account, const std::string& directive,
                               const Question& question);

}  // namespace waarborg

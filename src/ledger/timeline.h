// The state of one subject on one device, from what was seen and said of it in the order of time. Pure. GONE
// is reached only by at least two proofs of absence in a row that span seven days, all after the last
// sighting and after what was claimed; NEVER SEEN by one, where nothing was ever seen. Both last as long as
// the newest proof is fresh.
#pragma once
#include <vector>

#include "ledger/proof.h"

namespace waarborg {

enum class State : std::uint8_t {
  not_heard,
  suspected,
  present,
  removal_claimed,
  gone,
  never_seen,
  exception,
  false_positive,
  decommissioned,
  lost,
  out_of_scope,
};
std::string_view name_of(State state);  // "not-heard", ...

enum class SeenOn : std::uint8_t { absent, suspected, present };

struct Moment {
  enum class What : std::uint8_t { observation, claim };
  Time when{};
  std::int64_t event = 0;
  What what = What::observation;
  SeenOn seen = SeenOn::absent;
  bool once = false;       // it says that the subject was there before: history, leftovers
  bool dismissed = false;  // something in it was judged a false positive
  Proof proof{};           // of an observation that saw nothing
};

struct ProofPolicy {
  std::size_t proofs = 2;
  std::chrono::hours span = std::chrono::hours(24 * 7);
  std::chrono::hours max_age = std::chrono::hours(24 * 14);
};

// Why a device is unknown.
enum class Unknown : std::uint8_t { none, not_heard, stale, incomplete, suspected };

struct Course {
  State state = State::not_heard;
  Unknown unknown = Unknown::not_heard;
  std::string why;
  Time first_seen{}, last_seen{};
  std::int64_t episodes = 0;  // 2: it came back once
};

// For people and programs: a device that was heard of, but too long ago or not completely, is "stale" or
// "incomplete", and only one that nothing is known of "not-heard".
std::string_view name_of(State state, Unknown unknown);

Course course_of(std::vector<Moment> moments, const ProofPolicy& policy, Time as_of);

}  // namespace waarborg

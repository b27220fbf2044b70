#include "ledger/timeline.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace waarborg {
namespace {

struct Walk {
  bool ever = false;     // it was there, or somebody said so
  bool open = false;     // present as far as is known
  bool claimed = false;  // removed, they say
  bool suspected = false;
  bool dismissed = false;
  bool heard = false;
  std::vector<Time> run;  // proofs of absence in a row
  Proof lack;             // of the newest observation that proved nothing
  Course course;

  bool stable(const ProofPolicy& policy) const {
    return run.size() >= policy.proofs && !run.empty() && run.back() - run.front() >= policy.span;
  }

  void claim() {
    if (!open) ++course.episodes;
    ever = open = claimed = true;
    suspected = false;
    run.clear();
  }

  void see(const Moment& m, const ProofPolicy& policy) {
    heard = true;
    ever |= m.once;
    dismissed |= m.dismissed;
    if (m.seen == SeenOn::present) {
      if (!open) ++course.episodes;
      ever = open = true;
      claimed = suspected = false;
      run.clear();
      if (!known(course.first_seen)) course.first_seen = m.when;
      course.last_seen = m.when;
    } else if (m.seen == SeenOn::suspected) {
      suspected = true;
      run.clear();
    } else if (m.proof.lack != Lack::nothing) {
      lack = m.proof;
    } else {
      lack = {};
      run.push_back(m.when);
      if (!ever) suspected = false;
      if (stable(policy)) open = claimed = suspected = false;
    }
  }
};

void settle(Course& course, State state, Unknown unknown, std::string why) {
  course.state = state, course.unknown = unknown, course.why = std::move(why);
}

}  // namespace

std::string_view name_of(State state) {
  constexpr std::array<std::string_view, 11> names = {
      "not-heard",      "suspected",      "present", "removal-claimed", "gone", "never-seen", "exception",
      "false-positive", "decommissioned", "lost",    "out-of-scope"};
  return names[static_cast<std::size_t>(state)];
}

std::string_view name_of(State state, Unknown unknown) {
  if (state == State::not_heard && unknown == Unknown::stale) return "stale";
  if (state == State::not_heard && unknown == Unknown::incomplete) return "incomplete";
  return name_of(state);
}

Course course_of(std::vector<Moment> moments, const ProofPolicy& policy, Time as_of) {
  // At one and the same time what proves least comes last: absence, sighting, claim.
  std::sort(moments.begin(), moments.end(), [](const Moment& a, const Moment& b) {
    return std::tie(a.when, a.what, a.seen, a.event) < std::tie(b.when, b.what, b.seen, b.event);
  });
  Walk w;
  for (const auto& m : moments) m.what == Moment::What::claim ? w.claim() : w.see(m, policy);

  const bool fresh = !w.run.empty() && w.run.back() <= as_of && as_of - w.run.back() <= policy.max_age;
  auto& c = w.course;
  if (w.open) {
    const bool proving = !w.run.empty();
    settle(c, w.claimed ? State::removal_claimed : State::present, Unknown::none,
           proving     ? "no longer seen, but not yet often and long enough"
           : w.claimed ? "said to be removed; no scan has shown it"
                       : "");
  } else if (w.suspected) {
    settle(c, State::suspected, Unknown::suspected, "there are hints, no proof");
  } else if (w.run.empty()) {
    settle(c, w.dismissed ? State::false_positive : State::not_heard,
           w.heard ? Unknown::incomplete : Unknown::not_heard,
           w.heard ? w.lack.why : "nothing was heard of it");
  } else if (!fresh) {
    settle(c, State::not_heard, Unknown::stale, "the newest proof is too old");
  } else if (!w.ever) {
    settle(c, State::never_seen, Unknown::none, "");
  } else if (w.stable(policy)) {
    settle(c, State::gone, Unknown::none, "");
  } else {
    settle(c, State::not_heard, Unknown::incomplete,
           "it was there before; not seen, but not yet often and long enough");
  }
  return c;
}

}  // namespace waarborg

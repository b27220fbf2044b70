// An event is one thing that was said or seen, and when: the only thing a ledger holds. Events are appended,
// never changed; each carries SHA-256 over the digest before it and its own bytes, so that a row that was
// altered or taken out shows. What follows from them is computed anew each time (states.h).
#pragma once
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "base/time.h"

namespace waarborg {

struct Event {
  std::int64_t id = 0;  // 1, 2, 3, ... without a gap
  Time about{};         // the time it is about; not known: Time{}
  Time recorded{};      // never before that of the event before it
  std::string organisation;
  std::string kind;    // see entry.h
  std::string body;    // one JSON object; these bytes are what the digest covers
  std::string digest;  // hexadecimal
};

// Of a ledger without events.
std::string first_digest();
// SHA-256 over the digest before (its text), then id, about, recorded, organisation, kind and body, each as
// eight bytes of length, little-endian, and its bytes; numbers and times are text (to_text).
std::string digest_of(const Event& event, std::string_view before);

// Walks the chain. Takes events in the order of their ids.
class ChainCheck {
 public:
  Result<> next(const Event& event);  // the first fault names the event
  std::int64_t count() const { return count_; }
  const std::string& head() const { return head_; }

 private:
  std::int64_t count_ = 0;
  std::string head_ = first_digest();
  Time recorded_{};
};

}  // namespace waarborg

// Lists of telephone numbers and addresses that were chosen as targets, kept as slow salted digests: one can
// ask whether a number is on it, and not read it. Which of a device's own identities are on a list is told,
// and no other. Format: docs/numbers.md.
#pragma once
#include <optional>
#include <set>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/slow_digest.h"
#include "engine/decisions.h"

namespace waarborg {

struct NumberList {
  std::string name, source, date, sha256;  // sha256 of the file
  Blob salt;
  SlowCost cost;
  std::set<SlowDigest> digests;

  // Nothing: the digest could not be made.
  std::optional<bool> has(const std::string& identity) const;
};

// "tel:+31201234567" (E.164) or "mailto:a@example.org" (lower case). Nothing for a number that does not say
// its country, and for all else.
std::optional<std::string> identity_of(std::string_view text);

Result<NumberList> read_numbers(std::string_view text, const std::string& file);

struct MakeNumbers {
  std::string list, output, name, source;  // list: one number or address a line, '#' begins a comment
  SlowCost cost;
  unsigned jobs = 2;
};
Result<Page> make_numbers(const MakeNumbers& request);

}  // namespace waarborg

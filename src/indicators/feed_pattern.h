// The pattern language of STIX 2: "[domain-name:value = 'a.example' OR url:value IN ('…')]". Parsed into the
// comparisons that are each enough on their own; what needs several together, or a time, is not, and is said.
// Specification: STIX 2.1, part 9 (Patterning).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace waarborg {

struct StixComparison {
  std::string object;             // "file"
  std::vector<std::string> path;  // {"hashes", "SHA-256"}; list steps ("[*]") are left out
  std::string how;                // "=", "IN", "LIKE", "MATCHES", "ISSUBSET", ... upper case
  bool negated = false;           // NOT, or "!="
  std::vector<std::string> values;
};

struct StixPattern {
  std::vector<StixComparison> any;  // one of them met is the pattern met
  std::vector<std::string> unused;  // why parts of it cannot stand alone
};

// The offset of an Error is a byte of the pattern. Nesting deeper than 64 is refused.
Result<StixPattern> parse_stix_pattern(std::string_view text);

}  // namespace waarborg

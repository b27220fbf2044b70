// The pattern language of STIX 2: "[domain-name:value = 'a.example' OR url:value IN ('…')]". Parsed into
// alternatives; each is one comparison or several that must be true of one observation together. What needs
// several observations, or a time, is left out and said. AND binds tighter than OR, OR tighter than
// FOLLOWEDBY. Specification: STIX 2.1, part 9 (Patterning).
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

using StixTogether = std::vector<StixComparison>;

struct StixPattern {
  std::vector<StixTogether> any;    // one of them met is the pattern met
  std::vector<std::string> unused;  // why parts of it are left out
};

// The offset of an Error is a byte of the pattern. Nesting deeper than 64 is refused. Alternatives may be
// as many as are written; what several of them needed together come to in more than 256 ways is left out.
Result<StixPattern> parse_stix_pattern(std::string_view text);

// "[a:b.'c' = 'd']" without escapes, which nearly all patterns of large feeds are, and nothing else: `out` is
// overwritten with what parse_stix_pattern comes to, in the memory that it has. False: ask that.
bool parse_simple_pattern(std::string_view text, StixComparison& out);

}  // namespace waarborg

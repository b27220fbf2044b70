// What an Index holds. build() fills it (index_build.cpp), find() reads it (index.cpp).
#pragma once
#include <algorithm>
#include <array>
#include <bitset>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "indicators/index.h"
#include "indicators/index_fold.h"
#include "indicators/index_patterns.h"
#include "indicators/index_table.h"
#include "indicators/indicators.h"

namespace waarborg {

// What the text of a key stands for. Of addresses the form is the prefix length instead.
enum Form : std::uint8_t {
  whole = 0,
  prefix = 1,  // the value or what lies below it
  run_of_words = 2,
  base_name = 3,      // the last component of a path
  any_ecosystem = 4,  // a package's name in every ecosystem
  purl_first = 8,     // + 1 with a version, + 2 with qualifiers
  cpe_first = 16,     // + one bit for each component that is given
};

// What there is of one type, so that find() probes only what can be there.
struct TypeForms {
  bool any = false;
  std::uint32_t forms = 0;  // bit: Form
  std::uint64_t parts = 0;  // bit: number of labels, components or words that a key has; 63 and more are one
  std::size_t longest = 0;  // of the keys that are probed by parts
  std::bitset<129> prefixes;  // of addresses
  std::optional<PatternSet> globs, regexes;

  bool has(unsigned form) const { return (forms >> form & 1u) != 0; }
  bool has_parts(std::size_t n) const { return (parts >> (n < 63 ? n : 63) & 1u) != 0; }
};

// `conditions` are the numbers of the indicators before it.
struct StoredIndicator : Indicators::Entry {
  bool is_condition = false;
};

struct Index::State {
  explicit State(std::size_t indicators) : table(indicators) { stored.reserve(indicators); }

  LargeString texts;                // every key, id and value
  std::vector<std::string> shared;  // subjects, names and sources: few and often repeated
  LargeVector<StoredIndicator> stored;
  KeyTable table;
  // What systems keep of the names of processes and apps that are longer, in order: 15 bytes of both ends
  // (Linux, Android), 16 of the begin (Darwin). The table has each number once, and these are few.
  struct Cut {
    std::string text;
    std::uint32_t number;
    bool operator<(const Cut& other) const {
      return std::tie(text, number) < std::tie(other.text, other.number);
    }
  };
  std::vector<Cut> cuts;
  bool has_conditions = false;
  std::array<TypeForms, type_count> types;

  TypeForms& of(Type type) { return types[static_cast<std::size_t>(type)]; }
  const TypeForms& of(Type type) const { return types[static_cast<std::size_t>(type)]; }
  std::string_view text(Span span) const { return std::string_view(texts).substr(span.at, span.length); }
};

// Where the parts of a prefix end: the same walk counts the parts of an indicator and probes those of a
// value. `visit(end, parts)` says whether to go on.
template <class Visit>
void each_prefix(std::string_view key, std::size_t from, std::string_view separators, Visit visit) {
  for (std::size_t parts = 1;; ++parts) {
    const auto found = separators.size() == 1 ? key.find(separators[0], from)  // searches words, not bytes
                                              : key.find_first_of(separators, from);
    const auto end = std::min(found, key.size());
    if (!visit(end, parts) || end == key.size()) return;
    from = end + 1;
  }
}

// The key of a CPE with the components of `mask` only; false when one of them is not given.
bool append_cpe_key(const CpeKey& cpe, unsigned mask, std::string& out);

}  // namespace waarborg

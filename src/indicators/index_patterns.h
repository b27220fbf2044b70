// PatternSet is the globs and regular expressions of one type: one pass over a value tells which of them it
// meets. Everything is compiled before the fork. RE2 fills its automata while it matches, so these pages, and
// only these, become private to a worker; the bound is `set_memory` for every `set_size` patterns.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace waarborg {

class PatternSet {
 public:
  static constexpr std::size_t set_size = 256;
  static constexpr std::int64_t set_memory = 8 << 20, pattern_memory = 1 << 20;

  // `bytes`: the pattern is over bytes (globs), else over UTF-8.
  PatternSet(bool bytes, bool fold_case);
  PatternSet(PatternSet&&) noexcept;
  PatternSet& operator=(PatternSet&&) noexcept;
  ~PatternSet();

  // Whole-value match. False, with the reason, when RE2 refuses the pattern.
  bool add(std::string_view regex, std::uint32_t number, std::string& why);
  void close();  // before the first find
  void find(std::string_view value, std::vector<std::uint32_t>& out) const;

 private:
  struct Chunk;
  bool bytes_, fold_case_;
  std::vector<std::unique_ptr<Chunk>> chunks_;
};

// The regular expression of a glob as base/text.h defines it, with another separator than '/' where a type
// has one.
std::string regex_of_glob(std::string_view glob, char separator);

}  // namespace waarborg

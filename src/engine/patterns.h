// Patterns finds, for every name of a walk, the readers that want it. A reader's pattern matches below any
// folder (that folder is the root it was found in); path indicators become patterns of the reader of names.
// The cost of a name of no interest is one hash and one look-up.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indicators/index.h"
#include "readers/reader.h"

namespace waarborg {

struct PatternMatch {
  std::uint16_t reader = 0;  // index into all_readers()
  std::string root;          // the folder the pattern is relative to; "" is the evidence itself
  std::string nearer;        // where another pattern of the reader puts it: a root below `root`, or the same
  bool marks_root =
      false;            // a pattern without wildcard: what it matched shows that `root` is a system's root
  bool firm = false;    // and no other pattern of the reader had to lend it that root
  bool named = false;   // a pattern without wildcard, in a folder that it names
  bool packed = false;  // the name has .gz, .xz, ... behind what the pattern wants
  bool names_only = false;  // nothing is opened
  bool anywhere = false;    // by a pattern that has no root, because no other fits
};

// A folder that lies on the way of a rule: the rule's first `level` parents fit the end of its path.
struct Way {
  std::uint32_t rule = 0;
  std::uint32_t level = 0;
  std::size_t root_length = 0;  // of the path
};

class Patterns {
 public:
  Patterns(const std::vector<Reader>& readers, const Index& index);
  // What is no file is given where it stands in the place of one: only rules that name that place.
  void match(std::string_view folder, std::string_view name, Name::What what, std::vector<PatternMatch>& out);
  // For links, which a walk does not follow. Ways of wildcards alone are not given.
  void ways(std::string_view folder, std::string_view name, std::vector<Way>& out);

  // Every pattern that is not bound to a walk, for looking at known places: pattern and reader.
  struct Rule {
    std::vector<std::string> parents;  // the components above the last
    std::string last;
    std::uint16_t reader;
    // Names of Windows: letters became classes ("[Ss]"), so that whoever follows the rule compares without
    // case.
    bool any_case;
    bool anywhere;  // began with "**/"
    bool names, literal, wild_last;
    std::string text() const;
  };
  const std::vector<Rule>& rules() const { return rules_; }

  // The reader that gets every file beside those that want it; nobody, unless that was asked for.
  std::optional<std::uint16_t> every_file;

 private:
  void add_indicators(const Index& index, std::uint16_t reader);
  void add(std::string_view pattern, std::uint16_t reader, bool names, bool any_case = false);
  void add_wild(std::uint32_t rule);
  void enter(std::string_view folder);
  std::string_view component(std::size_t at) const;  // of folder_
  bool begins(const Rule& rule, std::size_t level, std::string_view name) const;
  bool fits(const Rule& rule, std::size_t& root_length) const;
  void test(const Rule& rule, std::string_view name, bool packed, std::vector<PatternMatch>& out) const;

  std::vector<Rule> rules_;
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> by_last_;  // literal last components
  // The same of rules without case, in lower case: no name that is longer can be one.
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_folded_;
  std::size_t longest_folded_ = 0;
  // Of those whose last component has a wildcard, see add_wild(): by the folder that lies so many levels
  // above the name, those without any such folder, and by the last or first letter those that lie in any
  // folder.
  std::vector<std::unordered_map<std::string_view, std::vector<std::uint32_t>>> wild_below_;
  std::vector<std::uint32_t> wild_;
  std::array<std::vector<std::uint32_t>, 256> by_end_, by_begin_;
  std::vector<std::uint32_t> any_name_;
  std::unordered_map<std::string_view, std::vector<Way>> by_way_;       // by the last of the parents
  std::unordered_map<std::string_view, std::vector<Way>> wild_way_in_;  // wildcards: by the one above
  std::vector<Way> wild_way_;                                           // and those where that has one, too
  std::string folder_;
  std::vector<std::size_t> starts_;  // of the components of folder_
  std::vector<std::uint32_t> here_;  // wild rules that fit the folder
  bool entered_ = false;
};

// "a/b/c" as "a/b" and "c".
std::pair<std::string_view, std::string_view> parted(std::string_view path);
std::pair<std::string_view, std::string_view> parted(const std::string&& gone) = delete;  // views of it

// Names on Windows have no case. For a file that may be a hive: its path in the spelling of the patterns, as
// long as the path itself; nothing where the name is not a hive's, or the spelling is theirs already.
std::optional<std::string> windows_spelling(std::string_view path);

// ".gz", ".xz", ".zst", ".bz2", ".lz4": its length, or 0.
std::size_t packed_suffix(std::string_view name);
// Does the name say that this is an archive of several files?
bool names_archive(std::string_view name);

}  // namespace waarborg

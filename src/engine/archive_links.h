// ArchiveLinks follows the links of one archive once all of its entries were seen, wherever a target stands:
// files that readers want and that are links, and what lies behind folders that are. It keeps the names of
// the entries, within a bound, and borrows the Patterns.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/links.h"
#include "engine/patterns.h"

namespace waarborg {

class ArchiveLinks {
 public:
  struct Alias {  // an entry under another path than its own; both are of this archive
    std::string path, real;
    Name::What what;
    std::uint64_t entry;
    std::size_t link_length;  // of the link in `path` that was followed first, the prefix counted
  };
  struct Lost {
    std::string path, why;
  };
  // `prefix`: of the archive within an outer one, "b.tar!/".
  ArchiveLinks(Patterns& patterns, std::string prefix) : patterns_(patterns), prefix_(std::move(prefix)) {}

  void saw(const Entry& entry, std::uint64_t number);
  // Could a pattern or a reader's want mean a link of this path?
  using IsWanted = std::function<bool(std::string_view name)>;
  bool means(const std::string& path, const IsWanted& is_wanted);
  // Nothing is given for links that no pattern and no reader's want could mean.
  using OnAlias = std::function<void(const Alias&)>;
  using OnLost = std::function<void(const Lost&)>;
  void resolve(const IsWanted& is_wanted, const OnAlias& alias, const OnLost& lost);

 private:
  struct Record {
    std::uint32_t at = 0;  // in names_, ends with NUL
    std::uint32_t entry = 0;
    Name::What what = Name::What::file;
  };
  struct Link {
    std::string target;
    bool hard = false;
  };
  std::string_view name(const Record& record) const { return names_.data() + record.at; }
  std::size_t first_from(std::string_view path) const;
  std::optional<Entry> look(const std::string& path) const;
  void follow(const std::string& path, const std::string& real, unsigned depth);
  void give_file(const std::string& path, const std::string& real);
  void give_folder(const std::string& path, const std::string& real, unsigned depth);
  bool count();

  Patterns& patterns_;
  std::string prefix_;
  std::string names_;
  std::vector<Record> records_;
  std::map<std::string, Link> links_;
  bool overfull_ = false;
  std::uint64_t given_ = 0;
  std::size_t link_length_ = 0;
  IsWanted is_wanted_;
  std::vector<Way> ways_;
  std::vector<PatternMatch> found_;
  OnAlias alias_;
  OnLost lost_;
};

}  // namespace waarborg

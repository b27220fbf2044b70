// Listing tells the parent what readers want of a tree that only a worker sees, an archive or a backup: each
// entry by its number with the readers that want it, what may be wanted beside one, links that lead nowhere.
// Paths are whole: what stands before an inner archive's own, "b.tar!/", is part of them. It borrows
// everything it is given.
#pragma once
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "engine/archive_links.h"
#include "engine/patterns.h"
#include "engine/worker_sink.h"
#include "evidence/archive_names.h"

namespace waarborg {

class Listing {
 public:
  Listing(Patterns& patterns, WorkerSink& out) : patterns_(patterns), out_(out) {}

  // Asked before a file is told of: by which number the parent is to know it. Else by its own.
  std::function<std::uint64_t(std::uint64_t number)> place;

  struct Offered {
    bool any = false;     // a reader wants it, or its name
    bool itself = false;  // not its name only
  };
  // `head` gives the first bytes of the entry where that is asked; may be empty.
  Offered offer(std::uint64_t number, const std::string& path, Name::What what,
                const std::function<Bytes()>& head);
  void offer_to(std::uint16_t reader, std::uint64_t number, const std::string& path, Name::What what);
  // A database that no pattern fits: by its tables, as far as the first bytes show them. It is kept until
  // offer_databases() asks, archive by archive, whether something else speaks for what lies in its folder.
  void see_database(std::uint64_t number, const std::string& path, Bytes head);
  void offer_databases(std::string_view prefix,
                       const std::function<bool(std::string_view folder)>& is_spoken_for);
  // Not every tree has entries for its folders; their names count all the same.
  void offer_folders(const Entry& entry, std::uint64_t number, const std::string& prefix,
                     ArchiveLinks& links);
  // The same for a tree that can be gone through again when a link asks for it, and in memory that does not
  // grow with it.
  void offer_folders(const Entry& entry, std::uint64_t number, const std::string& prefix);
  // Once all entries were seen.
  void resolve(ArchiveLinks& links, const std::string& prefix);
  // Could somebody want what a link of this path leads to?
  bool means(ArchiveLinks& links, const std::string& path);

 private:
  void offer_hive(std::uint64_t number, const std::string& path, const std::function<Bytes()>& head);
  void offer_alias(const ArchiveLinks::Alias& alias, const std::string& prefix);
  void say_astray(const std::string& path, const std::string& why);
  void say_named(std::uint64_t number, const std::string& path);
  void say_listed(std::uint64_t number, const std::string& path, const PatternMatch& m, Name::What what,
                  bool by_content = false);
  std::uint64_t placed(std::uint64_t number) const { return place ? place(number) : number; }

  struct Database {
    std::uint64_t number;
    std::string path;
    std::uint16_t reader;
  };
  Patterns& patterns_;
  WorkerSink& out_;
  std::vector<Database> databases_;
  std::vector<PatternMatch> found_, there_;
  std::vector<Way> ways_;
  SeenNames folders_;
  // Folders that were met last, by hash, and all that were told of.
  std::vector<std::size_t> recent_;
  SeenNames told_;
};

}  // namespace waarborg

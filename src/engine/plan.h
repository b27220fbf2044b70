// Plan gathers what readers want of the evidence and turns it into jobs in one fixed order, once it is known
// which folders are the root of a system. It borrows the Survey that it fills.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/survey.h"

namespace waarborg {

// Something a reader wants, before it is known whether its root is one.
struct Candidate {
  std::uint32_t evidence = 0;
  PatternMatch match;
  Name::What what = Name::What::file;
  std::string archive;  // "": lies in the folder
  std::string path;
  std::uint64_t entry = 0;  // in the archive's order
  bool by_content = false;  // no pattern fits its path: counts only among other things of its kind
};

// A link that was needed and leads nowhere within the evidence.
struct Astray {
  std::uint32_t evidence = 0;
  std::string archive, root, path;
  std::optional<std::uint16_t> reader;  // that wanted it as a file; none: it lies on the way of a pattern
  std::string why;
};

// A file of a backup: where its content is, and what the worker that listed it knows against reading it.
struct StoredFile {
  std::string id;
  std::size_t before = 0;  // length of what stands before the device path
  Sealed sealed;
  std::optional<Error> wrong;
};

// An archive of a piece of evidence; `path` is where it lies in the folder. A folder that is a backup is one,
// too, and its path is that of Manifest.db.
struct Archive {
  std::uint32_t evidence = 0;
  std::string path;
  bool backup = false;
  StoredPlace place = {};  // of one that is a file of a backup
  std::map<std::uint64_t, StoredFile> stored = {};
  std::map<std::string, std::uint64_t> beside = {};       // paths that may be wanted beside a match → entry
  std::map<std::string, std::string> beside_astray = {};  // and those that lead nowhere → why
  std::multimap<std::string, std::string> folded = {};    // paths beside, by their lower case
};

class Plan {
 public:
  explicit Plan(Survey& out) : out_(out) {}

  void offer(Candidate candidate);
  // A file for the reader of digests, which gets every one. `entry`: of the archive, where it lies in one.
  void offer_every(std::uint32_t evidence, std::string archive, std::string path, std::uint64_t entry = 0);
  void astray(Astray link) { astray_.push_back(std::move(link)); }
  void root(std::uint32_t evidence, std::string archive, std::string folder);
  // The groups ("ios" of "ios.messages") of what readers want of a piece of evidence to read it.
  std::set<std::string, std::less<>> groups(std::uint32_t evidence) const;
  std::size_t offered() const { return candidates_.size() + astray_.size() + every_.size(); }
  void problem(std::uint32_t evidence, std::string file, Fault fault, std::string why,
               std::uint64_t offset = 0);
  void make_jobs(std::vector<Archive>& archives);

 private:
  bool has_root(std::uint32_t evidence, const std::string& archive, const std::string& root) const;
  void settle_roots();
  void drop_strangers();
  void make_file_job(const Candidate& c, const std::vector<Archive>& archives);
  void make_digest_jobs(const std::vector<Archive>& archives);
  void make_listings();
  void tell_astray();
  std::string root_of_job(std::uint32_t evidence, const std::string& archive, const std::string& root) const;

  Survey& out_;
  std::vector<Candidate> candidates_;
  std::vector<Astray> astray_;
  struct EveryFile {
    std::uint32_t evidence;
    std::string archive, path;
    std::uint64_t entry;
  };
  std::vector<EveryFile> every_;
  std::map<std::uint32_t, std::uint64_t> left_out_;                      // of those, by evidence
  std::set<std::tuple<std::uint32_t, std::string, std::string>> roots_;  // evidence, archive, root
  std::set<std::tuple<std::uint32_t, std::string, std::string>>
      firm_;  // of those, what files show without doubt
};

// The number of the reader that gets every file where digests are asked for.
std::uint16_t digest_reader();
// "ios" of "ios.messages".
std::string_view group_of(std::string_view probe);
std::string joined(std::string_view folder, std::string_view name);
// "UDID/Manifest.db" → "UDID".
std::string folder_of_backup(std::string_view manifest);
// Where the content of a file lies in a folder that is a backup.
std::string place_of_content(std::string_view manifest, std::string_view id);
// "UDID/Manifest.db!/private/x" → "UDID/3d/3d0d...!/private/x": a file of a backup as it is reported.
std::string shown_stored(const Archive& archive, std::string_view path, const StoredFile& stored);
// "a.tar!/x" from the archive's own path and the path inside it.
std::string inside(const std::string& archive, std::string_view path);

}  // namespace waarborg

// Plan gathers what readers want of the evidence and turns it into jobs in one fixed order, once it is known which
// folders are the root of a system. It borrows the Survey that it fills.
#pragma once
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
};

// An archive of a piece of evidence; `path` is where it lies in the folder.
struct Archive {
  std::uint32_t evidence = 0;
  std::string path;
  std::map<std::string, std::uint64_t> beside;  // paths that may be wanted beside a match → entry
};

class Plan {
 public:
  explicit Plan(Survey& out) : out_(out) {}

  void offer(Candidate candidate);
  void root(std::uint32_t evidence, std::string archive, std::string folder);
  std::size_t offered() const { return candidates_.size(); }
  void problem(std::uint32_t evidence, std::string file, Fault fault, std::string why, std::uint64_t offset = 0);
  void make_jobs(const std::vector<Archive>& archives);

 private:
  bool has_root(const Candidate& c) const;
  void settle_roots();
  void make_listings();

  Survey& out_;
  std::vector<Candidate> candidates_;
  std::set<std::tuple<std::uint32_t, std::string, std::string>> roots_;  // evidence, archive, root
  std::set<std::tuple<std::uint32_t, std::string, std::string>> firm_;   // of those, what files show without doubt
};

std::string joined(std::string_view folder, std::string_view name);
// "a.tar!/x" from the archive's own path and the path inside it.
std::string inside(const std::string& archive, std::string_view path);

}  // namespace waarborg

// What the tests of this room share: a folder that vanishes, a case with something in every table, and a view as
// text, so that "the same" can be asked of whole cases.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "casefile/case.h"

namespace waarborg::sample {

class Folder {
 public:
  Folder();
  ~Folder();
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::vector<std::string> names() const;  // what lies in it, sorted

 private:
  std::string path_;
};

Blob read_file(const std::string& path);
void write_file(const std::string& path, Bytes bytes);

// Records of one job: PathSeen "/name/0", "/name/1", ...
class Records {
 public:
  void add(const std::string& path, std::uint64_t offset);
  Bytes bytes() const { return writer_.bytes(); }
  std::uint32_t count() const { return writer_.count(); }

 private:
  SegmentWriter writer_;
};

void fill(CaseWriter& out);  // something in every table
std::string write_sample(const std::string& path);  // gives the path back

struct Dump {
  std::string text;
  std::vector<std::string> errors;
};
Dump dump(CaseView& view);

}  // namespace waarborg::sample

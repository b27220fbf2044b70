// Who is behind the indicators of STIX: campaigns, malware, tools and groups that they are related to, and
// the reports that list them. Objects come in any order, so that all is put together at the end. Memory grows
// with the number of links, and no work with more than that.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indicators/indicators.h"

namespace waarborg {

struct StixSubject {
  std::string name, source, subject;
  std::uint32_t number = 0;  // from 1 on
};

class StixLinks {
 public:
  static constexpr std::size_t most_links = 1000;  // of one indicator that are looked at

  void add_indicator(std::string_view id);  // their numbers count from 0, in the order of the file
  void add_subject(std::string_view id, std::string_view name, std::string source);
  void add_report(std::string_view id, std::string_view name, std::string source);
  void link(std::string_view indicator, std::string_view target, bool by_report);

  void join();  // once, when all is there
  // All of them, each once, in the order of the file. What it indicates goes before the reports it stands in.
  // `cut`: it has more links than are looked at.
  void subjects_of(std::size_t indicator, std::vector<const StixSubject*>& out, bool& cut);
  std::string only_name() const;  // of the one subject that there is; "" of several
  std::string_view id(std::size_t indicator) const {
    return text(ids_[indicator].at, ids_[indicator].length);
  }
  std::size_t size() const { return links_.size(); }
  std::size_t subjects() const { return all_.size() + 1; }  // all numbers are below

 private:
  struct Id {
    std::uint64_t hash;
    std::size_t at;
    std::uint32_t length;
  };
  struct Link {
    std::uint64_t hash;
    std::size_t at;
    std::uint32_t length, target;
    bool by_report;
  };
  struct Target {
    std::uint32_t subject = 0, report = 0;  // numbers in all_, one more; 0: none
  };

  std::uint32_t target(std::string_view id);
  std::uint32_t add(std::string_view name, std::string source);
  std::string_view text(std::size_t at, std::size_t length) const {
    return std::string_view(texts_).substr(at, length);
  }
  void number_ids();
  std::uint32_t find(const Link& link, std::uint32_t guess) const;

  LargeString texts_;  // ids of indicators, where they stand and where they are linked
  LargeVector<Id> ids_;
  LargeVector<std::uint32_t> same_, slots_;  // the first with that id; a table of those
  LargeVector<Link> links_;
  LargeVector<std::uint32_t> order_, first_;  // links by indicator; where those of each begin
  std::unordered_map<std::string, std::uint32_t> targets_;
  std::vector<Target> known_;
  std::vector<StixSubject> all_;
  std::unordered_map<std::string, std::uint32_t> groups_;  // what has one subject, whatever its id
  std::vector<std::uint32_t> group_, told_;  // of each of all_; of each group the last turn that told it
  std::uint32_t turn_ = 0;
  std::size_t subjects_ = 0;
  std::string last_target_;
  std::uint32_t last_target_number_ = 0;
};

}  // namespace waarborg

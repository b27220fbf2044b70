// Which versions of iOS and Android the evidence says its phones run. They are gathered while records go by
// and compared with the list of versions for which exploited weaknesses are known (indicators/exploited.h).
// What comes of it is a lead and never more: such a phone could have been attacked.
#pragma once
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "engine/own_identities.h"
#include "indicators/exploited.h"

namespace waarborg {

// The probe of the list: whether the systems of the evidence could be compared with it.
constexpr std::string_view exploited_probe = "exploited-versions";

bool is_phone_system(const RecordView& record);

class PhoneSystems {
 public:
  static constexpr std::size_t most = 1000;  // different ones of one scan

  using Place = OwnIdentities::Place;
  void see(const RecordView& record, const Place& place);
  void take(PhoneSystems&& other);

  struct Outcome {
    std::vector<Finding> findings;  // one for each root that runs such a version
    std::vector<CoverageRow> rows;  // one for each phone, with the date of the list
  };
  // `named`: a user named the list, so a phone that does not say its version is incomplete. `phones`:
  // evidence that is of a phone, whether it says its system or not; `all`: every piece.
  Outcome compare(const ExploitedList& list, bool named, const std::set<std::uint32_t>& phones,
                  const std::vector<std::uint32_t>& all) const;

 private:
  // evidence, root, platform, version, patch level, build
  using Key = std::tuple<std::uint32_t, std::string, std::string, std::string, std::string, std::string>;
  void add(const Key& key, Match match);

  std::map<Key, Match> seen_;
  std::map<std::uint32_t, std::uint64_t> left_out_;  // by evidence: over `most`
};

// Evidence of which something was read that only phones have.
std::set<std::uint32_t> phones_in(const std::vector<CoverageRow>& coverage);
ContentRow exploited_row(const ExploitedList& list);

}  // namespace waarborg

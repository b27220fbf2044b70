// Collector takes what workers say about jobs, believes none of it before it is checked, and puts it into the
// case: segments are decoded to the last byte, every kind must be one the reader declared, every hit is
// looked up again.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "casefile/case.h"
#include "engine/judges.h"
#include "engine/message.h"
#include "engine/own_identities.h"
#include "engine/phone_systems.h"
#include "engine/survey.h"
#include "readers/reader.h"

namespace waarborg {

struct JobState {
  std::uint64_t observations = 0;  // seen by the worker, kept or not
  std::uint32_t stored = 0;
  std::uint64_t problems = 0;
  bool lost = false, unsupported_version = false;
  bool nothing = false;  // a link to nothing that could be read
};

class Collector {
 public:
  Collector(const Index& index, CaseWriter& out, const Limits& limits, std::vector<EvidenceState>& evidence)
      : index_(index), out_(out), limits_(limits), evidence_(evidence) {}

  void expect(const std::vector<Job>& jobs);
  // False: this cannot be.
  bool hear(const Job& job, Say say, Cursor& in);
  void problem(const Job& job, Fault fault, std::string why, std::uint64_t offset,
               std::string_view path = {});
  void problem(const ProblemRow& row);

  const JobState& state(const Job& job) const { return states_[job.number]; }
  JobState& state(const Job& job) { return states_[job.number]; }
  std::vector<Match> take_matches();
  Judges& judges() { return judges_; }
  const OwnIdentities& identities() const { return identities_; }
  const PhoneSystems& systems() const { return systems_; }
  std::uint64_t observations() const { return observations_; }
  std::uint64_t problems() const { return problems_; }
  const std::map<std::uint32_t, std::set<std::string>>& platforms() const { return platforms_; }

 private:
  bool segment(const Job& job, Cursor& in);
  void note(const Job& job, const RecordView& record, std::uint64_t number);
  void thin_out();

  const Index& index_;
  CaseWriter& out_;
  const Limits& limits_;
  std::vector<EvidenceState>& evidence_;
  std::vector<JobState> states_;
  std::vector<Match> matches_;
  Judges judges_;
  OwnIdentities identities_;
  PhoneSystems systems_;
  std::map<std::uint32_t, std::set<std::string>> platforms_;
  std::uint64_t observations_ = 0, problems_ = 0;
  std::size_t thin_at_ = 500'000;
  std::vector<std::uint32_t> found_;
};

}  // namespace waarborg

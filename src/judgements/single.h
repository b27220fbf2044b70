// A judgement for which one observation is enough. Of each place (evidence and root) it gives one opinion:
// about the first that tells, and how many there are.
#pragma once
#include <fmt/core.h>

#include <map>

#include "judgements/judgement.h"

namespace waarborg {

class SingleJudge : public Judge {
 public:
  static constexpr std::size_t most = 1000;  // of one place are referred to; all are counted

  using Tells = bool (*)(const RecordView& record);
  // The sentence about one of them, without its end.
  using Says = std::string (*)(const RecordView& record);
  // `meaning`: what it does not mean, a sentence.
  SingleJudge(Tells tells, Says says, std::string_view meaning)
      : tells_(tells), says_(says), meaning_(meaning) {}

  bool see(const Fact& fact) override {
    if (!tells_(fact.record)) return false;
    auto& seen = seen_[{fact.evidence, std::string(fact.root)}];
    ++seen.count;
    // The smallest numbers are kept, whatever order they come in.
    if (seen.said.size() == most && fact.number > seen.said.rbegin()->first) return false;
    seen.said.emplace(fact.number, says_(fact.record));
    if (seen.said.size() > most) seen.said.erase(std::prev(seen.said.end()));
    return true;
  }

  std::vector<Opinion> conclude() override {
    std::vector<Opinion> out;
    for (const auto& [place, seen] : seen_) {
      Opinion opinion{place.first, place.second, {}, seen.said.begin()->second, Presence::historic};
      for (const auto& [number, text] : seen.said) opinion.because.push_back(number);
      opinion.why += seen.count == 1 ? "." : fmt::format(" (and {} more).", seen.count - 1);
      opinion.why += ' ';
      opinion.why += meaning_;
      out.push_back(std::move(opinion));
    }
    return out;
  }

 private:
  struct Seen {
    std::map<std::uint64_t, std::string> said;  // by number
    std::uint64_t count = 0;
  };
  Tells tells_;
  Says says_;
  std::string_view meaning_;
  std::map<std::pair<std::uint32_t, std::string>, Seen> seen_;
};

}  // namespace waarborg

// Finding is what was concluded about one subject on one piece of evidence, and why, in one sentence.
#pragma once
#include <string>
#include <vector>

#include "indicators/index.h"

namespace waarborg {

enum class Confidence : std::uint8_t { lead = 0, probable = 1, confirmed = 2 };
std::string_view name_of(Confidence confidence);

constexpr std::uint32_t no_indicator = UINT32_MAX;  // of what a judgement said

// One observation that met one indicator, with all that is needed to explain it later.
struct Match {
  std::uint32_t evidence = 0;      // number of the piece of evidence
  std::uint64_t observation = 0;   // job << 32 | sequence
  std::uint32_t indicator = 0;     // in the Index
  std::string root;                // the nested root it lies in, "" for the evidence itself
  std::string probe;               // the reader's probe class
  std::string kind, field, value;  // value: the matched text
  Presence presence = Presence::none;
  std::string file, reader;
  std::uint64_t offset = 0;
};

struct Finding {
  std::string subject;    // product/kaspersky/kesl
  std::string directive;  // id, or "" when only --subject asked
  std::string clause;
  std::string indicator;  // id of the strongest
  std::string source;     // its URL
  Confidence confidence = Confidence::lead;
  Presence presence = Presence::none;
  std::string hit_class;  // ran, installed, configured, visited, mentioned
  std::string why;        // one sentence
  std::uint32_t evidence = 0;
  std::string root;
  std::vector<Match> because;  // strongest first, at most `because_kept`
  std::uint64_t matches = 0;   // how many there were
  std::string name{};          // of the subject, as its catalogue or feed writes it; may be ""
};
constexpr std::size_t because_kept = 50;

// Only of the past: that a product was here once is no breach. A campaign's indicator is never only that: a
// phone that asked for a spyware's host once may be infected now.
bool is_only_past(const Finding& finding);

// Groups matches by evidence, root and subject. Pure: the same matches in any order give the same findings,
// sorted by evidence, root, subject. Canary matches must have been taken out before.
std::vector<Finding> conclude(const std::vector<Match>& matches, const Index& index,
                              const Catalogue& catalogue);

}  // namespace waarborg

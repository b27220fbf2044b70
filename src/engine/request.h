// What a user asks of the engine, and what comes back. The doors (command line, page) fill a request in and
// show the result; they hold no logic.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "casefile/case.h"
#include "crypto/secret.h"
#include "indicators/finding.h"

namespace waarborg {

enum class Depth : std::uint8_t { known, names, full };
enum class Keep : std::uint8_t { all, findings };

// What to look for. Nothing named: the shipped directives.
struct ContentRequest {
  std::vector<std::string> directives;  // files or folders
  std::vector<std::string> subjects;    // vendor/kaspersky, product/kaspersky/kesl
  std::vector<std::string> indicators;  // files or folders of feeds
  std::vector<std::string> numbers;     // lists of targeted numbers and addresses: docs/numbers.md
  std::string exploited;                // a list of exploited versions of phones; "": the shipped one
  std::vector<std::string> catalogues;  // users' own entries; one with a shipped entry's id replaces it
};

struct ScanRequest {
  std::vector<std::string> evidence;
  ContentRequest content;
  std::string case_file;  // "": in memory
  std::string as;         // a reader's name, "archive", "folder" or "live"; "": recognise
  std::optional<Depth> depth;
  std::optional<Keep> keep;
  std::optional<Confidence> fail_on = Confidence::probable;  // nothing: never code 1
  unsigned jobs = 2;
  std::string device, organisation, ownership, taken;
  bool digests = false;  // of every file that is met; needs a depth that meets them
  Limits limits;
  std::function<void(const std::string& line)> progress;  // may be empty
  // Asked for a backup that nothing given so far opens: more passwords to try. None: it stays closed. May be
  // empty. Each password is tried on every encrypted backup.
  std::function<std::vector<std::shared_ptr<const SecretText>>(const std::string& backup, bool tried)>
      passwords;
};

struct ScanResult {
  std::unique_ptr<CaseWriter> writer;  // keeps a case in memory alive
  std::unique_ptr<CaseView> view;
  Summary summary;
  std::vector<std::string> notes;  // warnings for people: unusable patterns, what root would add
};

Result<ScanResult> scan(const ScanRequest& request);

struct MatchRequest {
  std::vector<std::string> cases;
  ContentRequest content;
  std::optional<Confidence> fail_on = Confidence::probable;
  unsigned jobs = 2;
};
// Newer content over stored cases, without the evidence. One result a case, in their order.
Result<std::vector<ScanResult>> match_cases(const MatchRequest& request);

}  // namespace waarborg

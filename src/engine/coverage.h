// Coverage: what was looked at, probe by probe, and whether that is enough to say that something is not
// there.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/collect.h"
#include "engine/sought.h"
#include "engine/survey.h"

namespace waarborg {

// The walk itself: folders that could not be listed hide what lies in them.
constexpr std::string_view names_probe = "names";
// Archives as such: a damaged one hides what lay in it.
constexpr std::string_view archives_probe = "archives";
// Backups of phones as such: one that cannot be opened hides a whole device.
constexpr std::string_view backups_probe = "backups";
// The group of packages.*: written where a Linux system has none of them that could be read.
constexpr std::string_view packages_probe = "packages";
// Digests of files, where they were asked for.
constexpr std::string_view digests_probe = "files.digests";
// Of feeds that hold nothing to look for: what they were loaded for was not looked for.
constexpr std::string_view indicators_probe = "indicators";
// Stands for a piece of evidence of which nothing could be read at all.
constexpr std::string_view evidence_probe = "evidence";

// The probe of a lone file is needed whatever was loaded: the file is what was handed over.
bool is_of_lone_file(std::string_view evidence_kind, std::string_view probe);

// The probes that loaded content needs on the platforms that were seen; "packages" stands for any packages.*
// probe.
std::set<std::string> needed_probes(const Sought& content, const Index& index,
                                    const std::set<std::string>& platforms);

// One row a probe for each piece of evidence. `canaries`: readers whose canary was found.
std::vector<CoverageRow> coverage_of(const Survey& survey, const Collector& collected, const Sought& content,
                                     const Index& index, const std::set<std::string>& canaries);

// What feeds lack, and whether none of what they look for could be met here (`none`).
std::optional<CoverageRow> feeds_row(std::uint32_t evidence, const Sought& content, bool none);

// PRODUCT contract: 1 a finding at or above `fail_on` (one of the past only when it is a campaign's and
// confirmed, or when leads are asked for), 3 a needed probe is partial, unreadable, of an unsupported version
// or lost its canary, else 0.
int exit_code_of(const std::vector<Finding>& findings, const std::vector<CoverageRow>& coverage,
                 std::optional<Confidence> fail_on, bool& incomplete);

}  // namespace waarborg

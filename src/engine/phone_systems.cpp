#include "engine/phone_systems.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

// The fields of OsRelease, by the numbers that kinds.h gives them.
constexpr std::uint8_t version_field = 3, platform_field = 5, patch_field = 7, build_field = 8;
constexpr std::size_t longest = 256, entries_told = 3;

std::string in_short(std::string_view text, std::size_t columns = 60) {
  return printable(shorten(text, columns));
}

std::string system_text(const RunningSystem& system) {
  std::string out = system.platform == "android" ? "Android" : "iOS";
  if (!system.version.empty()) out += " " + in_short(system.version);
  std::vector<std::string> more;
  if (!system.patch_level.empty()) more.push_back("security patch level " + in_short(system.patch_level));
  if (!system.build.empty()) more.push_back("build " + in_short(system.build));
  return more.empty() ? out : fmt::format("{} ({})", out, join(more, ", "));
}

std::string entry_text(const ExploitedEntry& entry) {
  std::string out = in_short(entry.name);
  if (!entry.weaknesses.empty())
    out += fmt::format(
        " ({}{})", in_short(entry.weaknesses.front()),
        entry.weaknesses.size() > 1 ? fmt::format(" and {} more", entry.weaknesses.size() - 1) : "");
  if (!entry.only.empty()) out += ", only on " + in_short(entry.only, 100);
  return out + ", repaired in " + in_short(join(entry.fixed, ", "), 100);
}

std::string why_named(const RunningSystem& system, const std::vector<const ExploitedEntry*>& entries,
                      const std::string& date) {
  std::vector<std::string> told;
  for (std::size_t i = 0; i < std::min(entries.size(), entries_told); ++i)
    told.push_back(entry_text(*entries[i]));
  if (entries.size() > entries_told) told.push_back(fmt::format("{} more", entries.size() - entries_told));
  return fmt::format(
      "{} is a version for which weaknesses are known that were used against people: {}. It could have been "
      "attacked so; that it was is not said. List of {}.",
      system_text(system), join(told, "; "), date);
}

std::string dated(const ExploitedList& list) {
  return fmt::format("list of {}, {} entries", list.date, list.entries.size());
}

}  // namespace

bool is_phone_system(const RecordView& record) {
  return record.kind == OsRelease::number &&
         (record.text(platform_field) == "ios" || record.text(platform_field) == "android");
}

void PhoneSystems::add(const Key& key, Match match) {
  const auto at = seen_.find(key);
  if (at == seen_.end())
    seen_.emplace(key, std::move(match));
  else if (match.observation < at->second.observation)
    at->second = std::move(match);
  // The greatest goes, whatever order they came in.
  if (seen_.size() <= most) return;
  const auto last = std::prev(seen_.end());
  ++left_out_[std::get<0>(last->first)];
  seen_.erase(last);
}

void PhoneSystems::see(const RecordView& record, const Place& place) {
  if (!is_phone_system(record)) return;
  const auto field = [&](std::uint8_t number) { return std::string(record.text(number).substr(0, longest)); };
  const bool android = field(platform_field) == "android";
  const auto shown = android && !field(patch_field).empty() ? patch_field : version_field;
  add({place.evidence, std::string(place.root), field(platform_field), field(version_field),
       field(patch_field), field(build_field)},
      {.evidence = place.evidence,
       .observation = place.number,
       .indicator = no_indicator,
       .root = std::string(place.root),
       .probe = std::string(place.probe),
       .kind = std::string(record.info->name),
       .field = std::string(record.info->field(shown)->name),
       .value = field(shown),
       .presence = record.presence(),
       .file = std::string(place.file),
       .reader = std::string(place.reader),
       .offset = record.offset});
}

void PhoneSystems::take(PhoneSystems&& other) {
  for (auto& [key, match] : other.seen_) add(key, std::move(match));
  for (const auto& [evidence, count] : other.left_out_) left_out_[evidence] += count;
}

PhoneSystems::Outcome PhoneSystems::compare(const ExploitedList& list, bool named,
                                            const std::set<std::uint32_t>& phones,
                                            const std::vector<std::uint32_t>& all) const {
  Outcome out;
  std::map<std::uint32_t, std::uint64_t> compared;
  std::map<std::uint32_t, std::vector<std::string>> unclear;
  std::map<std::pair<std::uint32_t, std::string>, Finding> findings;
  std::map<std::pair<std::uint32_t, std::string>, std::size_t> most_entries;
  for (const auto& [key, match] : seen_) {
    const auto& [evidence, root, platform, version, patch_level, build] = key;
    const RunningSystem system{platform, version, patch_level, build};
    if (const auto why = why_not_comparable(system); !why.empty()) {
      unclear[evidence].push_back(system_text(system) + ": " + why);
      continue;
    }
    ++compared[evidence];
    const auto entries = exploited_by(list, system);
    if (entries.empty()) continue;
    auto& f = findings[{evidence, root}];
    // Of several versions that a root is said to run the one with the most entries is told first.
    const bool first = entries.size() > most_entries[{evidence, root}];
    f.because.insert(first ? f.because.begin() : f.because.end(), match);
    if (!first) continue;
    most_entries[{evidence, root}] = entries.size();
    f.subject = exploited_subject;
    f.indicator = "exploited/" + entries.front()->id;
    f.source = entries.front()->source;
    f.why = why_named(system, entries, list.date);
  }
  for (auto& [place, f] : findings) {
    f.confidence = Confidence::lead;
    f.evidence = place.first;
    f.root = place.second;
    f.matches = f.because.size();
    f.because.resize(std::min(f.because.size(), because_kept));
    out.findings.push_back(std::move(f));
  }
  for (const auto evidence : all) {
    const auto clear = compared.contains(evidence) ? compared[evidence] : 0;
    const auto& bad = unclear[evidence];
    const auto lost = left_out_.contains(evidence) ? left_out_.at(evidence) : 0;
    if (clear == 0 && bad.empty() && !named && !phones.contains(evidence)) continue;
    CoverageRow row;
    row.evidence = evidence;
    row.probe = exploited_probe;
    row.canary = true;
    row.needed = named;
    row.files = clear;
    row.status = clear == 0                  ? Status::unreadable
                 : !bad.empty() || lost != 0 ? Status::partial
                                             : Status::complete;
    row.why = clear == 0 && bad.empty() ? "which system the phone runs was not found; " : "";
    if (!bad.empty()) row.why += fmt::format("{} system(s) not compared, {}; ", bad.size(), bad.front());
    if (lost != 0) row.why += fmt::format("{} more system(s) than are compared; ", lost);
    row.why += dated(list);
    out.rows.push_back(std::move(row));
  }
  return out;
}

std::set<std::uint32_t> phones_in(const std::vector<CoverageRow>& coverage) {
  std::set<std::uint32_t> out;
  for (const auto& row : coverage)
    if (row.files != 0 && (row.probe.starts_with("ios.") || row.probe.starts_with("android.")))
      out.insert(row.evidence);
  return out;
}

ContentRow exploited_row(const ExploitedList& list) {
  return {"exploited", list.name, "", list.date, list.sha256, ""};
}

}  // namespace waarborg

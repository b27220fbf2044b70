#include "engine/coverage_types.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "indicators/meet.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

// Who looks for a host asks what the device talked to; the homepage that a package names is not that.
bool is_homepage(const KindInfo& kind, const FieldInfo& field, Type indicator) {
  return kind.number == Program::number && field.type == Type::url && indicator != Type::url;
}

}  // namespace

bool can_meet_any(const Reader& reader, const Index::Counts& sought) {
  return std::any_of(reader.emits.begin(), reader.emits.end(), [&](std::string_view kind) {
    const auto* info = kind_named(kind);
    return info != nullptr && std::any_of(info->fields.begin(), info->fields.end(), [&](const FieldInfo& f) {
             for (std::size_t type = 0; type < sought.size(); ++type)
               if (sought[type] != 0 && can_meet(f.type, static_cast<Type>(type)) &&
                   !is_homepage(*info, f, static_cast<Type>(type)))
                 return true;
             return false;
           });
  });
}

bool tell_digests(const std::set<std::string>& probes) {
  return std::ranges::any_of(all_readers(), [&](const Reader& reader) {
    return reader.digests && probes.contains(std::string(reader.probe));
  });
}

std::vector<CoverageRow> untestable_rows(std::uint32_t evidence, const std::set<std::string>& read,
                                         bool digests, const Index& index) {
  const auto counts = index.counts("canary", true);
  std::vector<CoverageRow> out;
  for (std::size_t type = 0; type < counts.size(); ++type) {
    if (counts[type] == 0) continue;
    Index::Counts only{};
    only[type] = 1;
    const bool is_hash = static_cast<Type>(type) == Type::hash;
    const auto& readers = all_readers();
    if ((!is_hash || digests) && std::any_of(readers.begin(), readers.end(), [&](const Reader& reader) {
          return read.contains(std::string(reader.probe)) && can_meet_any(reader, only);
        }))
      continue;
    CoverageRow row;
    row.evidence = evidence;
    row.probe = std::string(untestable_probes) + std::string(name_of(static_cast<Type>(type)));
    row.status = Status::not_testable;
    row.canary = true;
    row.why = fmt::format(
        "{} indicator(s) of this type: {}", counts[type],
        is_hash ? "nothing that was read here says what the digests of its files are (scan --digests "
                  "makes them)"
                : "nothing that was read here can hold such a value");
    out.push_back(std::move(row));
  }
  return out;
}

bool are_all_types(const std::vector<CoverageRow>& untestable, const Index& index) {
  const auto counts = index.counts("canary", true);
  return !untestable.empty() &&
         std::cmp_equal(std::ranges::count_if(counts, [](auto count) { return count != 0; }),
                        untestable.size());
}

}  // namespace waarborg

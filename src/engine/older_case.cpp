#include "engine/older_case.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

bool emits_paths(const Reader& reader) {
  return reader.shape == Shape::names &&
         std::find(reader.emits.begin(), reader.emits.end(), PathSeen::kind) != reader.emits.end();
}

bool meets(std::string_view pattern, std::string_view path) {
  const auto wanted = split(pattern, '/'), there = split(path, '/');
  return wanted.size() == there.size() && std::equal(wanted.begin(), wanted.end(), there.begin(),
                                                     [](auto p, auto name) { return glob(p, name); });
}

// Kinds that are kept whatever was found: worker_sink.cpp.
bool is_kept(std::string_view kind) {
  return kind == OsRelease::kind || kind == DeviceIdentity::kind || kind == Program::kind ||
         kind == ServiceUnit::kind;
}

void make_partial(CoverageRow& row, std::string_view why) {
  if (row.status == Status::complete || row.status == Status::empty || row.status == Status::absent) {
    row.status = Status::partial;
    row.why.clear();
  }
  if (!row.why.empty()) row.why += "; ";
  row.why += why;
}

// Did the scan look for every path that is looked for now?
bool looked_for_paths(const std::vector<ContentRow>& of_case, const Sought& content, const Index& index) {
  std::set<std::string> digests, whole;
  for (const auto& row : of_case) {
    digests.insert(row.sha256);
    if (row.what != "catalogue" || row.signature.empty()) whole.insert(row.sha256);
  }
  // Under the same directives the same part of an entry is used.
  const bool same_use =
      content.asked.empty() && std::all_of(content.rows.begin(), content.rows.end(), [&](const auto& row) {
        return row.what != "directive" || digests.contains(row.sha256);
      });
  const auto& known = same_use ? digests : whole;
  const bool feeds = std::all_of(content.rows.begin(), content.rows.end(), [&](const auto& row) {
    return row.what != "indicators" || digests.contains(row.sha256);
  });
  for (std::uint32_t i = 0; i < index.size(); ++i) {
    if (index.type_of(i) != Type::path) continue;
    const auto indicator = index.indicator(i);
    if (indicator.subject == "canary" || !indicator.value.starts_with('/')) continue;
    if (is_always_listed(indicator.value)) continue;
    const auto* entry = content.catalogue.vendor(indicator.subject);
    if (entry == nullptr ? !feeds : !known.contains(entry->sha256)) return false;
  }
  return true;
}

}  // namespace

ContentRow kept_row() {
  return {std::string(kept_in_part), "findings, programs, devices and services only", "", "", "", ""};
}

bool is_always_listed(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  if (!path.starts_with('/') || has_wildcard(path)) return false;
  for (const auto& reader : all_readers())
    if (emits_paths(reader))
      for (const auto pattern : reader.paths)
        if (meets(pattern, path.substr(1))) return true;
  return false;
}

void doubt(const std::vector<ContentRow>& of_case, const Sought& content, const Index& index,
           std::vector<CoverageRow>& coverage) {
  const bool partly =
      std::any_of(of_case.begin(), of_case.end(), [](const auto& row) { return row.what == kept_in_part; });
  const bool paths = looked_for_paths(of_case, content, index);
  if (!partly && paths) return;
  for (auto& row : coverage) {
    if (!row.needed || row.status == Status::not_testable) continue;
    const auto& readers = all_readers();
    if (partly && row.status != Status::absent &&
        std::any_of(readers.begin(), readers.end(), [&](const Reader& r) {
          return r.probe == row.probe && !std::all_of(r.emits.begin(), r.emits.end(), is_kept);
        }))
      make_partial(row, "the case holds only what its own scan found; scan the evidence again");
    if (!paths && std::any_of(readers.begin(), readers.end(),
                              [&](const Reader& r) { return r.probe == row.probe && emits_paths(r); }))
      make_partial(row,
                   "its scan did not look for all paths that are looked for now; scan the evidence again");
  }
}

}  // namespace waarborg

#include "readers/ios_files.h"

#include <set>

#include "readers/ios_layouts.h"

namespace waarborg {
namespace {

constexpr std::size_t kept_by_darwin = 16;

void tell(const std::vector<Error>& problems, std::string_view what, std::uint64_t row, Sink& out) {
  for (const auto& problem : problems)
    out.problem(problem.fault, std::string(what) + problem.what, what.empty() ? problem.offset : row);
  if (problems.size() == PlistTable::problems_kept)
    out.problem(Fault::malformed, std::string(what) + "more may be wrong with it than was told", row);
}

}  // namespace

std::string_view kept_pattern(std::string text) {
  static std::set<std::string, std::less<>> all;
  return *all.insert(std::move(text)).first;
}

std::vector<std::string_view> device_paths(std::initializer_list<std::string_view> below_var,
                                           std::initializer_list<std::string_view> elsewhere) {
  std::vector<std::string_view> out;
  for (const auto path : below_var) out.push_back(kept_pattern("private/var/" + std::string(path)));
  add_layouts(out);
  out.insert(out.end(), elsewhere.begin(), elsewhere.end());
  return out;
}

std::optional<Plist> open_plist(const File& file, Sink& out) {
  if (file.bytes.empty()) {
    out.problem(Fault::truncated, "nothing in it", 0);
    return std::nullopt;
  }
  auto plist = Plist::read(file.bytes);
  if (!plist) {
    out.problem(plist.error().fault, plist.error().what, plist.error().offset);
    return std::nullopt;
  }
  tell(plist->problems(), "", 0, out);
  return std::move(*plist);
}

std::optional<Plist> inner_plist(Bytes bytes, std::string_view what, std::uint64_t row, Sink& out) {
  if (bytes.empty()) return std::nullopt;
  const auto before = std::string(what) + ": ";
  auto plist = Plist::read(bytes);
  if (!plist) {
    out.problem(plist.error().fault, before + plist.error().what, row);
    return std::nullopt;
  }
  tell(plist->problems(), before, row, out);
  return std::move(*plist);
}

Time plist_time(PlistValue value) {
  if (value.is(PlistKind::date)) return value.date();
  if (value.is(PlistKind::real) || value.is(PlistKind::integer)) return mac_time(value.real());
  return parse_time(value.text()).value_or(Time{});
}

std::string plist_text(PlistValue value) {
  switch (value.kind()) {
    case PlistKind::text:
      return std::string(value.text());
    case PlistKind::integer:
      return std::to_string(value.integer());
    case PlistKind::real:
      return std::to_string(value.real());
    case PlistKind::flag:
      return value.flag() ? "true" : "false";
    case PlistKind::date:
      return to_text(value.date());
    default:
      return {};
  }
}

bool plist_true(PlistValue value) {
  return value.flag() || value.integer() != 0;
}

std::string_view yes_no(PlistValue flag) {
  if (!flag.is(PlistKind::flag) && !flag.is(PlistKind::integer)) return {};
  return plist_true(flag) ? "yes" : "no";
}

std::string_view last_part(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

ProcessSeen process_of(std::string_view path_or_name) {
  ProcessSeen out;
  if (path_or_name.starts_with('/')) out.path = {path_or_name};
  const auto name = last_part(path_or_name);
  out.name = {name};
  if (name.size() == kept_by_darwin && !path_or_name.starts_with('/')) out.cut = {name};
  return out;
}

void Strays::tell(std::string_view what, Sink& out) const {
  if (count_ != 0)
    out.problem(Fault::malformed, std::to_string(count_) + " " + std::string(what) + ", the first is here",
                first_);
}

}  // namespace waarborg

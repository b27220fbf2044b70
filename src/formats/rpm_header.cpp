#include "formats/rpm_header.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/cursor.h"

namespace waarborg {
namespace {

constexpr std::uint32_t most_tags = 0xFFFF, most_data = 256u << 20;
constexpr std::size_t entry_size = 16, preamble = 8, most_problems = 8;

enum Type : std::uint32_t {
  null,
  character,
  int8,
  int16,
  int32,
  int64,
  string,
  binary,
  string_array,
  i18n_string
};

std::uint64_t width(std::uint32_t type) {
  switch (type) {
    case int16:
      return 2;
    case int32:
      return 4;
    case int64:
      return 8;
    default:
      return 1;
  }
}

bool is_text(std::uint32_t type) {
  return type == string || type == string_array || type == i18n_string;
}

// Do the values that an entry claims end within its data? A text needs at least its NUL, so a count cannot
// lie further than the data reach; the last NUL must be there.
bool fits(std::uint32_t type, std::uint32_t count, Bytes data) {
  if (!is_text(type)) return count <= data.size() / width(type);
  if (count > data.size()) return false;
  const auto in = as_text(data);
  return in.find('\0') != std::string_view::npos;
}

}  // namespace

Result<RpmHeader> RpmHeader::parse(Bytes bytes, std::vector<Error>& problems) {
  Cursor in(bytes);
  const auto tags = in.be<std::uint32_t>(), size = in.be<std::uint32_t>();
  if (!in.ok()) return fail(Fault::truncated, "an RPM header is cut short", 0);
  if (tags == 0 || tags > most_tags)
    return fail(Fault::malformed, fmt::format("an RPM header claims {} tags", tags), 0);
  if (size > most_data)
    return fail(Fault::too_big, fmt::format("an RPM header claims {} bytes of data", size), 4);
  if (tags > in.left() / entry_size)
    return fail(Fault::truncated, "the tags of an RPM header are cut short", in.at());
  auto index = in.sub(tags * entry_size);
  const auto data = bytes.subspan(in.at(), std::min<std::uint64_t>(size, in.left()));
  std::size_t bad = 0;
  const auto problem = [&](Fault fault, std::string what, std::uint64_t at) {
    if (++bad <= most_problems) problems.push_back({fault, std::move(what), at});
  };
  if (data.size() < size)
    problem(Fault::truncated,
            fmt::format("the data of an RPM header are cut short: {} of {} bytes", data.size(), size),
            in.at());
  RpmHeader out;
  while (index.more()) {
    const auto at = preamble + index.at();
    Entry e;
    e.tag = index.be<std::uint32_t>();
    e.type = index.be<std::uint32_t>();
    const auto offset = index.be<std::uint32_t>();
    e.count = index.be<std::uint32_t>();
    if (e.tag == static_cast<std::uint32_t>(RpmTag::immutable_region)) continue;
    if (offset <= data.size()) e.data = data.subspan(offset);
    if (e.type > i18n_string || e.count == 0 || offset >= data.size() || !fits(e.type, e.count, e.data)) {
      problem(Fault::malformed, fmt::format("tag {} of an RPM header is not within its data", e.tag), at);
      continue;
    }
    out.entries_.push_back(e);
  }
  if (bad > most_problems)
    problems.push_back({Fault::malformed, fmt::format("and {} more tags like that", bad - most_problems), 0});
  // What was added when the package was installed lies behind what the package brought, and holds.
  std::ranges::stable_sort(out.entries_, {}, &Entry::tag);
  return out;
}

const RpmHeader::Entry* RpmHeader::find(RpmTag tag) const {
  const auto wanted = static_cast<std::uint32_t>(tag);
  const auto behind = std::ranges::upper_bound(entries_, wanted, {}, &Entry::tag);
  return behind != entries_.begin() && (behind - 1)->tag == wanted ? &*(behind - 1) : nullptr;
}

std::string_view RpmHeader::text(RpmTag tag) const {
  const auto* e = find(tag);
  if (e == nullptr || !is_text(e->type)) return {};
  const auto all = as_text(e->data);
  return all.substr(0, all.find('\0'));
}

std::optional<std::uint64_t> RpmHeader::number(RpmTag tag) const {
  const auto* e = find(tag);
  if (e == nullptr || e->type < character || e->type > int64) return std::nullopt;
  Cursor in(e->data);
  switch (e->type) {
    case int16:
      return in.be<std::uint16_t>();
    case int32:
      return in.be<std::uint32_t>();
    case int64:
      return in.be<std::uint64_t>();
    default:
      return in.be<std::uint8_t>();
  }
}

std::size_t RpmHeader::count(RpmTag tag) const {
  const auto* e = find(tag);
  return e == nullptr ? 0 : e->count;
}

}  // namespace waarborg

#include "formats/regf.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/cursor.h"
#include "base/digest.h"
#include "base/text.h"
#include "formats/regf_state.h"
#include "formats/utf16.h"

namespace waarborg {
namespace {

constexpr std::size_t base_block = 512, key_head = 76;
constexpr std::uint16_t compressed_name = 0x20;  // Latin-1, else UTF-16
constexpr std::size_t most_told = 10'000;

// XOR of the 127 words before it; two values stand for something else.
std::uint32_t checksum(Bytes block) {
  std::uint32_t sum = 0;
  Cursor in(block.first(508));
  while (in.more()) sum ^= in.le<std::uint32_t>();
  return sum == 0xFFFFFFFF ? 0xFFFFFFFE : sum == 0 ? 1 : sum;
}

}  // namespace

Time from_filetime(std::uint64_t ticks) {
  constexpr std::int64_t to_1970 = 11'644'473'600'000'000;
  if (ticks == 0) return {};
  return from_microseconds(static_cast<std::int64_t>(ticks / 10) - to_1970);
}

bool Hive::recognise(Bytes head) {
  return head.size() >= base_block && as_text(head).starts_with("regf");
}

Hive::Hive(std::unique_ptr<State> state) : state_(std::move(state)) {}
Hive::Hive(Hive&&) noexcept = default;
Hive& Hive::operator=(Hive&&) noexcept = default;
Hive::~Hive() = default;

Result<Hive> Hive::open(const Source& file, OnProblem problem) {
  Blob block(base_block);
  if (file.size() < HiveCells::first_bin)
    return fail(Fault::truncated, "a hive has a base block of 4096 bytes", file.size());
  if (const auto got = file.read(0, block); !got) return pass(got.error());
  if (!recognise(block)) return fail(Fault::malformed, "no hive: it does not begin with \"regf\"", 0);
  Cursor in(block);
  in.skip(4);
  const auto first = in.le<std::uint32_t>(), second = in.le<std::uint32_t>();
  in.skip(8);  // when it was written; the keys say more
  const auto major = in.le<std::uint32_t>(), minor = in.le<std::uint32_t>();
  const auto type = in.le<std::uint32_t>(), format = in.le<std::uint32_t>();
  const auto root = in.le<std::uint32_t>(), bins = in.le<std::uint32_t>();
  if (major != 1 || minor < 3 || minor > 6)
    return fail(Fault::unsupported_version, fmt::format("a hive of version {}.{}", major, minor), 20);
  if (type != 0 || format != 1)
    return fail(Fault::unsupported, fmt::format("a hive file of type {}, format {}", type, format), 28);

  Hive out(std::make_unique<State>(State{.cells = HiveCells(file, bins), .problem = std::move(problem)}));
  auto& state = *out.state_;
  state.minor = minor;
  state.dirty = first != second;
  // A whole hive holds at most one link in four bytes; readers look some keys up more than once.
  state.work = std::uint64_t{bins} * 16 + (1u << 20);
  const auto room = file.size() - HiveCells::first_bin;
  if (bins % 4096 != 0)
    state.tell({Fault::malformed, fmt::format("{} bytes of bins are no pages", bins), 40});
  if (bins > room)
    state.tell(
        {Fault::truncated, fmt::format("the hive has {} bytes of bins, {} are there", bins, room), 40});
  Cursor stored(Bytes(block).subspan(508));
  if (stored.le<std::uint32_t>() != checksum(block))
    state.tell({Fault::malformed, "the checksum of the base block does not fit", 508});
  std::uint32_t parent = 0;
  auto key = state.read_key(root, 0, parent);
  if (!key) return fail(key.error().fault, "the root key: " + key.error().what, key.error().offset);
  state.root = std::move(*key);
  return out;
}

void Hive::State::tell(const Error& error) {
  if (quiet) return;
  if (told.size() >= most_told || !told.insert(fast_hash(error.what, error.offset)).second) return;
  if (problem) problem(error);
}

bool Hive::State::spend(std::uint64_t links, std::uint64_t at) {
  if (links > work) {
    const auto was = std::exchange(quiet, false);
    tell({Fault::too_big, "more links than the hive has room for; the rest is left out", at});
    quiet = was;
    return false;
  }
  work -= links;
  return true;
}

Result<HiveKey> Hive::State::read_key(std::uint32_t link, unsigned depth, std::uint32_t& parent) {
  const auto cell = cells.cell(link);
  if (!cell) return pass(cell.error());
  const auto head = cells.read(*cell, 0, key_head);
  if (!head) return pass(head.error());
  const auto at = cell->at - 4;
  Cursor in(*head);
  if (in.chars(2) != "nk") return fail(Fault::malformed, "no key where one should be", at);
  HiveKey key{.name = {}, .written = {}, .offset = at, .cell = link, .depth = depth};
  const auto flags = in.le<std::uint16_t>();
  key.written = from_filetime(in.le<std::uint64_t>());
  in.skip(4);
  parent = in.le<std::uint32_t>();
  key.subkeys = in.le<std::uint32_t>();
  in.skip(4);  // volatile keys were never written
  key.subkey_list = in.le<std::uint32_t>();
  in.skip(4);
  key.values = in.le<std::uint32_t>();
  key.value_list = in.le<std::uint32_t>();
  in.skip(28);
  const auto length = in.le<std::uint16_t>();
  const auto name = cells.read(*cell, key_head, length);
  if (!name) return fail(Fault::malformed, "the name of a key is longer than its cell", at);
  key.name = (flags & compressed_name) != 0 ? latin1_to_utf8(*name) : utf16le_to_utf8(*name);
  return key;
}

// Lists of subkeys: li has links, lf and lh a hash behind each, ri has links to the other three.
void Hive::State::read_list(std::uint32_t link, bool nested, std::vector<std::uint32_t>& out) {
  const auto cell = cells.cell(link);
  if (!cell) return tell(cell.error());
  const auto head = cells.read(*cell, 0, 4);
  if (!head) return tell(head.error());
  const auto at = cell->at - 4;
  Cursor in(*head);
  const auto kind = in.chars(2);
  const bool of_lists = kind == "ri", hashed = kind == "lf" || kind == "lh";
  if (!of_lists && !hashed && kind != "li") return tell({Fault::malformed, "no list of subkeys", at});
  if (of_lists && nested) return tell({Fault::malformed, "a list of lists within a list of lists", at});
  const std::uint32_t width = hashed ? 8 : 4;
  std::uint32_t count = in.le<std::uint16_t>();
  if (const auto room = (cell->size - 4) / width; count > room) {
    tell({Fault::malformed, fmt::format("a list of {} entries in a cell for {}", count, room), at});
    count = room;
  }
  if (!spend(count + 1u, at)) return;
  const auto entries = cells.read(*cell, 4, std::uint64_t{count} * width);
  if (!entries) return tell(entries.error());
  Cursor rows(*entries);
  while (rows.more()) {
    const auto entry = rows.le<std::uint32_t>();
    if (hashed) rows.skip(4);
    if (out.size() >= most_subkeys)
      return tell({Fault::too_big, "a key with more than 1,048,576 subkeys; the rest is left out", at});
    if (of_lists)
      read_list(entry, true, out);
    else
      out.push_back(entry);
  }
}

std::vector<std::uint32_t> Hive::State::subkeys_of(const HiveKey& key) {
  std::vector<std::uint32_t> out;
  if (key.subkeys == 0) return forgotten_subkeys_of(key);
  read_list(key.subkey_list, false, out);
  if (out.size() != key.subkeys)
    tell(
        {Fault::malformed, fmt::format("a key of {} subkeys lists {}", key.subkeys, out.size()), key.offset});
  // A key that stands twice would double the work with every level.
  std::unordered_set<std::uint32_t> seen;
  const auto twice =
      std::remove_if(out.begin(), out.end(), [&](auto link) { return !seen.insert(link).second; });
  if (twice != out.end()) tell({Fault::malformed, "a key lists a subkey twice", key.offset});
  out.erase(twice, out.end());
  return out;
}

// A key without subkeys may keep a link that has long been another's. But a list whose keys name this key as
// their parent is its own, whatever the count says: a count of 0 would hide them all.
std::vector<std::uint32_t> Hive::State::forgotten_subkeys_of(const HiveKey& key) {
  std::vector<std::uint32_t> listed, out;
  if (key.subkey_list == HiveCells::no_link) return out;
  const auto was = std::exchange(quiet, true);
  read_list(key.subkey_list, false, listed);
  std::unordered_set<std::uint32_t> seen;
  for (const auto link : listed) {
    std::uint32_t parent = 0;
    if (!seen.insert(link).second || link == root.cell) continue;
    if (read_key(link, key.depth + 1, parent) && parent == key.cell) out.push_back(link);
  }
  quiet = was;
  if (!out.empty())
    tell({Fault::malformed, fmt::format("a key of 0 subkeys lists {}", out.size()), key.offset});
  return out;
}

// A key is taken only from the parent that it names itself. So each is met at most once on a way down from
// the root, and a circle of links cannot be entered.
void Hive::each_subkey(const HiveKey& of, const std::function<bool(const HiveKey&)>& next) {
  if (of.subkeys == 0 && (of.subkey_list == HiveCells::no_link || of.depth >= deepest)) return;
  if (of.depth >= deepest)
    return state_->tell(
        {Fault::too_big, "more than 512 keys within each other; the rest is left out", of.offset});
  for (const auto link : state_->subkeys_of(of)) {
    std::uint32_t parent = 0;
    const auto key = state_->read_key(link, of.depth + 1, parent);
    if (!key) {
      state_->tell(key.error());
    } else if (parent != of.cell || link == state_->root.cell) {
      state_->tell({Fault::malformed, "a subkey that says it lies below another key", key->offset});
    } else if (!next(*key)) {
      return;
    }
  }
}

std::optional<HiveKey> Hive::key(const HiveKey& from, std::string_view path) {
  std::optional<HiveKey> at = from;
  for (const auto part : split(path, '\\')) {
    if (part.empty()) continue;
    const auto wanted = lower(part);
    std::optional<HiveKey> found;
    each_subkey(*at, [&](const HiveKey& key) {
      if (key.name.size() != wanted.size() || lower(key.name) != wanted) return true;
      found = key;
      return false;
    });
    if (!found) return std::nullopt;
    at = std::move(found);
  }
  return at;
}

std::optional<HiveKey> Hive::key(std::string_view path) {
  return key(root(), path);
}
bool Hive::dirty() const {
  return state_->dirty;
}
unsigned Hive::minor() const {
  return state_->minor;
}
const HiveKey& Hive::root() const {
  return state_->root;
}

}  // namespace waarborg

#include "readers/inner_links.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "formats/plist_leaves.h"
#include "formats/utf16.h"
#include "readers/ios_files.h"
#include "readers/phone_facts.h"

namespace waarborg {
namespace {

constexpr unsigned deepest = 4;  // values within values
constexpr std::size_t longest_wide = 32u << 20;
using Visit = std::function<void(std::string_view)>;

// JSON that is not whole, or stands within something else: "\/" and "\u002f" as '/'.
std::string without_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto rest = text.substr(i);
    if (rest.starts_with("\\/")) continue;
    if (rest.size() >= 6 && lower(rest.substr(0, 4)) == "\\u00") {
      const auto plain = percent_decoded("%" + std::string(rest.substr(4, 2)));
      if (plain.size() == 1) {
        out += plain;
        i += 5;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

// Zeros that stand between other bytes, at even and at odd places: characters of two bytes below U+0100.
struct Zeros {
  explicit Zeros(Bytes value) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value[i] != 0) continue;
      ++all;
      const bool alone = (i == 0 || value[i - 1] != 0) && (i + 1 == value.size() || value[i + 1] != 0);
      if (alone) ++(i % 2 == 0 ? even : odd);
    }
  }
  std::size_t all = 0, even = 0, odd = 0;
};

class Texts {
 public:
  Texts(std::string_view where, std::uint64_t at, Sink& out, const Visit& visit)
      : where_(where), at_(at), out_(out), visit_(visit) {}

  void of(Bytes value, unsigned depth) {
    const auto text = as_text(value), begin = trim(text);
    if (Plist::recognise(value) && depth < deepest) {
      if (const auto list = inner_plist(value, where_, at_, out_))
        return each_name_and_leaf(list->root(), [&](PlistValue leaf) {
          of(leaf.is(PlistKind::text) ? as_bytes(leaf.text()) : leaf.data(), depth + 1);
        });
    } else if ((begin.starts_with('{') || begin.starts_with('[')) && depth < deepest) {
      if (const auto document = JsonDocument::parse(begin)) return of(document->root(), depth);
    }
    visit_(text);
    if (text.find('\\') != text.npos) visit_(without_escapes(text));
    if (text.find('%') != text.npos) visit_(percent_decoded(text));
    with_zeros(value);
  }

 private:
  // A link in UTF-16 has a zero beside each of its characters, but what stands around it may have none, so
  // that leaving out zeros is not enough. Without a mark the little-endian order is the likely one.
  void with_zeros(Bytes value) {
    constexpr std::size_t shortest = 7;  // "http://", or a host
    const Zeros zeros(value);
    if (zeros.all == 0) return;
    const bool wide = value.size() <= longest_wide;
    if (!wide && std::max(zeros.odd, zeros.even) >= shortest)
      out_.problem(Fault::too_big, "a value beyond 32 MiB was not searched as UTF-16", at_);
    const bool odd = wide && zeros.odd >= shortest, even = wide && zeros.even >= shortest;
    if (odd) visit_(utf16le_to_utf8(value));
    if (even)
      visit_(value[0] == 0 || value[0] == 0xFE ? utf16be_to_utf8(value) : utf16le_to_utf8(value.subspan(1)));
    // Nothing but such text: what it holds was given.
    if ((odd && zeros.odd == zeros.all) || (even && zeros.even == zeros.all)) return;
    std::string packed(as_text(value));
    std::erase(packed, '\0');
    visit_(packed);
  }

  void of(Json value, unsigned depth) {
    if (value.is(Json::Kind::text)) of(as_bytes(value.text()), depth + 1);
    value.each([&](Json one) { of(one, depth); });
    for (const auto& [name, one] : value.members()) {
      visit_(name);
      of(one, depth);
    }
  }

  std::string_view where_;
  std::uint64_t at_;
  Sink& out_;
  const Visit& visit_;
};

bool is_of(std::string_view known, std::string_view column) {
  if (known.ends_with('?')) known.remove_suffix(1);
  return std::ranges::any_of(split(known, '|'), [&](auto one) { return lower(one) == lower(column); });
}

}  // namespace

void each_inner_text(Bytes value, std::string_view where, std::uint64_t at, Sink& out, const Visit& visit) {
  Texts(where, at, out, visit).of(value, 0);
}

void add_inner_links(Bytes value, const LinkMentioned& like, std::uint64_t at, Sink& out) {
  each_inner_text(value, like.where, at, out, [&](std::string_view text) { add_links(text, like, at, out); });
}

void add_links_of_other_tables(SqliteTables& tables, std::initializer_list<std::string_view> known,
                               const LinkMentioned& like, Sink& out) {
  for (const auto& table : tables.names()) {
    if (table.starts_with("sqlite_") ||
        std::ranges::any_of(known, [&](auto one) { return lower(one) == lower(table); }))
      continue;
    const ColumnsBeside columns(tables, table, {});
    if (columns.all().empty()) continue;
    tables.each(table, columns.all(), [&](const TableRow& row) {
      auto mine = like;
      mine.row = row.id();
      columns.add_links(row, mine, out);
    });
  }
}

ColumnsBeside::ColumnsBeside(const SqliteTables& tables, std::string_view table, SqliteTables::Columns known,
                             const SqliteTables::Columns& without)
    : known_(std::move(known)) {
  const auto in = [](const SqliteTables::Columns& some, std::string_view column) {
    return std::ranges::any_of(some, [&](auto one) { return is_of(one, column); });
  };
  for (auto& column : tables.columns(table))
    if (!in(known_, column) && !in(without, column)) others_.push_back(std::move(column));
}

SqliteTables::Columns ColumnsBeside::all() const {
  auto out = known_;
  out.insert(out.end(), others_.begin(), others_.end());
  return out;
}

void ColumnsBeside::each_value(const TableRow& row,
                               const std::function<void(std::string_view, Bytes)>& visit) const {
  for (std::size_t i = 0; i < others_.size(); ++i) {
    const auto column = known_.size() + i;
    if (row.kind(column) == SqliteRow::Kind::text || row.kind(column) == SqliteRow::Kind::blob)
      visit(others_[i], row.bytes(column));
  }
}

void ColumnsBeside::add_links(const TableRow& row, LinkMentioned like, Sink& out) const {
  each_value(row, [&](std::string_view column, Bytes value) {
    like.where = column;
    add_inner_links(value, like, row.at(), out);
  });
}

}  // namespace waarborg

#include "readers/inner_links.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "formats/plist_leaves.h"
#include "readers/ios_files.h"
#include "readers/phone_facts.h"

namespace waarborg {
namespace {

void each_text(Json value, const std::function<void(std::string_view)>& visit) {
  if (value.is(Json::Kind::text)) visit(value.text());
  value.each([&](Json one) { each_text(one, visit); });
  for (const auto& [name, one] : value.members()) {
    visit(name);
    each_text(one, visit);
  }
}

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

bool is_of(std::string_view known, std::string_view column) {
  if (known.ends_with('?')) known.remove_suffix(1);
  return std::ranges::any_of(split(known, '|'), [&](auto one) { return lower(one) == lower(column); });
}

}  // namespace

void add_inner_links(Bytes value, const LinkMentioned& like, std::uint64_t at, Sink& out) {
  const auto links = [&](std::string_view text) { add_links(text, like, at, out); };
  if (Plist::recognise(value)) {
    if (const auto list = inner_plist(value, like.where, at, out))
      return each_name_and_leaf(list->root(), [&](PlistValue leaf) {
        links(leaf.is(PlistKind::text) ? leaf.text() : as_text(leaf.data()));
      });
    return links(as_text(value));
  }
  const auto text = as_text(value), begin = trim(text);
  if (begin.starts_with('{') || begin.starts_with('['))
    if (const auto document = JsonDocument::parse(begin)) return each_text(document->root(), links);
  links(text);
  if (text.find('\\') != text.npos) links(without_escapes(text));
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

void ColumnsBeside::add_links(const TableRow& row, LinkMentioned like, Sink& out) const {
  for (std::size_t i = 0; i < others_.size(); ++i) {
    const auto column = known_.size() + i;
    if (row.kind(column) != SqliteRow::Kind::text && row.kind(column) != SqliteRow::Kind::blob) continue;
    like.where = others_[i];
    add_inner_links(row.bytes(column), like, row.at(), out);
  }
}

}  // namespace waarborg

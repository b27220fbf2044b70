#include "readers/other_tables.h"

#include <algorithm>

#include "base/text.h"
#include "formats/links_in_text.h"
#include "readers/phone_facts.h"

namespace waarborg {
namespace {

// Applications keep texts in blobs, too, and pictures and keys.
bool is_plain(std::string_view bytes) {
  return is_utf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) {
           return (c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == '\x7F';
         });
}

bool is_index_of_words(std::string_view table) {
  return table.find("_fts") != std::string_view::npos || table.starts_with("search_index");
}

}  // namespace

void each_other_text(SqliteTables& tables, const std::vector<std::string_view>& known,
                     std::string_view reference, const OtherTextVisit& visit) {
  for (const auto& table : tables.names()) {
    if (table.starts_with("sqlite_") || is_index_of_words(table) ||
        std::find(known.begin(), known.end(), table) != known.end())
      continue;
    const auto names = tables.columns(table);
    if (names.empty()) continue;
    const auto refers = std::find(names.begin(), names.end(), reference) - names.begin();
    tables.each(table, SqliteTables::Columns(names.begin(), names.end()), [&](const TableRow& row) {
      OtherText one{.table = table};
      if (static_cast<std::size_t>(refers) < names.size())
        one.refers = row.number(static_cast<std::size_t>(refers), -1);
      for (std::size_t column = 0; column < names.size(); ++column) {
        const auto kind = row.kind(column);
        if (kind != SqliteRow::Kind::text && kind != SqliteRow::Kind::blob) continue;
        one.column = names[column];
        one.text = as_text(row.bytes(column));
        one.plain = kind == SqliteRow::Kind::text || is_plain(one.text);
        if (!one.text.empty()) visit(one, row);
      }
    });
  }
}

void add_other_links(SqliteTables& tables, const std::vector<std::string_view>& known,
                     const LinkMentioned& like, Sink& out) {
  each_other_text(tables, known, "", [&](const OtherText& found, const TableRow& row) {
    auto one = like;
    one.where = found.table;
    one.row = row.id();
    for (const auto& link : links_in_text(found.text)) {
      const bool scheme = link.find("://") != std::string::npos;
      if (link.starts_with("content://") || (!scheme && !found.plain)) continue;
      auto made = with_link(one, link);
      // An account of WhatsApp looks like an address of mail and is a number.
      const auto person = person_of(address_of_mail(link));
      if (!person.phone.empty() || !person.name.empty()) made.email = {}, made.phone = {person.phone};
      out.add(made, row.at());
    }
  });
}

}  // namespace waarborg

#include "readers/other_tables.h"

#include <algorithm>

#include "base/text.h"

namespace waarborg {
namespace {

// Applications keep texts in blobs, too, and pictures and keys.
bool is_plain(std::string_view bytes) {
  return is_utf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) {
           return (c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == '\x7F';
         });
}

bool is_index_of_words(std::string_view table) {
  return table.find("_fts") != std::string_view::npos;
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

}  // namespace waarborg

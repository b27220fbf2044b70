#include "readers/page_addresses.h"

#include <utility>

namespace waarborg {
namespace {

constexpr std::size_t most_kept_bytes = 8u << 20;

}  // namespace

PageAddresses::PageAddresses(SqliteTables& tables, std::string_view table, SqliteTables::Columns columns)
    : tables_(tables), table_(table), columns_(std::move(columns)), lookup_(tables.lookup(table, columns_)) {}

void PageAddresses::read() {
  tables_.each(table_, columns_, [&](const TableRow& row) {
    there_.put(row.id());
    left_.put(row.id());
    if (kept_bytes_ < most_kept_bytes) keep(row.id(), {row.text(0), columns_.size() > 1 ? row.text(1) : ""});
  });
}

void PageAddresses::keep(std::int64_t id, Page page) {
  kept_bytes_ += page.url.size() + page.title.size() + 128;
  kept_.emplace(id, std::move(page));
}

PageAddresses::Page PageAddresses::find(std::int64_t id) {
  Page out;
  if (const auto at = kept_.find(id); at != kept_.end()) return at->second;
  if (there_.has(id))
    lookup_.find(id, [&](const TableRow& row) {
      out = {row.text(0), columns_.size() > 1 ? row.text(1) : ""};
    });
  return out;
}

void PageAddresses::left(const Visit& visit) {
  left_.each([&](std::int64_t id) { lookup_.find(id, visit); });
}

}  // namespace waarborg

// The visits of a browser's history, with the addresses they are of: what histories of Chromium and Safari
// have in common. A redirect is told from both of its ends, and how long it took is the time between the two.
#pragma once
#include <optional>

#include "readers/page_addresses.h"

namespace waarborg {

// Whose history it is, and how it counts its times.
struct HistoryOf {
  std::string_view app, profile;
  Epoch epoch;
};

class PageHistory {
 public:
  // Columns of addresses as PageAddresses wants them; of visits: the address, when.
  PageHistory(HistoryOf of, PageAddresses addresses, TableLookup visits, Sink& out)
      : of_(of), pages_(std::move(addresses)), visits_(std::move(visits)), out_(out) {}

  void read_addresses() { pages_.read(); }
  // A row that begins with the same columns. Visits it was redirected from and to; 0 is none.
  void visit(const TableRow& row, const std::string& title, std::int64_t from, std::int64_t to);
  // Addresses that no visit names, each with its time in `column`.
  void left(std::size_t column);
  // What else names a page.
  void mention(std::string_view url, std::string_view how, const StoredTime& when, std::int64_t row);

 private:
  struct Visit {
    std::int64_t page = 0;
    Time when{};
  };

  std::optional<Visit> look(std::int64_t id);
  void put(PageVisit seen);

  HistoryOf of_;
  PageAddresses pages_;
  TableLookup visits_;
  Sink& out_;
};

}  // namespace waarborg

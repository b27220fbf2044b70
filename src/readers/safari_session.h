// The pages that a tab of Safari went through, as Safari keeps them for the way back: a property list behind
// four bytes. They borrow the bytes, which are a column of a row.
#pragma once
#include <string_view>

#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {

constexpr std::string_view safari = "com.apple.mobilesafari";

struct SafariTab {
  std::string_view profile{};
  StoredTime when{};
  std::int64_t row = 0;
  std::uint64_t at = 0;
};

// A page as PageVisit; without an address it is none.
void add_page(std::string_view url, std::string_view title, std::string_view how, const SafariTab& tab,
              Sink& out);
// Each page of a session, how "tab-history". What is no such list (newer systems encrypt it, or write it
// otherwise) is told; links that stand in it as they are come all the same.
void add_session(Bytes session, const SafariTab& tab, Sink& out);

}  // namespace waarborg

// One line of a resolver's log as a query: unbound (log-queries, log-replies), dnsmasq (log-queries, also
// =extra) and BIND 9 (querylog), each with its own time or behind a syslog prefix. Everything but `name`
// borrows from the line. Names keep their labels: what is not a letter, digit, '-', '_' or '*' becomes \DDD,
// a dot inside a label as well, and an escaped letter is a letter again. The last dot goes.
#pragma once
#include <string>
#include <string_view>

#include "base/time.h"

namespace waarborg {

struct LoggedQuery {
  std::string name{};
  std::string_view client{}, record{};
  Time when{};                   // only where the line leaves no doubt: an epoch, or a time with its zone
  std::string_view when_text{};  // otherwise, as written
};

enum class LogLine : std::uint8_t { unknown, other, query };  // other: of a resolver, but no query
LogLine read_query_line(std::string_view line, LoggedQuery& out);

}  // namespace waarborg

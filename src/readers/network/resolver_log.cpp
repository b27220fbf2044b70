// Names that were asked of a resolver, from the logs of unbound, dnsmasq and BIND 9: man 5 unbound.conf
// (log-queries), man 8 dnsmasq (log-queries), BIND 9 Administrator Reference Manual (querylog). Each line
// says by itself which it is.
#include "formats/lines.h"
#include "formats/query_log.h"
#include "readers/reader.h"
#include "readers/stream_lines.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_line = 64 * 1024;
constexpr int lines_to_recognise = 50;

bool recognise(Bytes head) {
  Lines lines(longest_line);
  LoggedQuery query;
  int seen = 0;
  bool found = false;
  lines.feed(head, [&](const Line& line) {
    if (++seen <= lines_to_recognise && !found) found = read_query_line(line.text, query) == LogLine::query;
  });
  return found;
}

void read(const File& file, Sink& out) {
  Lines lines(longest_line);
  LoggedQuery query;
  bool understood = false, wrote_something = false;
  const Lines::Visit take = [&](const Line& line) {
    if (line.too_long) {
      wrote_something = true;
      return out.problem(Fault::too_big, "a line longer than 64 KiB was skipped", line.offset);
    }
    wrote_something |= !line.text.empty();
    const auto what = read_query_line(line.text, query);
    understood |= what != LogLine::unknown;
    if (what == LogLine::query)
      out.add(NameQueried{.name = {query.name},
                          .client = {query.client},
                          .record = query.record,
                          .when = query.when,
                          .when_text = query.when_text},
              line.offset);
    // What is missing of a name may be its end, and then it is another name.
    if (!line.whole) out.problem(Fault::truncated, "the last line has no end", lines.size());
  };
  feed_lines(file, lines, take, out);
  if (wrote_something && !understood)
    out.problem(Fault::unsupported, "no line is one of unbound, dnsmasq or BIND 9", 0);
}

}  // namespace

Reader resolver_log() {
  return {.about = "Names asked of a resolver, from the query logs of unbound, dnsmasq (Pi-hole) and BIND 9.",
          .probe = "dns.queries",
          .paths = {"var/log/unbound*.log*", "var/log/unbound/*", "var/log/dnsmasq*.log*",
                    "var/log/dnsmasq/*", "var/log/pihole*.log*", "var/log/pihole/pihole*.log*",
                    "var/log/named/*quer*", "var/log/bind/*quer*", "var/cache/bind/*quer*.log*"},
          .emits = {NameQueried::kind},
          .shape = Shape::stream,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg

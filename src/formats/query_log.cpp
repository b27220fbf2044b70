#include "formats/query_log.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_name = 255 * 4;  // octets of a name, each written as \DDD
constexpr std::size_t longest_line = 4096;     // of a line that can be a query
constexpr std::int64_t year_10000 = 253'402'300'800;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_plain(char c) {
  return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '*';
}

// 'd' a digit, 'b' a digit or blank, 'a' a letter, anything else itself.
bool begins_like(std::string_view s, std::string_view shape) {
  if (s.size() < shape.size()) return false;
  return std::equal(shape.begin(), shape.end(), s.begin(), [](char want, char c) {
    const auto low = static_cast<char>(c | 0x20);
    return want == 'd'   ? is_digit(c)
           : want == 'b' ? is_digit(c) || c == ' '
           : want == 'a' ? low >= 'a' && low <= 'z'
                         : want == c;
  });
}

// Takes what stands before `between`; nothing happens without it.
std::optional<std::string_view> take_until(std::string_view& s, std::string_view between) {
  const auto at = s.find(between);
  if (at == std::string_view::npos) return {};
  const auto taken = s.substr(0, at);
  s.remove_prefix(at + between.size());
  return taken;
}

// Takes the time from the front of a line.
void take_time(std::string_view& line, LoggedQuery& out) {
  std::size_t length = 0;
  if (line.starts_with('[')) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(line.data() + 1, line.data() + line.size(), seconds);
    if (error != std::errc() || end == line.data() + line.size() || *end != ']') return;
    length = static_cast<std::size_t>(end - line.data()) + 1;
    if (seconds > 0 && seconds < year_10000) out.when = from_seconds(seconds);
  } else if (begins_like(line, "dddd-dd-ddTdd:dd:dd")) {
    length = std::min(line.find(' '), line.size());
    const auto text = line.substr(0, length);
    if (text.find_first_of("Z+-", 19) != std::string_view::npos) out.when = parse_time(text).value_or(Time{});
  } else if (begins_like(line, "aaa bd dd:dd:dd")) {
    length = 15;
  } else if (begins_like(line, "dd-aaa-dddd dd:dd:dd")) {
    length = std::min(line.find(' ', 12), line.size());
  }
  if (!known(out.when)) out.when_text = line.substr(0, length);
  line.remove_prefix(length);
  if (line.starts_with(' ')) line.remove_prefix(1);
}

// Digits, dots and colons, with a zone behind '%'; the matcher reads it exactly.
bool is_address(std::string_view s) {
  s = s.substr(0, s.find('%'));
  return s.size() >= 2 && s.size() <= 45 && s.find_first_of(".:") != std::string_view::npos &&
         s.find_first_not_of("0123456789abcdefABCDEF.:") == std::string_view::npos;
}
bool is_class(std::string_view s) {
  return s == "IN" || s == "CH" || s == "HS" || s == "ANY" || s.starts_with("CLASS");
}
bool is_record(std::string_view s) {
  return !s.empty() && s.size() <= 24 && (is_upper(s[0]) || s.starts_with("type=")) &&
         std::all_of(s.begin(), s.end(), [](char c) { return is_plain(c) || c == '='; });
}

bool take_name(std::string_view s, std::string& out) {
  out.clear();
  if (s.empty() || s.size() > longest_name) return false;
  if (s == ".") return out = s, true;
  if (s.ends_with('.') && !s.ends_with("\\.")) s.remove_suffix(1);
  for (std::size_t i = 0; i < s.size(); ++i) {
    auto byte = static_cast<unsigned char>(s[i]);
    if (byte == '.') {
      out += '.';
      continue;
    }
    if (byte == '\\' && begins_like(s.substr(i + 1), "ddd")) {
      const int value = (s[i + 1] - '0') * 100 + (s[i + 2] - '0') * 10 + (s[i + 3] - '0');
      if (value > 255) return false;
      byte = static_cast<unsigned char>(value);
      i += 3;
    } else if (byte == '\\') {
      if (++i == s.size()) return false;
      byte = static_cast<unsigned char>(s[i]);
    }
    if (is_plain(static_cast<char>(byte))) {
      out += static_cast<char>(byte);
    } else {
      out += '\\';
      for (const int unit : {100, 10, 1}) out += static_cast<char>('0' + byte / unit % 10);
    }
  }
  return true;
}

bool accept(std::string_view client, std::string_view name, std::string_view record, LoggedQuery& out) {
  if (!is_address(client) || !is_record(record) || !take_name(name, out.name)) return false;
  out.client = client;
  out.record = record;
  return true;
}

// "192.0.2.7 example.org. A IN", a reply with what was answered behind it. log-tag-queryreply puts its tag in
// the place of "info".
bool unbound(std::string_view line, LoggedQuery& out) {
  for (const std::string_view tag : {" info: ", " query: ", " reply: "}) {
    auto rest = line;
    if (!take_until(rest, tag)) continue;
    const auto part = words(rest);
    if (part.size() >= 4 && is_class(part[3]) && accept(part[0], part[1], part[2], out)) return true;
  }
  return false;
}

// "query[A] example.org from 192.0.2.7", with a serial number and the client before it in extra logs.
bool dnsmasq(std::string_view rest, LoggedQuery& out) {
  const auto part = words(rest);
  const std::size_t at = part.size() == 6 ? 2 : 0;
  if (part.size() != at + 4 || part[at + 2] != "from") return false;
  auto record = part[at];
  if (!record.starts_with("query[") || !record.ends_with(']')) return false;
  record = record.substr(6, record.size() - 7);
  return accept(part[at + 3], part[at + 1], record, out);
}

// "@0x7f.. 192.0.2.7#53211/key k (example.org): view v: query: example.org IN A + (192.0.2.1)".
bool bind9(std::string_view rest, LoggedQuery& out) {
  if (rest.starts_with("@0x") && !take_until(rest, " ")) return false;
  const auto client = take_until(rest, "#");
  if (!client || !take_until(rest, ": query: ")) return false;
  const auto part = words(rest);
  return part.size() >= 3 && is_class(part[1]) && accept(*client, part[0], part[2], out);
}

// Before "client" stand at most a host, named's own name, category and severity; anything else may be
// quoting.
bool take_client(std::string_view& rest) {
  if (rest.starts_with("client ")) return rest.remove_prefix(7), true;
  const auto before = take_until(rest, " client ");
  if (!before) return false;
  const auto part = words(*before);
  return part.size() <= 4 && std::all_of(part.begin(), part.end(), [&](auto word) {
           return (word.ends_with(':') || word == part.front()) &&
                  (word.find('[') == std::string_view::npos || word.starts_with("named["));
         });
}

}  // namespace

LogLine read_query_line(std::string_view line, LoggedQuery& out) {
  out = {};
  line = line.substr(0, longest_line);
  const bool of_bind = begins_like(line, "dd-aaa-dddd dd:dd:dd");
  take_time(line, out);
  auto rest = line;
  // The program's name stands first or behind the host's; a name that was asked for cannot stand there.
  const auto program = [&](std::string_view name) {
    rest = line;
    const auto before = take_until(rest, name);
    return before && std::count(before->begin(), before->end(), ' ') <= 1 &&
           (before->empty() || before->ends_with(' '));
  };
  if (program("unbound[")) return unbound(rest, out) ? LogLine::query : LogLine::other;
  if (program("dnsmasq["))
    return take_until(rest, "]: ") && dnsmasq(rest, out) ? LogLine::query : LogLine::other;
  if (program("dnsmasq: ")) return dnsmasq(rest, out) ? LogLine::query : LogLine::other;
  const bool named = program("named[");
  rest = line;
  if (take_client(rest) && bind9(rest, out)) return LogLine::query;
  return of_bind || named ? LogLine::other : LogLine::unknown;
}

}  // namespace waarborg

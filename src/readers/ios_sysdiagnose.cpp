#include "readers/ios_sysdiagnose.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "readers/stream_lines.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_line = 1u << 20;
constexpr std::uint64_t log_head = 64 * 1024;

// "2026.07.07_19-00-00+0200" in "sysdiagnose_2026.07.07_19-00-00+0200_iPhone-OS_…"; "" when there is none.
std::string stamp_in(std::string_view text) {
  constexpr std::string_view start = "sysdiagnose_";
  for (std::size_t at = 0; (at = text.find(start, at)) != std::string_view::npos; at += start.size()) {
    const auto rest = text.substr(at + start.size());
    if (rest.size() < 24 || (rest[19] != '+' && rest[19] != '-')) continue;
    if (rest.substr(0, 24).find_first_not_of("0123456789._-+") == std::string_view::npos)
      return std::string(rest.substr(0, 24));
  }
  return {};
}

std::string stamp_of(const File& file, std::size_t want) {
  if (auto stamp = stamp_in(file.path); !stamp.empty()) return stamp;
  const auto* log = file.wanted(want);
  if (log == nullptr) return {};
  Blob head(std::min(log->size(), log_head));
  if (const auto got = log->read(0, head); !got) return {};
  return stamp_in(as_text(head));
}

}  // namespace

void each_stream_line(const File& file, Sink& out, const std::function<bool(const Line&)>& visit) {
  Lines lines(longest_line);
  const auto take = [&](const Line& line) {
    if (line.too_long) {
      out.problem(Fault::too_big, "a line longer than 1 MiB was skipped", line.offset);
      return true;
    }
    const bool mine = visit(line);
    if (mine && !line.whole) out.problem(Fault::truncated, "the last line has no end", line.offset);
    return mine;
  };
  const bool mine = feed_lines_while(file, lines, take, out);
  if (mine && lines.size() == 0) out.problem(Fault::truncated, "nothing in it", 0);
}

std::string zone_when_collected(const File& file, std::size_t want) {
  const auto stamp = stamp_of(file, want);
  return stamp.empty() ? stamp : stamp.substr(19);
}

Time when_collected(const File& file, std::size_t want) {
  auto stamp = stamp_of(file, want);
  if (stamp.empty()) return {};
  stamp[4] = stamp[7] = '-';
  stamp[10] = 'T';
  stamp[13] = stamp[16] = ':';
  return parse_time(stamp).value_or(Time{});
}

std::string local_time(std::string_view text, std::string_view zone) {
  if (text.empty()) return {};
  return std::string(text) + (zone.empty() ? ", device time, zone unknown"
                                           : ", device time, zone " + std::string(zone) + " when collected");
}

Time report_time(std::string_view text) {
  std::string joined(trim(text).substr(0, 64));
  const auto blank = joined.rfind(' ');
  if (blank != std::string::npos && blank + 1 < joined.size() &&
      (joined[blank + 1] == '+' || joined[blank + 1] == '-'))
    joined.erase(blank, 1);
  else
    return {};  // without a zone it is no moment
  return parse_time(joined).value_or(Time{});
}

std::int64_t whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 0 ? value : -1;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f')))
      return false;
  }
  return true;
}

std::vector<std::string_view> programs_of(std::string_view command) {
  command = trim(command);
  std::vector<std::string_view> out;
  const auto may_be = [&](std::string_view program) {
    if (std::find(out.begin(), out.end(), program) == out.end()) out.push_back(program);
  };
  const auto to_blank = [&](std::size_t from) { return command.substr(0, command.find(' ', from)); };
  const auto path = command.find(" /", 1), option = command.find(" -");
  const auto before_arguments = command.substr(0, std::min(path, option));
  const auto bundle = command.substr(0, path).rfind(".app");
  // An app is started without arguments that are no options; a blank before them is one of its name.
  if (before_arguments.find(".app/") != std::string_view::npos ||
      before_arguments.find(".appex/") != std::string_view::npos)
    may_be(before_arguments);
  may_be(to_blank(0));
  if (const auto last = before_arguments.rfind('/'); last != std::string_view::npos) may_be(to_blank(last));
  may_be(before_arguments);
  // "A -B.app/A": that option is none.
  if (bundle != std::string_view::npos && bundle > option) may_be(to_blank(bundle));
  return out;
}

}  // namespace waarborg

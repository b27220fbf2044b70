// Processes that were still there when an iOS device was shut down (shutdown.log, from iOS 26
// shutdown.0.log):
//   After 1.26s, these clients are still here:
//           remaining client pid: 155 (/usr/libexec/nfcd)
//   SIGTERM: [1700000000]
// The last line ends a shutdown and gives its time, in seconds since 1970; some versions write "
// @1700000000". From iOS 26 on the path has the UUID of the binary behind it. A delay smaller than the one
// before begins another shutdown whose end was not written. Told once a shutdown and process, with how often
// it was named. Method: https://securelist.com/shutdown-log-lightweight-ios-malware-detection-method/111734/
// (2024-01-16).
#include <charconv>
#include <map>
#include <optional>

#include "base/text.h"
#include "readers/ios_sysdiagnose.h"

namespace waarborg {
namespace {

constexpr std::size_t most_clients = 100'000;

class Log {
 public:
  explicit Log(Sink& out) : out_(out) {}

  void line(const Line& line) {
    const auto text = trim(line.text);
    const auto client = text.find("remaining client pid: ");
    if (const auto after = text.find("After "); after == 0) {
      const auto number = text.substr(6, text.find("s,") == std::string_view::npos ? 0 : text.find("s,") - 6);
      double delay = 0;
      const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), delay);
      if (error != std::errc() || end != number.data() + number.size())
        strays_.one(line.offset);
      else
        waited(delay, number);
    }
    const bool ends = text.find("SIGTERM") != std::string_view::npos;
    const bool begins = text.starts_with("After "), names = client != std::string_view::npos;
    if (begins || ends || names) {
      ++known_;
      if (begins || ends) settle();
      if (begins) notice_ = line.offset;
      if (names) notice_.reset();
    } else if (!text.empty()) {
      ++unknown_;
      // Other remarks may stand in between; one with a path may name a process in other words.
      if (text.find('/') != std::string_view::npos) strays_.one(line.offset);
    }
    if (names) return still(text.substr(client + 22), line.offset);
    if (ends) ended(text, line.offset);
  }

  void end() {
    flush({});
    settle();
    strays_.tell("line(s) of a shutdown cannot be read", out_);
    silent_.tell("notice(s) of a shutdown name no process that can be read", out_);
    if (unknown_ > known_)
      out_.problem(Fault::unsupported_version,
                   known_ == 0 ? "no line of it is one of a shutdown"
                               : "most lines of it are none that shutdowns are known to write",
                   0);
  }

 private:
  struct Client {
    std::uint64_t notices = 0, offset = 0;
    std::string delay;
  };

  // A notice says that processes are still there: the lines behind it must name one.
  void settle() {
    if (notice_) silent_.one(*notice_);
    notice_.reset();
  }

  void waited(double delay, std::string_view text) {
    if (delay < delay_) flush({});
    delay_ = delay;
    delay_text_ = text;
  }

  // 155 (/usr/libexec/nfcd)
  void still(std::string_view text, std::uint64_t offset) {
    const auto open = text.find(" (");
    const auto pid = whole_number(text.substr(0, open));
    if (open == std::string_view::npos || !text.ends_with(')') || pid < 0 || open + 3 >= text.size())
      return strays_.one(offset);
    const std::string path(text.substr(open + 2, text.size() - open - 3));
    if (clients_.size() == most_clients && !clients_.contains({pid, path})) {
      if (!full_) out_.problem(Fault::too_big, "one shutdown names more processes than are kept", offset);
      full_ = true;
      return;
    }
    auto& client = clients_[{pid, path}];
    if (client.notices++ == 0) client.offset = offset;
    client.delay = delay_text_;
  }

  void ended(std::string_view text, std::uint64_t offset) {
    auto from = text.rfind('[');
    if (from == std::string_view::npos) from = text.rfind('@');
    auto number = from == std::string_view::npos ? std::string_view() : text.substr(from + 1);
    number = number.substr(0, number.find_first_not_of("0123456789"));
    const auto seconds = whole_number(number);
    if (seconds < 0) strays_.one(offset);
    flush(seconds < 0 ? Time{} : from_seconds(seconds));
  }

  void flush(Time when) {
    for (const auto& [key, client] : clients_) {
      std::string_view path = key.second;
      std::string reason = client.delay.empty() ? std::string() : "for " + client.delay + " s";
      if (const auto last = last_part(path); is_uuid(last) && path.size() > last.size() + 1) {
        reason.append(reason.empty() ? "" : ", ").append("UUID ").append(last);
        path.remove_suffix(last.size() + 1);
      }
      const auto how = "held up a shutdown, notices: " + std::to_string(client.notices);
      auto seen = process_of(path);
      seen.pid = key.first;
      seen.how = how;
      seen.when = when;
      if (!known(when)) seen.when_text = "a shutdown whose time was not written";
      seen.reason = reason;
      add_bounded(seen, client.offset, out_);
    }
    clients_.clear();
    delay_ = 0;
    delay_text_.clear();
    full_ = false;
  }

  Sink& out_;
  Strays strays_, silent_;
  std::optional<std::uint64_t> notice_;  // the last one, as long as it named nobody
  std::uint64_t known_ = 0, unknown_ = 0;
  std::map<std::pair<std::int64_t, std::string>, Client> clients_;
  std::string delay_text_;
  double delay_ = 0;
  bool full_ = false;
};

void read(const File& file, Sink& out) {
  Log log(out);
  each_stream_line(file, out, [&](const Line& line) {
    log.line(line);
    return true;
  });
  log.end();
}

}  // namespace

Reader ios_shutdown_log() {
  return {.about = "Processes that held up a shutdown of an iOS device.",
          .probe = "ios.shutdown",
          .paths = device_paths({"db/diagnostics/shutdown.log", "db/diagnostics/shutdown.*.log"},
                                {"**/system_logs.logarchive/Extra/shutdown*.log"}),
          .emits = {ProcessSeen::kind},
          .shape = Shape::stream,
          .read = read};
}

}  // namespace waarborg

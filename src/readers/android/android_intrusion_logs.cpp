// Intrusion logs of Android 16 and later (Advanced Protection): one JSON object a line,
// {"dns_event": {…}}, {"connect_event": {…}} or {"security_event": {…}}, a file a day. Times of the first two
// are in milliseconds, of the third in nanoseconds; which it is, is seen by their size. Addresses are written
// "host/192.0.2.1" or "/192.0.2.1". Numbers of security events: android.app.admin.SecurityLog. The offset of
// an observation is the byte where its line begins.
#include <algorithm>
#include <array>
#include <set>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "formats/lines.h"
#include "readers/android_text.h"
#include "readers/process_list.h"
#include "readers/reader.h"
#include "readers/stream_lines.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_line = 1u << 20, most_remembered = 2'000'000;

// Epoch time of any unit as SecurityLog, Java and Unix count it.
Time time_of(std::int64_t value) {
  if (value <= 0) return {};
  if (value >= 100'000'000'000'000'000) return from_microseconds(value / 1000);  // nanoseconds
  if (value >= 100'000'000'000'000) return from_microseconds(value);
  if (value >= 100'000'000'000) return from_microseconds(value * 1000);
  return from_seconds(value);
}

struct Address {
  std::string_view host, ip;
};
Address address_of(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return {{}, text};
  auto ip = text.substr(slash + 1);
  ip = ip.substr(0, ip.find('%'));  // the interface of an IPv6 address
  return {text.substr(0, slash), ip};
}

struct Tag {
  std::int64_t number;
  std::string_view name;
};
constexpr auto tags = std::to_array<Tag>({{210002, "adb_shell_cmd"},
                                          {210003, "adb_sync_recv_file"},
                                          {210004, "adb_sync_send_file"},
                                          {210005, "app_process_start"},
                                          {210029, "cert_authority_installed"},
                                          {210041, "package_installed"},
                                          {210042, "package_updated"},
                                          {210043, "package_uninstalled"}});
constexpr std::int64_t first_tag = 210001, last_tag = 210046;

// The value of a security event: by its name, or in older exports by its place in "data".
std::string_view value_of(Json event, std::string_view name, std::string_view key, std::size_t place) {
  if (const auto inner = event[name]; inner.is(Json::Kind::object)) {
    const auto text = inner[key].text();
    return text;
  }
  const auto data = event["data"];
  if (data.is(Json::Kind::text)) return place == 0 ? data.text() : std::string_view();
  const auto items = data.items();
  return place < items.size() ? items[place].text() : std::string_view();
}

class Events {
 public:
  explicit Events(Sink& out) : out_(out) {}

  void line(const Line& line) {
    if (line.too_long)
      return out_.problem(Fault::too_big, "a line longer than 1 MiB was skipped", line.offset);
    if (trim(line.text).empty()) return;
    ++lines_;
    at_ = line.offset;
    const auto document = JsonDocument::parse(line.text, 32);
    if (!document) {
      if (refused_++ == 0) first_refused_ = at_;
      return;
    }
    const auto members = document->root().members();
    if (members.size() != 1 || !members[0].second.is(Json::Kind::object)) return unknown();
    const auto& [type, event] = members[0];
    if (type != "dns_event" && type != "connect_event" && type != "security_event") return unknown();
    ++known_;
    // The platform writes some events twice.
    if (seen_.size() < most_remembered && !seen_.insert(fast_hash(trim(line.text))).second) return;
    if (type == "dns_event") dns(event);
    if (type == "connect_event") connect(event);
    if (type == "security_event") security(event);
  }

  bool nothing_known() const { return known_ == 0; }
  void end(std::uint64_t size) {
    if (refused_ != 0)
      out_.problem(Fault::malformed, std::to_string(refused_) + " line(s) are no JSON, the first is here",
                   first_refused_);
    if (unknown_ != 0)
      out_.problem(Fault::unsupported,
                   std::to_string(unknown_) + " event(s) of a type that is not known, the first is here",
                   first_unknown_);
    if (lines_ == 0) out_.problem(Fault::truncated, "nothing in it", size);
  }

 private:
  void unknown() {
    if (unknown_++ == 0) first_unknown_ = at_;
  }

  static Time when(Json event) { return time_of(event["event_time"].number(event["timestamp"].number())); }

  void dns(Json event) {
    bool cut = false;
    const auto host = bounded(event["hostname"].text(), cut);
    const auto app = event["package_name"].text();
    const AppId app_id{is_package_name(app) ? app : std::string_view()};
    const auto time = when(event);
    if (host.empty()) return out_.problem(Fault::malformed, "a query without a name", at_);
    out_.add(NameQueried{.name = {host}, .when = time}, at_);
    // NameQueried knows no app and no answer.
    const auto given = event["ip_addresses"];
    auto addresses = given.items();
    if (given.is(Json::Kind::text)) addresses = {given};
    if (addresses.empty() && !app_id.text.empty())
      out_.add(ConnectionMade{.name = {host}, .app_id = app_id, .how = "name looked up", .when = time}, at_);
    for (const auto one : addresses)
      out_.add(ConnectionMade{.name = {host},
                              .address = {bounded(address_of(one.text()).ip, cut)},
                              .app_id = app_id,
                              .how = "name looked up",
                              .when = time},
               at_);
  }

  void connect(Json event) {
    bool cut = false;
    const auto address = address_of(bounded(event["ip_address"].text(), cut));
    const auto app = event["package_name"].text();
    if (address.ip.empty()) return out_.problem(Fault::malformed, "a connection without an address", at_);
    out_.add(ConnectionMade{.name = {address.host == "localhost" ? std::string_view() : address.host},
                            .address = {address.ip},
                            .port = event["port"].number(),
                            .app_id = {is_package_name(app) ? app : std::string_view()},
                            .how = "connect",
                            .when = when(event)},
             at_);
  }

  void security(Json event) {
    const auto number = event["tag"].number();
    std::string_view name;
    for (const auto& tag : tags)
      if (tag.number == number || !event[tag.name].is(Json::Kind::null)) name = tag.name;
    if (name.empty()) {
      // Locks, policies, radios: known, and nothing that is looked for.
      const bool listed = number >= first_tag && number <= last_tag;
      if (!listed && number != 0) unknown();
      return;
    }
    bool cut = false;
    const auto time = when(event);
    if (name == "app_process_start") {
      const auto process = bounded(value_of(event, name, "process", 0), cut);
      if (process.empty()) return out_.problem(Fault::malformed, "a start without a process", at_);
      return add_process({.user = {}, .how = "started", .when = time}, process, at_, out_);
    }
    if (name.starts_with("package_")) {
      const auto package = value_of(event, name, "package_name", 0);
      if (!is_package_name(package))
        return out_.problem(Fault::malformed, "an event of a package without its name", at_);
      return out_.add(Program{.package = {"android", package},
                              .state = name.substr(8),
                              .installed = name == "package_installed" ? time : Time{},
                              .present = Presence::historic,
                              .app_id = {package}},
                      at_);
    }
    if (name == "adb_shell_cmd") {
      const auto command = bounded(value_of(event, name, "command", 0), cut);
      return add_process({.command = command, .how = "a command of a debugging computer", .when = time},
                         command.substr(0, command.find(' ')), at_, out_);
    }
    if (name.starts_with("adb_sync")) {
      const auto path = bounded(value_of(event, name, "path", 0), cut);
      return out_.add(FileSeen{.path = {path}, .present = Presence::historic}, at_);
    }
    const auto subject = bounded(value_of(event, name, "subject", 1), cut);
    out_.add(TrustedRoot{.subject = {subject}, .store = "added by a user or an app"}, at_);
  }

  Sink& out_;
  std::uint64_t at_ = 0, lines_ = 0, known_ = 0, refused_ = 0, first_refused_ = 0, unknown_ = 0,
                first_unknown_ = 0;
  std::set<std::uint64_t> seen_;
};

bool recognise(Bytes head) {
  const auto text = trim(as_text(head));
  return text.starts_with("{\"dns_event\"") || text.starts_with("{\"connect_event\"") ||
         text.starts_with("{\"security_event\"");
}

void read(const File& file, Sink& out) {
  Events events(out);
  Lines lines(longest_line);
  const bool named = file.path.find("ntrusion") != std::string::npos;
  bool first = true;
  const auto take = [&](const Line& line) {
    // Many logs are named after a day.
    if (std::exchange(first, false) && !named && !line.too_long && !line.text.starts_with('{')) return false;
    events.line(line);
    return true;
  };
  if (!feed_lines_while(file, lines, take, out)) return;
  if (events.nothing_known() && !named) return;
  events.end(lines.size());
}

}  // namespace

Reader android_intrusion_logs() {
  return {
      .about =
          "Names that apps of an Android phone looked up, connections, security events: its intrusion logs.",
      .probe = "android.intrusion-logs",
      .paths = {"intrusion_logs/*.txt", "intrusion-logs/*.txt", "Intrusion Logging/*.txt",
                "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].txt"},
      .emits = {NameQueried::kind, ConnectionMade::kind, ProcessSeen::kind, Program::kind, FileSeen::kind,
                TrustedRoot::kind},
      .shape = Shape::stream,
      .recognise = recognise,
      .read = read};
}

}  // namespace waarborg

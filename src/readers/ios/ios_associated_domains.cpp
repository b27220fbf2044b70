// Domains that apps declared to be theirs (links to them open the app), from swcutil_show.txt of a
// sysdiagnose: blocks of "Name: value" lines, one a service, an app and a domain. A domain may be "*.x" or
// carry "?mode=developer". "Service: applinks", "App ID: TEAM.com.example.app". Names are taken in any case,
// and a line of JSON as an entry; addresses in any other line are told, too. Format: Apple's TN3155,
// https://developer.apple.com/documentation/technotes/tn3155-debugging-universal-links (seen 2026-11).
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "formats/links_in_text.h"
#include "readers/ios_sysdiagnose.h"

namespace waarborg {
namespace {

constexpr std::size_t team = 10;  // signs of a developer's

struct Entry {
  std::string service, app, version, domain, approval;
  std::uint64_t at = 0;
};

class Entries {
 public:
  explicit Entries(Sink& out) : out_(out) {}

  void line(const Line& line) {
    const auto text = trim(line.text);
    if (text.empty()) return;
    if (text.starts_with("===")) any_ = any_ || text.find(" DATABASE ") != text.npos;
    if (text.starts_with("===") || text.starts_with("---")) return end();
    if (text.starts_with('{') && json(text, line.offset)) return end();
    const auto colon = text.find(':');
    if (colon != text.npos && put(lower(text.substr(0, colon)), trim(text.substr(colon + 1)), line.offset))
      return;
    // Patterns of paths, errors, the connections it made.
    for (const auto& link : links_in_text(text)) mentioned(link, line.offset);
  }

  void end() {
    if (!open_) return;
    open_ = false;
    any_ = true;
    if (entry_.app.empty() || entry_.domain.empty()) strays_.one(entry_.at);
    if (!entry_.domain.empty()) domain();
    if (!entry_.app.empty()) app();
  }

  void tell() {
    strays_.tell("entr(ies) name no app or no domain", out_);
    if (!any_) out_.problem(Fault::malformed, "no entry of an associated domain is in it", 0);
  }

 private:
  void domain() {
    auto name = std::string_view(entry_.domain);
    const auto scheme = name.find("://");
    if (scheme != name.npos) name.remove_prefix(scheme + 3);
    name = name.substr(0, name.find_first_of("?:/"));
    if (name.starts_with("*.")) name.remove_prefix(2);
    add_bounded(NetworkSetting{.what = "associated-domain",
                               .name = entry_.service,
                               .app_id = {bare_id()},
                               .server = {name},
                               .url = {scheme == name.npos ? std::string_view() : entry_.domain},
                               .state = entry_.approval},
                entry_.at, out_);
  }

  void app() {
    const auto id = bare_id();
    const std::string_view whole = entry_.app;
    // The service keeps what it fetched for an app that is there; that it is gone is not noted at once.
    add_bounded(Program{.package = {"ios", id},
                        .version_text = entry_.version,
                        .source = "associated domains",
                        .present = Presence::historic,
                        .app_id = {id},
                        .signer = {id.size() < whole.size() ? whole.substr(0, team) : std::string_view()}},
                entry_.at, out_);
  }

  // Behind the signs of the developer's team.
  std::string_view bare_id() const {
    const std::string_view whole = entry_.app;
    return whole.find('.') == team ? whole.substr(team + 1) : whole;
  }

  // False where it is none of the names of an entry.
  bool put(const std::string& name, std::string_view value, std::uint64_t at) {
    const auto is = [&](std::initializer_list<std::string_view> names) {
      return std::ranges::find(names, name) != names.end();
    };
    auto* field = is({"service"})                               ? &entry_.service
                  : is({"app id", "appid", "app identifier"})   ? &entry_.app
                  : is({"app version"})                         ? &entry_.version
                  : is({"domain"})                              ? &entry_.domain
                  : is({"site/fmwk approval", "site approval"}) ? &entry_.approval
                                                                : nullptr;
    if (field == nullptr) return false;
    // One begins with its service; where it has none, with what the last one had already.
    if (name == "service" || !field->empty()) end();
    if (!open_) entry_ = Entry{}, entry_.at = at;
    open_ = true;
    *field = value;
    return true;
  }

  bool json(std::string_view text, std::uint64_t at) {
    const auto document = JsonDocument::parse(text);
    if (!document) return false;
    end();
    for (const auto& [name, value] : document->root().members()) put(lower(name), value.text(), at);
    for (const auto& link : links_in_text(text)) mentioned(link, at);
    return true;
  }

  void mentioned(std::string_view link, std::uint64_t at) {
    const auto app = open_ ? bare_id() : std::string_view();
    add_bounded(NetworkSetting{.what = "associated-domain", .app_id = {app}, .url = {link}}, at, out_);
  }

  Sink& out_;
  Entry entry_;
  Strays strays_;
  bool open_ = false, any_ = false;
};

void read(const File& file, Sink& out) {
  Entries entries(out);
  each_stream_line(file, out, [&](const Line& line) {
    entries.line(line);
    return true;
  });
  entries.end();
  entries.tell();
}

}  // namespace

Reader ios_associated_domains() {
  return {.about = "Domains that apps of an iOS device declared to be theirs.",
          .probe = "ios.associated-domains",
          .paths = {"**/swcutil_show.txt"},
          .emits = {NetworkSetting::kind, Program::kind},
          .shape = Shape::stream,
          .read = read};
}

}  // namespace waarborg

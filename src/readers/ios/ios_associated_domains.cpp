// Domains that apps declared to be theirs (links to them open the app), from swcutil_show.txt of a
// sysdiagnose: blocks of "Name: value" lines, one a service, an app and a domain. A domain may be "*.x" or
// carry "?mode=developer". "Service: applinks", "App ID: TEAM.com.example.app". Format: Apple's TN3155,
// https://developer.apple.com/documentation/technotes/tn3155-debugging-universal-links (seen 2026-11).
#include "base/text.h"
#include "readers/ios_sysdiagnose.h"

namespace waarborg {
namespace {

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
    const auto colon = text.find(':');
    const auto name = text.substr(0, colon);
    if (colon == text.npos) return;
    const auto value = std::string(trim(text.substr(colon + 1)));
    if (name == "Service") {
      end();
      entry_ = {.service = value, .app = {}, .version = {}, .domain = {}, .approval = {}, .at = line.offset};
      open_ = true;
    }
    if (name == "App ID") entry_.app = value;
    if (name == "App Version") entry_.version = value;
    if (name == "Domain") entry_.domain = value;
    if (name == "Site/Fmwk Approval") entry_.approval = value;
  }

  void end() {
    if (!open_) return;
    open_ = false;
    any_ = true;
    if (entry_.app.empty() || entry_.domain.empty()) return strays_.one(entry_.at);
    const std::string_view whole = entry_.app;
    const auto dot = whole.find('.');  // behind the ten signs of the developer's team
    const auto id = dot == 10 ? whole.substr(dot + 1) : whole;
    auto domain = std::string_view(entry_.domain);
    domain = domain.substr(0, domain.find_first_of("?:/"));
    if (domain.starts_with("*.")) domain.remove_prefix(2);
    add_bounded(NetworkSetting{.what = "associated-domain",
                               .name = entry_.service,
                               .app_id = {id},
                               .server = {domain},
                               .state = entry_.approval},
                entry_.at, out_);
    // The service keeps what it fetched for an app that is there; that it is gone is not noted at once.
    add_bounded(Program{.package = {"ios", id},
                        .version_text = entry_.version,
                        .source = "associated domains",
                        .present = Presence::historic,
                        .app_id = {id},
                        .signer = {dot == 10 ? whole.substr(0, dot) : std::string_view()}},
                entry_.at, out_);
  }

  void tell() {
    strays_.tell("entr(ies) name no app or no domain", out_);
    if (!any_) out_.problem(Fault::malformed, "no entry of an associated domain is in it", 0);
  }

 private:
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

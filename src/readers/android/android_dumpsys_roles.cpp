// Apps that hold a power over an Android phone, from the sections of a bug report: enabled accessibility
// services, administrators and owners of the device, listeners to notifications. A service that is only
// installed is not enabled and not told here. Source: the dump methods of AccessibilityManagerService,
// DevicePolicyManagerService and NotificationManagerService of the platform.
#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "base/text.h"
#include "readers/android_text.h"
#include "readers/dumpstate.h"

namespace waarborg {
namespace {

// The digits behind "(User 10" or "user 10"; "" when there are none.
std::string_view user_in(std::string_view text) {
  for (const std::string_view key : {"(User ", "(user ", "user: "})
    if (const auto at = text.find(key); at != std::string_view::npos) {
      const auto rest = text.substr(at + key.size());
      return rest.substr(0, rest.find_first_not_of("0123456789"));
    }
  return {};
}

class Roles : public DumpSections {
 public:
  explicit Roles(Sink& out) : out_(out) {}

  bool wants(std::string_view section) const override {
    return std::find(wanted.begin(), wanted.end(), section) != wanted.end();
  }
  void begin(std::string_view section, std::uint64_t) override {
    section_ = section;
    sections_.emplace(section);
    role_ = {};
    user_.clear();
  }
  void end() override {}
  // Every phone has these services; where one is missing, nothing is known of its apps.
  void tell_missing() {
    for (const auto section : wanted)
      if (!sections_.contains(std::string(section)))
        out_.problem(Fault::unsupported, "there is no section of the " + std::string(section), 0);
  }

  void line(const Line& line) override {
    const auto text = trim(line.text);
    if (text.empty()) return;
    offset_ = line.offset;
    if (section_ == "service accessibility")
      accessibility(text);
    else
      listed(text, indent_of(line.text));
  }

 private:
  // User state[attributes:{id=0, …}] above, then: Enabled services:{{com.example/com.example.Service}, {…}}
  void accessibility(std::string_view text) {
    if (const auto at = text.find("attributes:{id="); at != std::string_view::npos) {
      const auto rest = text.substr(at + 15);
      user_ = rest.substr(0, rest.find_first_not_of("0123456789"));
    }
    // One that is being started or that crashed was enabled, and may no longer stand among the enabled ones.
    for (const std::string_view list : {"Enabled services:{", "Binding services:{", "Crashed services:{"})
      if (const auto at = text.find(list); at != std::string_view::npos)
        services(text.substr(at + list.size()));
  }

  void services(std::string_view rest) {
    if (rest.find('}') == std::string_view::npos)
      out_.problem(Fault::truncated, "the list of accessibility services has no end", offset_);
    // Braces around each in newer versions, none in some older ones.
    std::size_t depth = 1;
    for (std::size_t from = 0, i = 0; i <= rest.size() && depth != 0; ++i) {
      const char c = i < rest.size() ? rest[i] : '}';
      if (c != '{' && c != '}' && c != ',') continue;
      component("accessibility-service", trim(rest.substr(from, i - from)));
      from = i + 1;
      if (c == '{') ++depth;
      if (c == '}') --depth;
    }
  }

  // A heading names the role; the components stand below it, deeper, as themselves or within
  // ComponentInfo{…}.
  void listed(std::string_view text, std::size_t depth) {
    if (const auto role = heading(text); !role.empty()) {
      role_ = role;
      user_ = user_in(text);
      depth_ = depth;
      first_ = std::string::npos;
      return;
    }
    if (role_.empty()) return;
    if (depth <= depth_) {
      // Some makers do not indent the components below their heading: then they must say what they are.
      if (depth < depth_ || package_of_component(text.substr(0, text.find(':'))).empty()) {
        role_ = {};
        return;
      }
    }
    if (first_ == std::string::npos) first_ = depth;
    if (depth > first_) return;  // what an administrator may do
    if (role_ == "device-owner" || role_ == "profile-owner") {
      if (text.starts_with("admin=")) component(role_, inside(text.substr(6)));
      return;
    }
    const auto user = user_in(text);
    if (text.find("ComponentInfo{") != std::string_view::npos) return component(role_, inside(text), user);
    if (role_ == "device-admin" && text.ends_with(':'))
      return component(role_, text.substr(0, text.size() - 1));
    if (role_ == "notification-listener")
      for (const auto part : split(text.substr(0, text.find(" (")), ':')) component(role_, part, user);
  }

  std::string_view heading(std::string_view text) const {
    if (section_ == "service device_policy") {
      if (text.starts_with("Device Owner:") || text.starts_with("Device Owner ")) return "device-owner";
      if (text.starts_with("Profile Owner (User")) return "profile-owner";
      if (text.starts_with("Enabled Device Admins")) return "device-admin";
    } else if (text.starts_with("Live notification listeners") ||
               text.starts_with("Allowed notification listeners") ||
               (text.starts_with("All notification listeners") &&
                text.find("enabled for") != std::string_view::npos)) {
      return "notification-listener";
    }
    return {};
  }

  static std::string_view inside(std::string_view text) {
    constexpr std::string_view start = "ComponentInfo{";
    const auto at = text.find(start);
    if (at == std::string_view::npos) return text.substr(0, text.find(' '));
    const auto rest = text.substr(at + start.size());
    return rest.substr(0, rest.find('}'));
  }

  void component(std::string_view role, std::string_view text, std::string_view user = {}) {
    text = trim(text);
    const auto package = package_of_component(text);
    if (package.empty() || text.size() > longest_android_value) return;
    if (user.empty()) user = user_;
    if (seen_.size() < 100'000 && !seen_.emplace(role, text, user).second) return;  // live and allowed
    out_.add(AppRole{.app_id = {package}, .role = role, .component = text, .user = user}, offset_);
  }

  static constexpr std::array<std::string_view, 3> wanted = {"service accessibility", "service device_policy",
                                                             "service notification"};
  Sink& out_;
  std::set<std::string> sections_;
  std::string section_, user_;
  std::string_view role_;
  std::size_t depth_ = 0, first_ = std::string::npos;
  std::uint64_t offset_ = 0;
  std::set<std::tuple<std::string, std::string, std::string>> seen_;
};

void read(const File& file, Sink& out) {
  if (is_log_of_dumpstate(file.path)) return;
  Roles roles(out);
  const auto seen = read_dump(file, roles, out);
  if (!seen.any) return out.problem(Fault::unsupported, "no section of a bug report is in it", 0);
  roles.tell_missing();
}

}  // namespace

Reader android_dumpsys_roles() {
  Reader reader = {.about = "Apps with a power over an Android phone, from the sections of a bug report.",
                   .probe = "android.roles",
                   .emits = {AppRole::kind},
                   .shape = Shape::stream,
                   .recognise = begins_dump,
                   .read = read};
  reader.paths = report_paths();
  for (const auto path : dumpsys_paths()) reader.paths.push_back(path);
  return reader;
}

}  // namespace waarborg

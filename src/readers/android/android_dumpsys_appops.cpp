// What apps of an Android phone were allowed to do and did, from the section of the service appops in a bug
// report: "Uid …:", deeper "Package NAME:", deeper "OPERATION (mode):", deeper each time it was done or
// refused. Older versions write all in one line: "OPERATION: mode=0; time=+1d ago". Source: the dump method
// of AppOpsService of the platform. Times are local to the phone.
#include <array>
#include <optional>

#include "base/text.h"
#include "readers/android_text.h"
#include "readers/dumpstate.h"

namespace waarborg {
namespace {

bool is_operation(std::string_view text) {
  return text.size() >= 2 && text.size() <= 128 &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string_view::npos;
}

// "mode=0" of older versions; AppOpsManager numbers the modes.
std::string_view mode_of(std::string_view text) {
  constexpr std::array<std::string_view, 5> names = {"allow", "ignore", "deny", "default", "foreground"};
  const auto at = text.find("mode=");
  if (at == std::string_view::npos) return {};
  const auto value = text.substr(at + 5, text.find_first_of("; ", at) - at - 5);
  if (value.size() == 1 && value[0] >= '0' && value[0] <= '4')
    return names[static_cast<std::size_t>(value[0] - '0')];
  return value;
}

class Operations : public DumpSections {
 public:
  explicit Operations(Sink& out) : out_(out) {}

  bool wants(std::string_view section) const override { return section == "service appops"; }
  void begin(std::string_view, std::uint64_t offset) override {
    section_ = offset;
    package_.clear();
    operation_.reset();
    packages_ = strays_ = 0;
  }

  void line(const Line& line) override {
    const auto text = trim(line.text);
    if (text.empty()) return;
    const auto depth = indent_of(line.text);
    if (text.starts_with("Uid ") && text.ends_with(':')) {
      flush();
      package_.clear();
      return;
    }
    if (text.starts_with("Package ") && text.ends_with(':')) return begin_package(text, depth, line.offset);
    if (package_.empty()) return;
    if (depth <= depth_) {
      flush();
      package_.clear();
      return;
    }
    if (operation_ && depth > operation_depth_) return entry(text, line.offset);
    begin_operation(text, depth, line.offset);
  }

  void end() override {
    flush();
    if (packages_ == 0) out_.problem(Fault::unsupported, "the section of appops names no package", section_);
    if (strays_ != 0)
      out_.problem(Fault::malformed,
                   std::to_string(strays_) + " line(s) of appops were not understood, the first is here",
                   first_);
  }

 private:
  struct Operation {
    std::string name, mode;
    std::uint64_t offset = 0;
    bool told = false;
  };

  void stray(std::uint64_t offset) {
    if (strays_++ == 0) first_ = offset;
  }

  void begin_package(std::string_view text, std::size_t depth, std::uint64_t offset) {
    flush();
    const auto name = text.substr(8, text.size() - 9);
    package_.clear();
    if (!is_package_name(name)) return stray(offset);
    package_ = name;
    depth_ = depth;
    ++packages_;
  }

  // "READ_CONTACTS (allow): ", "VIBRATE (allow / switch POST_NOTIFICATION=ignore):", "READ_SMS: mode=1; …"
  void begin_operation(std::string_view text, std::size_t depth, std::uint64_t offset) {
    flush();
    const auto name = text.substr(0, text.find_first_of(" (:"));
    if (!is_operation(name)) return stray(offset);
    Operation one{.name = std::string(name), .mode = {}, .offset = offset};
    auto mode = between(text, "(", ")");
    mode = trim(mode.substr(0, mode.find('/')));
    bool cut = false;
    one.mode = bounded(mode.empty() ? mode_of(text) : mode, cut);
    operation_ = std::move(one);
    operation_depth_ = depth;
    for (const auto& [key, what] :
         {std::pair<std::string_view, std::string_view>{"; time=", "done"}, {"; rejectTime=", "refused"}})
      if (const auto at = text.find(key); at != std::string_view::npos) {
        const auto value = text.substr(at + key.size());
        tell(what, value.substr(0, value.find(';')), offset);
      }
  }

  // "Access: [fg-s] 2026-10-30 09:08:07.123 (-2d1h)", "Reject: …", and what names the part of the app.
  void entry(std::string_view text, std::uint64_t offset) {
    const bool access = text.starts_with("Access:");
    if (!access && !text.starts_with("Reject:")) return;
    auto rest = trim(text.substr(7));
    std::string how = access ? "done" : "refused";
    if (rest.starts_with('['))
      if (const auto end = rest.find(']'); end != std::string_view::npos) {
        if (end < 32) how += " " + std::string(rest.substr(0, end + 1));
        rest = trim(rest.substr(end + 1));
      }
    const auto when = trim(rest.substr(0, rest.find('(')));
    tell(how, parse_time(when) ? local_time(when) : std::string(when.substr(0, 64)), offset);
  }

  void tell(std::string_view how, std::string_view when, std::uint64_t offset) {
    operation_->told = true;
    out_.add(PermissionGiven{.app_id = {package_},
                             .permission = operation_->name,
                             .state = operation_->mode,
                             .reason = how,
                             .when_text = when},
             offset);
  }

  // What was never done is told by its mode alone.
  void flush() {
    if (operation_ && !operation_->told)
      out_.add(
          PermissionGiven{.app_id = {package_}, .permission = operation_->name, .state = operation_->mode},
          operation_->offset);
    operation_.reset();
  }

  Sink& out_;
  std::string package_;
  std::optional<Operation> operation_;
  std::size_t depth_ = 0, operation_depth_ = 0, packages_ = 0, strays_ = 0;
  std::uint64_t section_ = 0, first_ = 0;
};

}  // namespace

Reader android_dumpsys_appops() {
  return reader_of_services("What apps of an Android phone were allowed to do and did, from a bug report.",
                            "android.permissions", {PermissionGiven::kind}, read_services<Operations>);
}

}  // namespace waarborg

// What apps of an Android phone are registered for, from the tables of the package manager in a bug report:
// "Receiver Resolver Table:", deeper "Non-Data Actions:", deeper "ACTION:", deeper one component a line. An
// app that wants to see every text message and every call stands there. Source: the dump methods of
// ComponentResolver and IntentResolver of the platform.
#include <set>

#include "base/text.h"
#include "readers/android_text.h"
#include "readers/dumpstate.h"

namespace waarborg {
namespace {

constexpr std::size_t most_kept = 200'000;

class Tables : public DumpSections {
 public:
  explicit Tables(Sink& out) : out_(out) {}

  bool wants(std::string_view section) const override { return section == "service package"; }
  void begin(std::string_view, std::uint64_t) override { table_.clear(); }
  void end() override { table_.clear(); }

  void line(const Line& line) override {
    const auto text = trim(line.text);
    if (text.empty()) return;
    const auto depth = indent_of(line.text);
    constexpr std::string_view heading = " Resolver Table:";
    if (text.ends_with(heading)) {
      table_ = lower(text.substr(0, text.size() - heading.size()));
      table_depth_ = depth;
      group_ = key_ = false;
      return;
    }
    if (table_.empty()) return;
    if (depth <= table_depth_) return table_.clear();
    if (!group_ || depth <= group_depth_) {
      // Types of content are many and say little; what is asked for, and which links are opened, is kept.
      group_ = true;
      wanted_ = text == "Non-Data Actions:" || text == "MIME Typed Actions:" || text == "Schemes:";
      group_depth_ = depth;
      key_ = false;
      return;
    }
    if (!wanted_) return;
    if (!key_ || depth <= key_depth_) {
      bool cut = false;
      action_ = bounded(text.ends_with(':') ? text.substr(0, text.size() - 1) : text, cut);
      key_ = true;
      key_depth_ = depth;
      component_depth_ = 0;
      return;
    }
    if (component_depth_ == 0) component_depth_ = depth;
    if (depth == component_depth_) component(text, line.offset);
  }

 private:
  // "1a2b3c4 com.example/.Receiver filter 5d6e7f8"
  void component(std::string_view text, std::uint64_t offset) {
    const auto parts = words(text);
    const auto name = parts.size() > 1 ? parts[1] : parts[0];
    const auto package = package_of_component(name);
    if (package.empty() || name.size() > longest_android_value)
      return out_.problem(Fault::malformed, "a component of a table has no name of a package", offset);
    auto row = table_ + ' ' + action_ + ' ' + std::string(name);
    if (seen_.size() < most_kept && !seen_.insert(std::move(row)).second) return;  // with another filter
    out_.add(PermissionGiven{.app_id = {package},
                             .permission = action_,
                             .state = "registered",
                             .reason = table_ + " " + std::string(name.substr(package.size() + 1))},
             offset);
  }

  Sink& out_;
  std::string table_, action_;
  bool group_ = false, wanted_ = false, key_ = false;
  std::size_t table_depth_ = 0, group_depth_ = 0, key_depth_ = 0, component_depth_ = 0;
  std::set<std::string> seen_;
};

}  // namespace

Reader android_dumpsys_resolvers() {
  return reader_of_services("What apps of an Android phone are registered for, from a bug report.",
                            "android.permissions", {PermissionGiven::kind}, read_services<Tables>);
}

}  // namespace waarborg

// Apps of an Android system as its package manager tells them in a bug report: the section DUMP OF SERVICE
// package, lists "Packages:" and "Hidden system packages:", whose entries begin with "Package [name] (hash):"
// and go on in deeper lines. What each line means: Settings.java of the platform (dumpPackageLPr). Makers
// indent in other ways, so depth is compared and not counted. Times are local to the phone, whose zone they
// do not name: kept as written.
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "readers/android_text.h"
#include "readers/dumpstate.h"

namespace waarborg {
namespace {

constexpr std::size_t most_permissions = 16 * 1024, most_users = 100;

// The value behind "key=" in a line of several, up to the next blank.
std::string_view value_of(std::string_view line, std::string_view key) {
  for (std::size_t at = 0; (at = line.find(key, at)) != std::string_view::npos; at += key.size()) {
    if (at != 0 && line[at - 1] != ' ') continue;
    const auto from = at + key.size();
    return line.substr(from, line.find(' ', from) - from);
  }
  return {};
}

struct User {
  std::string number;
  bool installed = true;
  std::string state, first_installed;
};

struct Entry {
  std::string name, version, installer, code_path, abi, first_installed, updated, permissions;
  bool system = false, cut = false;
  std::vector<User> users;
  std::uint64_t offset = 0;
};

class Packages : public DumpSections {
 public:
  explicit Packages(Sink& out) : out_(out) {}

  bool wants(std::string_view section) const override { return section == "service package"; }
  void begin(std::string_view, std::uint64_t offset) override {
    section_ = offset;
    list_ = List::none;
    lists_ = strays_ = 0;
  }

  void line(const Line& line) override {
    const auto text = trim(line.text);
    if (text.empty()) return;
    const auto depth = indent_of(line.text);
    if (const auto heading = heading_of(text); heading && (list_ == List::none || depth <= heading_depth_)) {
      flush();
      list_ = *heading;
      heading_depth_ = depth;
      entry_depth_ = 0;
      ++lists_;
      return;
    }
    if (list_ == List::none) {
      if (lists_ != 0 && begins_entry(text)) stray(line.offset);
      return;
    }
    // The heading of another part of the section; all else out of line is some maker's own.
    if (depth <= heading_depth_ && text.ends_with(':') && !begins_entry(text)) {
      flush();
      list_ = List::none;
      return;
    }
    if (depth <= heading_depth_) return stray(line.offset);
    if (text.starts_with("Package [") && (!entry_ || depth <= entry_depth_))
      return begin_entry(text, depth, line.offset);
    if (entry_ && depth > entry_depth_) return detail(text, depth);
    stray(line.offset);
  }

  void end() override {
    flush();
    if (lists_ == 0)
      out_.problem(Fault::unsupported, "the section of the package manager has no list of packages",
                   section_);
    if (strays_ != 0)
      out_.problem(
          Fault::malformed,
          std::to_string(strays_) + " line(s) of the list of packages were not understood, the first is here",
          first_stray_);
  }

 private:
  enum class List : std::uint8_t { none, packages, hidden };

  static std::optional<List> heading_of(std::string_view text) {
    if (text == "Packages:") return List::packages;
    if (text == "Hidden system packages:") return List::hidden;
    return std::nullopt;
  }

  static bool begins_entry(std::string_view text) {
    return text.starts_with("Package [") && text.find("] (") != std::string_view::npos &&
           text.ends_with("):");
  }

  void stray(std::uint64_t offset) {
    if (strays_++ == 0) first_stray_ = offset;
  }

  void begin_entry(std::string_view text, std::size_t depth, std::uint64_t offset) {
    flush();
    const auto name = text.substr(9, text.find(']', 9) - 9);
    if (text.find(']') == std::string_view::npos || !is_package_name(name)) {
      stray(offset);
      // What follows is deeper, and belongs to nobody that can be named.
      unnamed_ = true;
      entry_.emplace();
      entry_depth_ = depth;
      return;
    }
    unnamed_ = false;
    entry_.emplace();
    entry_->name = name;
    entry_->offset = offset;
    entry_depth_ = depth;
    grants_ = false;
  }

  void keep(std::string& into, std::string_view value) {
    if (into.empty() && value != "null") into = bounded(value, entry_->cut);
  }

  void detail(std::string_view text, std::size_t depth) {
    if (text.starts_with("User ") && text.find(':') != std::string_view::npos) return user(text);
    if (text.ends_with("permissions:") || text == "grantedPermissions:") {
      grants_ = text.starts_with("install") || text.starts_with("runtime") || text.starts_with("granted");
      bare_ = text.starts_with("granted");  // older: all that are listed are granted
      grants_depth_ = depth;
      return;
    }
    if (grants_ && depth > grants_depth_) return permission(text);
    grants_ = false;
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return;
    const auto key = text.substr(0, equals), value = trim(text.substr(equals + 1));
    if (key == "versionName") keep(entry_->version, value);
    if (key == "installerPackageName") keep(entry_->installer, value);
    if (key == "codePath") keep(entry_->code_path, value);
    if (key == "primaryCpuAbi") keep(entry_->abi, value);
    if (key == "lastUpdateTime") keep(entry_->updated, value);
    if (key == "firstInstallTime")
      keep(entry_->users.empty() ? entry_->first_installed : entry_->users.back().first_installed, value);
    if (key == "flags" || key == "pkgFlags") entry_->system |= has_word(value, "SYSTEM");
  }

  static bool has_word(std::string_view text, std::string_view word) {
    const auto all = words(text);
    return std::find(all.begin(), all.end(), word) != all.end();
  }

  void permission(std::string_view text) {
    const auto name = text.substr(0, text.find(':'));
    if (!bare_ && text.find("granted=true") == std::string_view::npos) return;
    if (!is_package_name(name)) return;
    auto& all = entry_->permissions;
    if (has_word(all, name)) return;  // of another user
    if (all.size() + name.size() > most_permissions) {
      entry_->cut = true;
      return;
    }
    if (!all.empty()) all += ' ';
    all += name;
  }

  // User 0: ceDataInode=1 installed=true hidden=false suspended=false stopped=false enabled=0 instant=false
  void user(std::string_view text) {
    grants_ = false;
    if (entry_->users.size() >= most_users) {
      entry_->cut = true;
      return;
    }
    User one;
    bool cut = false;
    one.number = bounded(trim(text.substr(5, text.find(':') - 5)), cut);
    one.installed = value_of(text, "installed=") != "false";
    const auto enabled = value_of(text, "enabled=");
    one.state = !one.installed                                       ? "uninstalled-for-user"
                : enabled == "2" || enabled == "3" || enabled == "4" ? "disabled"
                : value_of(text, "hidden=") == "true"                ? "hidden"
                : value_of(text, "suspended=") == "true"             ? "suspended"
                                                                     : "enabled";
    entry_->users.push_back(std::move(one));
  }

  void flush() {
    if (entry_ && !unnamed_) write(*entry_);
    entry_.reset();
    unnamed_ = false;
  }

  // One observation for each user who has it. When nobody has it any more, one that says so: its file may
  // still lie on the system.
  void write(const Entry& e) {
    Program program{.package = {"android", e.name},
                    .version_text = e.version,
                    .architecture = e.abi,
                    .source = e.system ? "system" : "",
                    .location = {e.code_path},
                    .app_id = {e.name},
                    .installer = e.installer,
                    .installed_text = e.first_installed,
                    .updated_text = e.updated,
                    .permissions = e.permissions};
    if (e.cut) out_.problem(Fault::too_big, "a value, or a list of permissions or users, was cut", e.offset);
    if (list_ == List::hidden) {
      program.state = "system-original";  // lies under an update that is in the other list
      program.present = Presence::file_only;
      return out_.add(program, e.offset);
    }
    bool any = false;
    for (const auto& user : e.users) {
      if (!user.installed) continue;
      any = true;
      program.state = user.state;
      program.user = user.number;
      if (!user.first_installed.empty()) program.installed_text = user.first_installed;
      out_.add(program, e.offset);
      program.installed_text = e.first_installed;
    }
    if (any) return;
    program.state = e.users.empty() ? "listed" : "uninstalled-for-user";
    if (!e.users.empty()) program.present = Presence::residual;
    out_.add(program, e.offset);
  }

  Sink& out_;
  List list_ = List::none;
  std::optional<Entry> entry_;
  bool unnamed_ = false, grants_ = false, bare_ = false;
  std::size_t heading_depth_ = 0, entry_depth_ = 0, grants_depth_ = 0, lists_ = 0, strays_ = 0;
  std::uint64_t section_ = 0, first_stray_ = 0;
};

void read(const File& file, Sink& out) {
  if (is_log_of_dumpstate(file.path)) return;
  Packages packages(out);
  const auto seen = read_dump(file, packages, out);
  if (seen.wanted == 0)
    out.problem(Fault::unsupported,
                seen.any ? "a bug report without a section of the package manager"
                         : "no section of a bug report is in it",
                0);
}

}  // namespace

Reader android_dumpsys_packages() {
  Reader reader = {.about = "Apps of an Android phone as its package manager tells them in a bug report.",
                   .probe = "android.packages",
                   .emits = {Program::kind},
                   .shape = Shape::stream,
                   .recognise = begins_dump,
                   .read = read};
  reader.paths = report_paths();
  for (const auto path : dumpsys_paths()) reader.paths.push_back(path);
  return reader;
}

}  // namespace waarborg

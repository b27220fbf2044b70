// Properties of an Android system, "[name]: [value]" a line, as getprop prints them: a file of AndroidQF, or
// the section SYSTEM PROPERTIES of a bug report. Which names mean what: Android Compatibility Definition
// (Build Parameters) and the platform's own build.prop.
#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/text.h"
#include "readers/android_text.h"
#include "readers/dumpstate.h"
#include "readers/stream_lines.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_property = 64 * 1024, longest_line = 64 * 1024;

// Makers that number nothing write the same everywhere.
bool is_serial(std::string_view text) {
  constexpr std::array<std::string_view, 4> none = {"unknown", "0123456789ABCDEF", "1234567890", "null"};
  const auto is_printed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_' || c == '.' || c == ':';
  };
  return text.size() >= 4 && text.size() <= 255 && std::find(none.begin(), none.end(), text) == none.end() &&
         std::all_of(text.begin(), text.end(), is_printed) &&
         text.find_first_not_of(text[0]) != std::string_view::npos;
}

class Properties {
 public:
  explicit Properties(Sink& out) : out_(out) {}

  void line(const Line& line) {
    if (line.too_long)
      return out_.problem(Fault::too_big, "a line longer than 64 KiB was skipped", line.offset);
    // A line that is a property by itself ends one that was left open.
    if (!open_.empty() && line.text.starts_with('[') && line.text.find("]: [") != std::string_view::npos) {
      stray(begin_);
      open_.clear();
    }
    if (open_.empty()) {
      if (trim(line.text).empty()) return;
      if (!line.text.starts_with('[')) return stray(line.offset);
      begin_ = line.offset;
      open_ = line.text;
    } else if (longest_property - open_.size() > line.text.size()) {
      (open_ += '\n') += line.text;  // a value may have several lines
    } else {
      open_.clear();
      return out_.problem(Fault::too_big, "a property longer than 64 KiB was skipped", begin_);
    }
    if (line.whole && open_.ends_with(']')) one();
    if (!line.whole) out_.problem(Fault::truncated, "the last line has no end", line.offset);
  }

  void end() {
    if (!open_.empty()) out_.problem(Fault::truncated, "a property has no end", begin_);
    if (strays_ != 0)
      out_.problem(Fault::malformed, std::to_string(strays_) + " line(s) are no property, the first is here",
                   first_);
    if (!seen_.empty()) release(), identities();
  }

  std::size_t count() const { return count_; }

 private:
  void stray(std::uint64_t offset) {
    if (strays_++ == 0) first_ = offset;
  }

  void one() {
    const std::string text = std::move(open_);
    open_.clear();
    const auto middle = text.find("]: [");
    if (middle == std::string::npos || middle == 1) return stray(begin_);
    const auto name = std::string_view(text).substr(1, middle - 1);
    const auto value = std::string_view(text).substr(middle + 4, text.size() - middle - 5);
    ++count_;
    bool cut = false;
    out_.add(SystemProperty{.name = {bounded(name, cut)}, .value = bounded(value, cut)}, begin_);
    if (cut) out_.problem(Fault::too_big, "a value longer than 4096 bytes was cut", begin_);
    if (value.empty() || value.size() > longest_android_value) return;
    if (wanted(name)) seen_.emplace(name, Seen{std::string(value), begin_});
  }

  static bool wanted(std::string_view name) {
    return name.ends_with("serialno") || name == "ril.serialnumber" || name.starts_with("ro.build.") ||
           name.starts_with("ro.product.") || name == "ro.system.build.fingerprint";
  }

  std::string_view value(std::string_view name) const {
    const auto at = seen_.find(name);
    return at == seen_.end() ? std::string_view() : std::string_view(at->second.value);
  }

  void release() {
    const auto version = value("ro.build.version.release");
    if (version.empty()) return;
    std::string pretty = "Android " + std::string(version), model;
    for (const auto name : {"ro.product.manufacturer", "ro.product.model"})
      if (const auto part = value(name); !part.empty()) (model += model.empty() ? "" : " ") += part;
    if (!model.empty()) pretty += ", " + model;
    auto build = value("ro.build.fingerprint");
    if (build.empty()) build = value("ro.system.build.fingerprint");
    out_.add(OsRelease{.id = "android",
                       .name = "Android",
                       .version_id = version,
                       .pretty_name = pretty,
                       .platform = "android",
                       .patch_level = value("ro.build.version.security_patch"),
                       .build = build},
             seen_.find("ro.build.version.release")->second.offset);
  }

  // A phone may have two numbers: the one that adb shows and the one printed on it. Both are of this one
  // device.
  void identities() {
    std::map<std::string_view, std::uint64_t> serials;
    for (const auto name : {"ro.serialno", "ro.boot.serialno", "ril.serialnumber"})
      if (const auto at = seen_.find(name); at != seen_.end() && is_serial(at->second.value))
        serials.emplace(at->second.value, at->second.offset);
    for (const auto& [serial, offset] : serials)
      out_.add(DeviceIdentity{.scheme = "serial", .value = {serial}, .strength = "strong"},
               serials.begin()->second);
  }

  struct Seen {
    std::string value;
    std::uint64_t offset;
  };
  Sink& out_;
  std::string open_;
  std::uint64_t begin_ = 0, first_ = 0;
  std::size_t strays_ = 0, count_ = 0;
  std::map<std::string, Seen, std::less<>> seen_;
};

class Section : public DumpSections {
 public:
  explicit Section(Sink& out) : out_(out) {}
  bool wants(std::string_view section) const override { return section.starts_with("SYSTEM PROPERTIES"); }
  void begin(std::string_view, std::uint64_t) override { properties_.emplace(out_); }
  void line(const Line& line) override { properties_->line(line); }
  void end() override { properties_->end(); }

 private:
  Sink& out_;
  std::optional<Properties> properties_;
};

void read_listing(const File& file, Sink& out) {
  Properties properties(out);
  Lines lines(longest_line);
  const Lines::Visit take = [&](const Line& line) { properties.line(line); };
  feed_lines(file, lines, take, out);
  properties.end();
  if (lines.size() == 0) out.problem(Fault::truncated, "nothing in it", 0);
}

void read(const File& file, Sink& out) {
  const auto name = std::string_view(file.path).substr(file.path.rfind('/') + 1);  // npos + 1 is 0
  if (name == "getprop.txt") return read_listing(file, out);
  if (is_log_of_dumpstate(file.path)) return;
  Section section(out);
  const auto seen = read_dump(file, section, out);
  if (seen.wanted == 0)
    out.problem(
        Fault::unsupported,
        seen.any ? "a bug report without a section SYSTEM PROPERTIES" : "no section of a bug report is in it",
        0);
}

bool recognise(Bytes head) {
  const auto text = as_text(head);
  return text.find("== dumpstate: ") != std::string_view::npos ||
         (text.starts_with('[') && text.find("[ro.") != std::string_view::npos &&
          text.find("]: [") != std::string_view::npos);
}

}  // namespace

Reader android_properties() {
  Reader reader = {
      .about =
          "Version, build, serial number and properties of an Android system, from getprop or a bug report.",
      .probe = "android.properties",
      .paths = {"getprop.txt"},
      .emits = {OsRelease::kind, DeviceIdentity::kind, SystemProperty::kind},
      .companions = {{"getprop.txt", "android.packages"}, {"getprop.txt", "android.processes"}},
      .shape = Shape::stream,
      .recognise = recognise,
      .read = read};
  for (const auto path : report_paths()) reader.paths.push_back(path);
  return reader;
}

}  // namespace waarborg

// Packages that dpkg and opkg know: man 5 deb822, man 1 dpkg (states). Distroless images keep one file a
// package in status.d, without Status and often without a last empty line. updates is dpkg's journal: a file
// a change, with digits for a name, which counts over status until dpkg folds it in (dpkg's
// lib/dpkg/dbmodify.c). Both are told: a removal that was cut short is no proof that nothing is there.
#include <array>
#include <charconv>
#include <string>

#include "base/text.h"
#include "formats/deb822.h"
#include "formats/purl.h"
#include "readers/distribution.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_value = 4096;

// What the last word of Status says. A package that is half there is there.
Presence presence_of(std::string_view state, bool& known_state) {
  constexpr std::array<std::string_view, 9> there = {"",
                                                     "installed",
                                                     "unpacked",
                                                     "half-configured",
                                                     "half-installed",
                                                     "triggers-awaited",
                                                     "triggers-pending",
                                                     "post-inst-failed",
                                                     "removal-failed"};
  known_state = true;
  if (state == "config-files") return Presence::residual;
  if (state == "not-installed") return Presence::none;
  known_state = std::find(there.begin(), there.end(), state) != there.end();
  return Presence::installed;
}

class Packages {
 public:
  Packages(const File& file, Sink& out)
      : out_(out),
        opkg_(file.path.ends_with("opkg/status")),
        journal_(file.path.find("/updates/") != std::string::npos),
        one_each_(journal_ || file.path.find("/status.d/") != std::string::npos),
        ecosystem_(opkg_ ? "opkg" : "deb"),
        distribution_(opkg_ ? std::string() : distribution(file)) {}

  void read(std::string_view text) {
    Deb822 in(text,
              [this](Fault fault, std::string_view why, std::uint64_t at) { out_.problem(fault, why, at); });
    Paragraph one;
    bool ended = true;
    while (in.next(one)) {
      add(one);
      ended = one.ended;
    }
    if (!in.whole())
      out_.problem(Fault::truncated, "the last line has no end", text.size());
    else if (!ended && !one_each_)
      out_.problem(Fault::truncated, "no empty line behind the last package", text.size());
  }

 private:
  // status.d lies one folder deeper than status.
  std::string distribution(const File& file) const {
    return one_each_ ? distribution_of(file, {2, 3}) : distribution_of(file, {0, 1});
  }
  std::string_view bounded(std::string_view value, std::uint64_t offset) {
    if (value.size() <= longest_value) return value;
    out_.problem(Fault::too_big, "a value longer than 4096 bytes was cut", offset);
    return value.substr(0, longest_value);
  }

  void add(const Paragraph& one) {
    const auto field = [&](std::string_view name) { return bounded(one.first_line(name), one.offset); };
    auto name = std::string(field("Package"));
    if (!opkg_) name = lower(name);  // dpkg folds names, so "KESL" is installed as "kesl"
    if (name.empty()) return out_.problem(Fault::malformed, "a paragraph without a package", one.offset);
    const auto status = words(field("Status"));
    const auto state = status.empty() ? std::string_view() : status.back();
    bool known_state = true;
    const auto presence = presence_of(state, known_state);
    if (!known_state)
      out_.problem(Fault::malformed, "a state that dpkg does not have; taken for installed", one.offset);
    if (presence == Presence::none) return;
    const auto version = field("Version"), architecture = field("Architecture"), source = field("Source");
    // Tools outside the distributions write Vendor, with "none" where their user gave no name.
    const auto vendor = field("Vendor");
    const auto purl =
        make_purl(ecosystem_, distribution_, opkg_ ? lower(name) : name, version, {{"arch", architecture}});
    out_.add(Program{.package = {ecosystem_, name},
                     .version_text = version,
                     .architecture = architecture,
                     .vendor = {vendor == "none" ? std::string_view() : vendor},
                     .supplier = {field("Origin")},
                     .author = {field("Maintainer")},
                     .purl = {purl},
                     .homepage = {field("Homepage")},
                     .source = source.substr(0, source.find(' ')),
                     .state = state,
                     .description = field("Description"),
                     .installed = seconds(field("Installed-Time")),
                     .present = presence},
             one.offset);
  }

  static Time seconds(std::string_view text) {  // opkg writes when
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool good = error == std::errc() && end == text.data() + text.size();
    return good ? from_seconds(value) : Time{};
  }

  Sink& out_;
  bool opkg_, journal_, one_each_;
  std::string_view ecosystem_;
  std::string distribution_;
};

void read(const File& file, Sink& out) {
  if (file.path.ends_with("apk/db/installed"))
    return out.problem(Fault::unsupported_version, "the packages of apk, which are not read", 0);
  if (file.path.ends_with(".md5sums")) return;        // lies beside the packages in status.d
  const auto updates = file.path.rfind("/updates/");  // dpkg, too, reads none but digits there
  if (updates != std::string::npos &&
      file.path.find_first_not_of("0123456789", updates + 9) != std::string::npos)
    return;
  Packages(file, out).read(as_text(file.bytes));
}

}  // namespace

Reader dpkg() {
  return {
      .about =
          "Packages installed, half installed or removed with their configuration left, from dpkg and opkg.",
      .probe = "packages.dpkg",
      .paths = {"var/lib/dpkg/status", "var/lib/dpkg/status.d/*", "var/lib/dpkg/updates/[0-9]*",
                "usr/lib/opkg/status", "lib/apk/db/installed", "usr/lib/apk/db/installed"},
      .wants = {"../../../etc/os-release", "../../../usr/lib/os-release", "../../../../etc/os-release",
                "../../../../usr/lib/os-release"},
      .emits = {Program::kind},
      .read = read};
}

}  // namespace waarborg

// Packages of an RPM system as text that somebody sent: of `rpm -qa` (name-version-release.architecture) and
// of
//   rpm -qa --queryformat '%{NAME}\t%{VERSION}-%{RELEASE}\t%{ARCH}\t%{VENDOR}\n'   (man 8 rpm)
// The offset of an observation is its line, from 1.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/purl.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

constexpr int lines_to_recognise = 50;
constexpr std::array<std::string_view, 28> architectures = {
    "noarch",   "x86_64",  "x86_64_v2", "i386",    "i486",    "i586",        "i686",
    "athlon",   "aarch64", "armv5tel",  "armv6hl", "armv7hl", "armv7hnl",    "ppc",
    "ppc64",    "ppc64le", "s390",      "s390x",   "riscv64", "loongarch64", "mips",
    "mips64el", "ia64",    "sparc64",   "alpha",   "sh4",     "src",         "nosrc"};

struct PackageLine {
  std::string_view name{}, version{}, architecture{}, vendor{};
};

bool is_architecture(std::string_view text) {
  return std::find(architectures.begin(), architectures.end(), text) != architectures.end();
}

bool is_plain(std::string_view text) {  // names and versions of RPM have no blanks and nothing beyond ASCII
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F && c != '/'; });
}

std::string_view unless_none(std::string_view text) {
  return text == "(none)" ? std::string_view() : text;
}

bool of_format(std::string_view line, PackageLine& out) {
  const auto cells = split(line, '\t');
  if (cells.size() != 4 || !is_plain(cells[0]) || !is_plain(cells[1])) return false;
  if (cells[1].find('-') == std::string_view::npos) return false;
  if (!is_architecture(cells[2]) && cells[2] != "(none)") return false;
  out = {cells[0], cells[1], unless_none(cells[2]), unless_none(trim(cells[3]))};
  return true;
}

// From the right: release and version hold no '-', the name may. Old systems print no architecture.
bool of_name(std::string_view line, PackageLine& out) {
  line = trim(line);
  if (!is_plain(line)) return false;
  out = {};
  if (const auto dot = line.rfind('.'); dot != std::string_view::npos) {
    const auto last = line.substr(dot + 1);
    if (is_architecture(last) || last == "(none)")
      out.architecture = unless_none(last), line = line.substr(0, dot);
  }
  const auto release = line.rfind('-');
  if (release == std::string_view::npos || release == 0 || release + 1 == line.size()) return false;
  const auto version = line.rfind('-', release - 1);
  if (version == std::string_view::npos || version == 0 || version + 1 == release) return false;
  out.name = line.substr(0, version);
  out.version = line.substr(version + 1);
  return true;
}

// RPM keeps imported signing keys as packages; they are no programs.
bool is_key(const PackageLine& one) {
  return one.name == "gpg-pubkey" && one.architecture.empty();
}

bool recognise(Bytes head) {
  const auto text = head_text(head);
  int good = 0, seen = 0, sure = 0;
  each_line(text.text(), [&](std::string_view line, std::uint64_t) {
    PackageLine one;
    if (++seen > lines_to_recognise) return;
    const bool is_one = of_format(line, one) || of_name(line, one);
    good += is_one;
    sure += is_one && !one.architecture.empty();
  });
  // The last line of a head may be cut.
  seen = std::min(seen, lines_to_recognise);
  return sure > 0 && good >= seen - 1 && sure * 2 > seen;
}

void read(const File& file, Sink& out) {
  const auto text = open_text(file, out);
  if (!text) return;
  each_line(
      text->text(),
      [&](std::string_view line, std::uint64_t row) {
        PackageLine one;
        if (!of_format(line, one) && !of_name(line, one))
          return out.problem(Fault::malformed, "not a line of rpm -qa: " + shorten(line.substr(0, 400), 60),
                             row);
        if (is_key(one)) return;
        auto version = one.version;
        // "2:1.0-1": a package URL has the epoch apart.
        std::string_view epoch;
        if (const auto colon = version.find(':'); colon != std::string_view::npos)
          epoch = version.substr(0, colon), version = version.substr(colon + 1);
        const auto purl =
            make_purl("rpm", "", one.name, version, {{"arch", one.architecture}, {"epoch", epoch}});
        add_reported({.package = {"rpm", one.name},
                      .version_text = one.version,
                      .architecture = one.architecture,
                      .vendor = {one.vendor},
                      .purl = {purl}},
                     row, out);
      },
      &out);
}

}  // namespace

Reader rpm_qa_list() {
  return {.about = "Packages of an RPM system, from the text of rpm -qa.",
          .probe = "import.rpm-qa",
          .paths = {"**/rpm-qa*.txt"},
          .emits = {Program::kind},
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg

// Packages that an RPM system has installed, from the SQLite database of RPM 4.16 and later. A row of
// Packages is the header of one package; its number (hnum) is the offset of the observation.
#include <fmt/core.h>

#include "base/text.h"
#include "formats/purl.h"
#include "formats/rpm_header.h"
#include "formats/sqlite.h"
#include "readers/distribution.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

// Where etc/os-release lies depends on how deep the database does; usr/lib/os-release is what it links to.
enum Want : std::size_t { wal, journal, release_up_3, release_usr_up_3, release_up_4, release_usr_up_4 };

std::string distribution(const File& file) {
  return file.path.ends_with("usr/lib/sysimage/rpm/rpmdb.sqlite")
             ? distribution_of(file, {release_up_4, release_usr_up_4})
             : distribution_of(file, {release_up_3, release_usr_up_3});
}

// The text of a tag as UTF-8: old packages are written in whatever their packager's terminal spoke.
std::string text(const RpmHeader& header, RpmTag tag) {
  return to_utf8(header.text(tag));
}

// RPM keeps imported signing keys as packages without files and architecture. They are no programs.
bool is_signing_key(const RpmHeader& header) {
  return header.text(RpmTag::name) == "gpg-pubkey" && !header.has(RpmTag::arch) &&
         !header.has(RpmTag::base_names);
}

void add(const RpmHeader& header, std::string_view distro, std::uint64_t row, Sink& out) {
  const auto name = text(header, RpmTag::name);
  if (name.empty())
    return out.problem(Fault::malformed, fmt::format("the package of row {} has no name", row), row);
  if (is_signing_key(header)) return;
  const auto release = text(header, RpmTag::release), arch = text(header, RpmTag::arch);
  auto version = text(header, RpmTag::version);
  if (!release.empty()) version += "-" + release;
  const auto number = header.number(RpmTag::epoch);
  const auto epoch = number ? fmt::format("{}", *number) : std::string();
  const auto purl = make_purl("rpm", distro, name, version, {{"arch", arch}, {"epoch", epoch}});
  if (number) version = epoch + ":" + version;
  const auto vendor = text(header, RpmTag::vendor), packager = text(header, RpmTag::packager);
  const auto url = text(header, RpmTag::url), source = text(header, RpmTag::source_rpm);
  const auto summary = text(header, RpmTag::summary);
  const auto installed = header.number(RpmTag::install_time).value_or(0);
  out.add(Program{.package = {"rpm", name},
                  .version_text = version,
                  .architecture = arch,
                  .vendor = {vendor},
                  .author = {packager},
                  .purl = {purl},
                  .homepage = {url},
                  .source = source,
                  .description = summary,
                  .installed =
                      installed <= UINT32_MAX ? from_seconds(static_cast<std::int64_t>(installed)) : Time{}},
          row);
}

// The databases of RPM before SQLite, by their magic: Berkeley DB (a hash, either byte order; RHEL 5 to 8)
// and ndb (SUSE). What they hold is not read, and must not pass for nothing.
std::string_view older_format(const Source& source) {
  Blob head(16);
  if (source.size() < head.size() || !source.read(0, head)) return {};
  const auto text = as_text(head);
  if (text.starts_with("RpmP"))
    return "an ndb database of RPM, which is not read; give a list made by rpm -qa";
  constexpr std::string_view little("\x61\x15\x06\x00", 4), big("\x00\x06\x15\x61", 4);
  if (const auto magic = text.substr(12); magic == little || magic == big)
    return "a Berkeley DB of RPM, which is not read; give a list made by rpm -qa";
  return {};
}

void read(const File& file, Sink& out) {
  if (const auto why = older_format(*file.source); !why.empty())
    return out.problem(Fault::unsupported_version, why, 0);
  auto db = SqliteDatabase::open(*file.source, file.wanted(wal), file.wanted(journal));
  if (!db) return out.problem(db.error().fault, db.error().what, db.error().offset);
  for (const auto& warning : (*db)->warnings())
    if (warning.lost) out.problem(warning.what.fault, warning.what.what, warning.what.offset);
  const auto distro = distribution(file);
  const auto row = [&](const SqliteRow& seen) {
    const auto number = static_cast<std::uint64_t>(seen.number(0));
    std::vector<Error> problems;
    const auto header = RpmHeader::parse(seen.blob(1), problems);
    if (!header) problems.push_back(header.error());
    for (const auto& p : problems)
      out.problem(p.fault, fmt::format("row {}, byte {}: {}", number, p.offset, p.what), number);
    if (header) add(*header, distro, number, out);
    return true;
  };
  (*db)->salvage("Packages", "blob", row, [&](const Error& e) { out.problem(e.fault, e.what, e.offset); });
}

// Many things are SQLite databases: the table must be there too. RPM makes it first, so it stands near the
// beginning.
bool recognise(Bytes head) {
  return SqliteDatabase::recognise(head) &&
         as_text(head).find("CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY") != std::string_view::npos;
}

}  // namespace

Reader rpm_sqlite() {
  return {
      .about = "Packages in the SQLite database of RPM; imported signing keys are left out.",
      .probe = "packages.rpm",
      .paths = {"var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite", "usr/share/rpm/rpmdb.sqlite",
                "var/lib/rpm/Packages", "usr/lib/sysimage/rpm/Packages", "usr/share/rpm/Packages",
                "var/lib/rpm/Packages.db", "usr/lib/sysimage/rpm/Packages.db", "usr/share/rpm/Packages.db"},
      .wants = {"-wal", "-journal", "../../../etc/os-release", "../../../usr/lib/os-release",
                "../../../../etc/os-release", "../../../../usr/lib/os-release"},
      .emits = {Program::kind},
      .shape = Shape::random,
      .recognise = recognise,
      .read = read};
}

}  // namespace waarborg

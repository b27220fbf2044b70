// Programs of a Windows system as PowerShell exports them: Get-Package | Export-Csv (PackageManagement), with
// or without the line "#TYPE ...". The maker stands in no column of its own, but in the SWID tag (ISO/IEC
// 19770-2) that the Programs and msi providers make from the registry. The offset of an observation is its
// row.
#include <array>
#include <string>

#include "base/text.h"
#include "formats/csv.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

// Programs, msi and msu are Windows' own; the other providers are package managers with names of their own.
std::string ecosystem_of(std::string_view provider) {
  const auto name = lower(trim(provider.substr(0, 64)));
  const bool plain = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (name.empty() || !plain || name == "programs" || name == "msi" || name == "msu") return "windows";
  return name;
}

// The value of an attribute anywhere in the tag. Enough XML for what Windows writes there: double quotes,
// five names.
std::string attribute(std::string_view tag, std::string_view name) {
  const auto at = tag.find(" " + std::string(name) + "=\"");
  if (at == std::string_view::npos) return {};
  tag.remove_prefix(at + name.size() + 3);
  const auto end = tag.find('"');
  if (end == std::string_view::npos) return {};
  constexpr std::array<std::array<std::string_view, 2>, 5> entities = {
      {{"&amp;", "&"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&lt;", "<"}, {"&gt;", ">"}}};
  std::string out;
  for (tag = tag.substr(0, end); !tag.empty();) {
    std::size_t taken = 1;
    std::string_view as = tag.substr(0, 1);
    for (const auto& [entity, character] : entities)
      if (tag.starts_with(entity)) taken = entity.size(), as = character;
    out += as;
    tag.remove_prefix(taken);
  }
  return out;
}

std::string windows_folder(std::string_view text) {
  std::string out(trim(text));
  if (out.size() < 3 || out[1] != ':' || out[2] != '\\') return {};
  for (auto& c : out)
    if (c == '\\') c = '/';
  return out;
}

struct Columns {
  std::size_t name, version, provider, publisher, tag, summary, source, path;

  explicit Columns(const Csv& csv) {
    name = csv.column({"name"});
    version = csv.column({"version"});
    provider = csv.column({"providername"});
    publisher = csv.column({"publisher"});
    tag = csv.column({"swidtagtext"});
    summary = csv.column({"summary"});
    source = csv.column({"source"});
    path = csv.column({"fullpath"});
  }
  bool are_there() const {
    return name != Csv::no_column && version != Csv::no_column && provider != Csv::no_column;
  }
};

bool recognise(Bytes head) {
  const auto text = head_text(head);
  const Csv csv(text.text(), [](Fault, std::string_view, std::uint64_t) {});
  return Columns(csv).are_there();
}

void read(const File& file, Sink& out) {
  const auto text = open_text(file, out);
  if (!text) return;
  Csv csv(text->text(),
          [&](Fault fault, std::string_view why, std::uint64_t row) { out.problem(fault, why, row); });
  const Columns at(csv);
  if (!at.are_there())
    return out.problem(Fault::unsupported,
                       "not an export of Get-Package: Name, Version and ProviderName are not all there", 1);
  CsvRow row;
  while (csv.next(row)) {
    const auto name = trim(row[at.name]);
    if (name.empty()) {
      out.problem(Fault::malformed, "a row without a name", row.row);
      continue;
    }
    const auto tag = row[at.tag];
    const auto ecosystem = ecosystem_of(row[at.provider]);
    const auto publisher =
        trim(row[at.publisher]).empty() ? attribute(tag, "Publisher") : std::string(trim(row[at.publisher]));
    const auto homepage = attribute(tag, "URLInfoAbout"), installed = attribute(tag, "InstallDate");
    auto location = windows_folder(row[at.source]);
    if (location.empty()) location = windows_folder(row[at.path]);
    add_reported(Program{.package = {ecosystem, name},
                         .version_text = trim(row[at.version]),
                         .vendor = {publisher},
                         .homepage = {homepage},
                         .description = trim(row[at.summary]),
                         .installed = day_of(installed),
                         .location = {location}},
                 row.row, out);
  }
}

}  // namespace

Reader get_package_csv() {
  return {.about = "Programs of a Windows system, from the CSV of PowerShell's Get-Package.",
          .probe = "import.get-package",
          .paths = {"**/get-package*.csv"},
          .emits = {Program::kind},
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg

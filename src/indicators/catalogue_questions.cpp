// What a careful reader would question in a catalogue that loads without a fault.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "indicators/catalogue.h"
#include "indicators/catalogue_values.h"
#include "indicators/well_known.h"

namespace waarborg {
namespace {

constexpr std::array<std::string_view, 17> ecosystems = {
    "apk", "cargo", "deb",   "flatpak", "gem",  "generic", "golang", "homebrew", "maven",
    "msi", "npm",   "nuget", "pacman",  "pypi", "rpm",     "snap",   "windows"};

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& sorted, std::string_view name) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

// Values that are well formed but that no reader would ever report.
std::string never_met(const Indicator& it) {
  const std::string_view value = it.value;
  const bool pattern = it.test == Test::regex || it.test == Test::glob;
  if (it.type == Type::package && it.test != Test::regex &&
      !one_of(ecosystems, value.substr(0, value.find('/'))))
    return "no reader reports this ecosystem";
  if (it.type == Type::service && value.find_first_of("/ ") != std::string_view::npos)
    return "a service is named without its folder and without blanks";
  if (it.type == Type::process && !pattern && value.find('/') != std::string_view::npos)
    return "a process is named without its folder";
  if (it.type == Type::app_id && !pattern && value.find('.') == std::string_view::npos)
    return "an application id has a dot";
  if (it.type == Type::path && !pattern && value.find_first_of("\\*?") != std::string_view::npos)
    return "a wildcard or backslash in a path that is compared as it stands";
  return "";
}

class Questions {
 public:
  void ask(const CatalogueEntry& entry) {
    for (const auto& source : entry.sources)
      if (!is_date(source.date)) add(entry.subject, fmt::format("the source {} has no date", source.url));
    for (const auto& it : entry.indicators) {
      if (const auto why = it.type == Type::domain ? too_wide(it.value) : ""; !why.empty()) add(it.id, why);
      if (const auto why = never_met(it); !why.empty()) add(it.id, why);
      if (it.weight == Weight::decisive && grade_of(entry, it.source) == "single")
        add(it.id, "decisive, but on the word of a single source");
      const auto [known, fresh] = seen_.emplace(identifier_key(it.type, it.value), it.subject);
      if (!fresh && known->second != it.subject)
        add(it.id, fmt::format("{} has the same identifier", known->second));
    }
    for (const auto& product : entry.products) {
      const auto& all = entry.indicators;
      if (std::none_of(all.begin(), all.end(), [&product](const Indicator& it) {
            return it.subject == product.subject && it.weight == Weight::decisive;
          }))
        add(product.subject, "no decisive identifier: it can only be probable");
    }
  }
  std::vector<std::string> take() { return std::move(out_); }

 private:
  static std::string_view grade_of(const CatalogueEntry& entry, const std::string& url) {
    for (const auto& source : entry.sources)
      if (source.url == url) return source.grade;
    return "single";
  }
  void add(std::string_view what, std::string_view why) { out_.push_back(fmt::format("{}: {}", what, why)); }

  std::map<std::string, std::string> seen_;  // identifier → the subject that had it first
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> questions(const Catalogue& catalogue) {
  Questions all;
  for (const auto& entry : catalogue.entries) all.ask(entry);
  return all.take();
}

}  // namespace waarborg

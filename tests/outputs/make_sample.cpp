// Writes every view in every format, of every sample, into a folder: what the tests in Python look at.
#include <cstdio>
#include <fstream>
#include <string>

#include "outputs/sample.h"

using namespace waarborg;

namespace {

bool save(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (!out) std::fprintf(stderr, "%s could not be written\n", path.c_str());
  return static_cast<bool>(out);
}

bool save_all(const std::string& folder, const std::string& name, CaseView& view,
              const ReportOptions& options) {
  for (const auto& what : all_views())
    for (const auto& format : all_formats()) {
      std::string failure;
      const auto text = sample::written(view, what.name, format.name, options, &failure);
      const auto path = folder + "/" + name + "." + std::string(what.name) + "." + std::string(format.name);
      if (!failure.empty() && text.empty()) continue;  // the format does not tell this view
      if (!failure.empty()) std::fprintf(stderr, "%s: %s\n", path.c_str(), failure.c_str());
      if (!failure.empty() || !save(path, text)) return false;
    }
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: make_sample FOLDER\n");
    return 2;
  }
  const std::string folder = arguments[1];
  auto hostile = sample::hostile(), plain = sample::plain(), older = sample::older_plain(),
       nothing = sample::nothing(), many = sample::many(2'500);
  bool good = save_all(folder, "hostile", *hostile.view, {}) && save_all(folder, "plain", *plain.view, {}) &&
              save_all(folder, "nothing", *nothing.view, {}) && save_all(folder, "many", *many.view, {});
  good = good && save_all(folder, "against", *plain.view, {.language = "en", .against = older.view.get()});
  ReportOptions filtered;
  filtered.filter = {parse_time("2000-01-01"), parse_time("2018-05-15"), {"example", "name.queried"}};
  std::string failure;
  const auto page = sample::written(*hostile.view, "timeline", "html", filtered, &failure);
  good = good && failure.empty() && save(folder + "/filtered.timeline.html", page);
  for (const auto language : languages())
    good = good && save_all(folder, std::string(language), *plain.view, {.language = std::string(language)});
  return good ? 0 : 1;
}

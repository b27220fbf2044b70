// Pages that browsers made of Chromium went to on Android, from History (chromium_history.h): Chrome, Brave,
// Edge, Samsung Internet and others, in a dump, in a backup, and as AndroidQF collects them.
#include "readers/android_app_files.h"
#include "readers/chromium_history.h"
#include "readers/phone_facts.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  std::string_view profile;
  for (const auto* folder : {"/app_chrome/", "/app_sbrowser/"})
    if (profile.empty()) profile = folder_behind(file.path, folder);
  const auto app = app_of_file(file.path);
  if (profile.empty() && !app.empty()) profile = folder_behind(file.path, "/" + std::string(app) + "/");
  read_chromium_history(file, app, profile, out);
}

}  // namespace

Reader android_browser_history() {
  Reader reader = {
      .about = "Pages that browsers on an Android phone went to, with the redirects between them.",
      .probe = "android.browsers",
      .paths = android_app_paths({{"*.*", "app_chrome/*/History"}, {"*.*", "app_sbrowser/*/History"}}),
      .wants = database_logs,
      .emits = {PageVisit::kind, ConnectionMade::kind, FileSeen::kind},
      .shape = Shape::random,
      .read = read};
  reader.paths.push_back("browser_history/*.*/*/History");
  return reader;
}

}  // namespace waarborg

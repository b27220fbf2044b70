// Pages that Chrome on iOS went to, from History (chromium_history.h). Edge and Brave keep the same database.
#include "readers/chromium_app.h"
#include "readers/chromium_history.h"
#include "readers/phone_facts.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  const auto of = chromium_app(file.path);
  read_chromium_history(file, of.app, of.profile, out);
}

bool recognise(Bytes head) {
  return is_database_with(head, {"urls", "visits", "visit_source"});
}

}  // namespace

Reader chrome_history() {
  return {.about = "Pages that Chrome and Edge on iOS went to, with the redirects between them.",
          .probe = "ios.chrome",
          .paths = ios_paths({("private/var/mobile/Containers/Data/Application/*/Library/Application "
                               "Support/Google/Chrome/*/History"),
                              ("private/var/mobile/Containers/Data/Application/*/Library/Application "
                               "Support/Microsoft/Edge/*/History")}),
          .wants = database_logs,
          .emits = {PageVisit::kind, ConnectionMade::kind, FileSeen::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg

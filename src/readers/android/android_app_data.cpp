// What apps keep in an Android backup or a dump, by name: each file with the path it has on the phone. What
// holds messages or pages in a form that no reader knows is a gap, and told: that nothing is found in it says
// nothing. Source: the names that WhatsApp, Telegram, Signal, Viber, Messenger, LINE and WeChat give theirs.
#include <array>
#include <set>
#include <string>

#include "base/text.h"
#include "readers/android_app_files.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

// Of databases of which each name is known; of others nobody can say what they hold.
constexpr auto unread = std::to_array<std::string_view>(
    {"*/files/cache4.db", "*/files/account*/cache4.db", "org.thoughtcrime.securesms/databases/signal.db",
     "com.viber.voip/databases/viber_messages", "com.viber.voip/databases/viber_data",
     "com.facebook.orca/databases/threads_db2", "com.facebook.*/databases/msys_database_*",
     "jp.naver.line.android/databases/naver_line", "com.tencent.mm/MicroMsg/*/EnMicroMsg.db",
     "org.mozilla.*/files/places.sqlite",

     "com.instagram.android/databases/direct.db"});

bool is_log(std::string_view path) {
  return path.ends_with("-wal") || path.ends_with("-shm") || path.ends_with("-journal");
}

void read(const File& file, Sink& out) {
  std::size_t count = 0;
  std::string first;
  std::set<std::string, std::less<>> apps;
  for (std::size_t row = 0; row < file.names.size(); ++row) {
    const auto& name = file.names[row];
    if (name.path.ends_with(".zip.age")) {
      out.problem(Fault::encrypted, printable(name.path) + " is encrypted: open it with age first", row);
      continue;
    }
    // WhatsApp's own backups lie where people see them.
    if (name.path.find(".db.crypt") != std::string::npos && count++ == 0) first = name.path;
    const auto path = path_on_phone(name.path);
    if (path.empty()) continue;
    out.add(PathSeen{.path = {path}, .what = name_of(name.what)}, row);
    if (const auto app = app_of_file(name.path); apps.emplace(app).second)
      out.add(Program{.package = {"android", app},
                      .state = "has data",
                      .present = Presence::file_only,
                      .app_id = {app}},
              row);
    if (name.what != Name::What::file || is_log(path)) continue;
    for (const auto pattern : unread)
      if (glob(pattern, file_of_app(name.path))) {
        if (count++ == 0) first = name.path;
        break;
      }
  }
  if (count != 0)
    out.problem(Fault::unsupported,
                std::to_string(count) +
                    " store(s) of messages or pages of apps are of a form that is not read, the first is " +
                    printable(first),
                0);
}

}  // namespace

Reader android_app_data() {
  return {.about = "Files of apps in an Android backup or dump, by name, and which of them nobody reads.",
          .probe = "android.app-data",
          .paths = {"apps/*.*/db/**", "apps/*.*/f/**", "apps/*.*/r/**", "apps/*.*/sp/**", "apps/*.*/d_db/**",
                    "apps/*.*/d_f/**", "apps/*.*/d_r/**", "apps/*.*/d_sp/**", "data/data/*.*/**",
                    "data/user/*/*.*/**", "data/user_de/*/*.*/**", "**/msgstore*.db.crypt*", "**/*.zip.age"},
          .emits = {PathSeen::kind, Program::kind},
          .shape = Shape::names,
          .read = read};
}

}  // namespace waarborg

// Names of files and folders where software lies or leaves something behind: man 7 hier. No folder of a
// person is among them. An indicator may ask for further names; they arrive in the same listing.
#include <string>

#include "readers/reader.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  std::string path;
  for (std::size_t row = 0; row < file.names.size(); ++row) {
    const auto& name = file.names[row];
    path.assign("/") += name.path;
    out.add(PathSeen{.path = {path}, .what = name_of(name.what)}, row);
  }
}

}  // namespace

Reader residue_paths() {
  return {.about = "Files and folders where programs lie or leave traces, by name.",
          .probe = "paths",
          .paths = {"opt/*",
                    "opt/*/*",
                    "var/opt/*",
                    "var/opt/*/*",
                    "etc/opt/*",
                    "etc/opt/*/*",
                    "var/log/*",
                    "var/lib/*",
                    "etc/init.d/*",
                    "usr/local/bin/*",
                    "usr/local/lib/*",
                    "usr/bin/*",
                    "usr/sbin/*",
                    "lib/modules/*/updates/*",
                    "lib/modules/*/extra/*",
                    "lib/modules/*/misc/*",
                    "usr/lib/modules/*/updates/*",
                    "usr/lib/modules/*/extra/*",
                    "usr/lib/modules/*/misc/*",
                    "srv/*"},
          .emits = {PathSeen::kind},
          .shape = Shape::names,
          .read = read};
}

}  // namespace waarborg

// The operating system's own description of itself: man 5 os-release.
#include <string>

#include "formats/assignments.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_value = 4096;

void read(const File& file, Sink& out) {
  std::string id, name, version, pretty, cpe;
  bool any = false;
  Assignments in(as_text(file.bytes));
  for (Assignment line; in.next(line);) {
    if (!line.wrong.empty()) out.problem(Fault::malformed, line.wrong, line.offset);
    std::string* const into = line.key == "ID"            ? &id
                              : line.key == "NAME"        ? &name
                              : line.key == "VERSION_ID"  ? &version
                              : line.key == "PRETTY_NAME" ? &pretty
                              : line.key == "CPE_NAME"    ? &cpe
                                                          : nullptr;
    if (into == nullptr) continue;
    if (line.value.size() > longest_value) {
      out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", line.offset);
      line.value.resize(longest_value);
    }
    *into = line.value;  // the last one counts, as in a shell
    any = true;
  }
  if (!in.whole()) out.problem(Fault::truncated, "the last line has no end", file.bytes.size());
  // "linux" is what the specification calls a system without an ID.
  if (any)
    out.add(OsRelease{.id = id.empty() ? "linux" : std::string_view(id),
                      .name = name,
                      .version_id = version,
                      .pretty_name = pretty,
                      .platform = "linux",
                      .cpe = {cpe}},
            0);
}

}  // namespace

Reader os_release() {
  return {.about = "Name and version of a Linux system from os-release.",
          .probe = "identity.os",
          .paths = {"etc/os-release", "usr/lib/os-release"},
          .emits = {OsRelease::kind},
          .read = read};
}

}  // namespace waarborg

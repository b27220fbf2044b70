// Programs on an Android phone by which it is rooted, as AndroidQF found them: root_binaries.json, an array
// of what `which -a` printed for each name that it asks for, one path a line. The offset of an observation is
// the number of its entry, from 1. Newer ones list the modules of Magisk, which change a system from its
// start: magisk_modules/manifest.json.
#include "base/json.h"
#include "base/text.h"
#include "readers/android_text.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

// A phone that is not rooted has no modules; AndroidQF says so as what it could not ask.
void collected(std::string_view status, Sink& out) {
  if (status == "partial" || status == "collection_failed")
    out.problem(Fault::denied, "not all modules of Magisk were collected", 0);
}

void read(const File& file, Sink& out) {
  const auto text = open_text(file, out);
  if (!text) return;
  if (trim(text->text()) == "null") return;  // AndroidQF's empty list
  const auto document = JsonDocument::parse(text->text(), 8);
  if (!document) return out.problem(document.error().fault, document.error().what, document.error().offset);
  const auto modules = document->root()["modules"];
  const bool listed = modules.is(Json::Kind::array);
  if (listed) collected(document->root()["status"].text(), out);
  const auto list = listed ? modules : document->root();
  if (!list.is(Json::Kind::array)) return out.problem(Fault::unsupported, "no list of programs", 0);
  std::uint64_t row = 0;
  list.each([&](Json one) {
    ++row;
    const auto printed = one.is(Json::Kind::text) ? one.text() : one[listed ? "device_path" : "path"].text();
    std::size_t found = 0;
    for (const auto line : split(printed, '\n')) {
      bool cut = false;
      const auto path = bounded(trim(line), cut);
      if (!path.starts_with('/')) continue;
      ++found;
      out.add(FileSeen{.path = {path}}, row);
      if (cut) out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", row);
    }
    if (found == 0) out.problem(Fault::malformed, "an entry without an absolute path", row);
  });
}

}  // namespace

Reader android_root_binaries() {
  return {.about = "Programs by which an Android phone is rooted, as AndroidQF found them.",
          .probe = "android.rooting",
          .paths = {"root_binaries.json", "magisk_modules/manifest.json"},
          .emits = {FileSeen::kind},
          .companions = {{"root_binaries.json", "android.packages"}},
          .read = read};
}

}  // namespace waarborg

// Services that the system of an Android phone offers, as AndroidQF lists them: services.txt, what
// `service list` prints: "12	sip: [android.net.sip.ISipService]". A service that came with a change of the
// system stands there under its own name. The offset of an observation is the number of its line.
#include "base/text.h"
#include "readers/android_text.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  const auto text = open_text(file, out);
  if (!text) return;
  std::uint64_t strays = 0, first = 0, services = 0;
  each_line(
      text->text(),
      [&](std::string_view line, std::uint64_t row) {
        line = trim(line);
        if (line.starts_with("Found ") && line.ends_with(" services:")) return;
        const auto number = leading_digits(line);
        const auto rest = trim(line.substr(number.size()));
        const auto colon = rest.rfind(": [");
        if (number.empty() || colon == std::string_view::npos || colon == 0 || !rest.ends_with(']')) {
          if (strays++ == 0) first = row;
          return;
        }
        ++services;
        bool cut = false;
        const auto name = bounded(rest.substr(0, colon), cut);
        const auto interface = bounded(rest.substr(colon + 3, rest.size() - colon - 4), cut);
        out.add(ServiceUnit{.name = {name}, .description = interface}, row);
        if (cut) out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", row);
      },
      &out);
  if (services == 0 && file.wanted(0) == nullptr) return;  // any text may have that name
  if (strays != 0)
    out.problem(Fault::malformed, std::to_string(strays) + " line(s) are no service, the first is here",
                first);
  if (services == 0) out.problem(Fault::malformed, "no service is in it: no system is without one", 0);
}

}  // namespace

Reader android_services() {
  return {.about = "Services that the system of an Android phone offers, as AndroidQF lists them.",
          .probe = "android.services",
          .paths = {"services.txt"},
          .wants = {"./acquisition.json"},
          .emits = {ServiceUnit::kind},
          .read = read};
}

}  // namespace waarborg

// Services that a link in a .wants or .requires folder starts: man 1 systemctl, "enable". The name of the
// link says it all; where it leads does not matter, so a link whose unit is gone is seen too.
#include "readers/reader.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  for (std::size_t row = 0; row < file.names.size(); ++row) {
    const std::string_view path = file.names[row].path;
    const auto slash = path.rfind('/');
    out.add(ServiceUnit{.name = {path.substr(slash == std::string_view::npos ? 0 : slash + 1)},
                        .state = "enabled"},
            row);
  }
}

}  // namespace

Reader systemd_enabled() {
  return {
      .about = "Services that systemd starts because a link says so.",
      .probe = "services.systemd",
      .paths = {"etc/systemd/system/*.wants/*.service", "etc/systemd/system/*.requires/*.service",
                "usr/lib/systemd/system/*.wants/*.service", "lib/systemd/system/*.wants/*.service",
                "usr/local/lib/systemd/system/*.wants/*.service",
                "usr/lib/systemd/system/*.requires/*.service", "lib/systemd/system/*.requires/*.service",
                "usr/local/lib/systemd/system/*.requires/*.service", "run/systemd/system/*.wants/*.service",
                "run/systemd/system/*.requires/*.service", "run/systemd/transient/*.wants/*.service",
                "run/systemd/generator*/*.wants/*.service", "run/systemd/generator*/*.requires/*.service"},
      .emits = {ServiceUnit::kind},
      .shape = Shape::names,
      .read = read};
}

}  // namespace waarborg

// What tells one Linux system from another: man 5 machine-id (unique, strong) and man 5 hostname (a name,
// weak).
#include <algorithm>

#include "base/text.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_hostname = 253;

void read_hostname(std::string_view text, Sink& out) {
  std::string_view line;
  bool whole = true;
  for (std::size_t at = 0, offset = 0; next_line(text, at, line, whole); offset = at) {
    line = trim(line);
    if (line.empty() || line.front() == '#') continue;
    if (line.size() > longest_hostname)
      return out.problem(Fault::too_big, "a hostname of more than 253 bytes", offset);
    return out.add(DeviceIdentity{.scheme = "hostname", .value = {line}, .strength = "weak"}, offset);
  }
}

void read_machine_id(std::string_view text, Sink& out) {
  const auto id = trim(text);
  // An image that never started has no id yet, or says so.
  if (id.empty() || id == "uninitialized") return;
  const bool digits = id.size() == 32 && std::all_of(id.begin(), id.end(), [](char c) {
                        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
                      });
  if (!digits || id.find_first_not_of('0') == std::string_view::npos)
    return out.problem(id.size() < 32 ? Fault::truncated : Fault::malformed, "not 32 hexadecimal digits", 0);
  out.add(DeviceIdentity{.scheme = "machine-id", .value = {lower(id)}, .strength = "strong"}, 0);
}

void read(const File& file, Sink& out) {
  const auto text = as_text(file.bytes);
  if (file.path.ends_with("hostname"))
    read_hostname(text, out);
  else
    read_machine_id(text, out);
}

}  // namespace

Reader machine_id() {
  return {.about = "The machine-id and the name of a Linux system.",
          .probe = "identity.device",
          .paths = {"etc/hostname", "etc/machine-id", "var/lib/dbus/machine-id"},
          .emits = {DeviceIdentity::kind},
          .read = read};
}

}  // namespace waarborg

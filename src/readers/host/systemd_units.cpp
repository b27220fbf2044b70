// Services as systemd's unit files define them: man 5 systemd.service, man 7 systemd.syntax. One observation
// for each command that starts, because each names a program; one for a unit that starts none. A drop-in
// (x.service.d/y.conf) adds to its unit: only its commands are told.
#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "base/text.h"
#include "formats/ini.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_value = 4096, most_commands = 64;

struct Command {
  std::string text;
  std::uint64_t offset = 0;
};

void append_utf8(std::uint32_t c, std::string& out) {
  const auto byte = [&](std::uint32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 0x3F));
  } else {
    byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 0x3F)), byte(0x80 | (c >> 6 & 0x3F));
  }
  byte(0x80 | (c & 0x3F));
}

// What stands behind a '\' at `at`, as in C and with \s for a blank: man 7 systemd.syntax, "Quoting". Moves
// `at` to its last character. What is no escape stands for itself.
void unescape(std::string_view text, std::size_t& at, std::string& out) {
  constexpr std::string_view letters = "abfnrtvs", meant = "\a\b\f\n\r\t\v ";
  const char c = text[at];
  if (const auto i = letters.find(c); i != std::string_view::npos) {
    out += meant[i];
    return;
  }
  const bool octal = c >= '0' && c <= '7';
  const std::size_t digits = octal ? 3 : c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  const auto number = text.substr(octal ? at : at + 1, digits);
  std::uint32_t value = 0;
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), value, octal ? 8 : 16);
  const bool whole =
      digits != 0 && number.size() == digits && error == std::errc() && end == number.data() + digits;
  if (!whole || value == 0 || value > 0x10FFFF || (octal && value > 0xFF)) {
    out += c;
    return;
  }
  if (digits > 3)
    append_utf8(value, out);
  else
    out += static_cast<char>(static_cast<unsigned char>(value));
  at += octal ? digits - 1 : digits;
}

// The first word of a command, out of its quotes. The characters before it change how it runs, not what.
std::string program_of(std::string_view command) {
  command.remove_prefix(std::min(command.find_first_not_of("@-:+!|"), command.size()));
  std::string out;
  char quote = 0;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    if (quote == 0 && (c == ' ' || c == '\t')) break;
    if (c == quote && c != 0)
      quote = 0;
    else if (quote == 0 && (c == '"' || c == '\''))
      quote = c;
    else if (c == '\\' && i + 1 < command.size())
      unescape(command, ++i, out);
    else
      out += c;
  }
  // A name without a folder is looked for when the service starts; where it will be found is not known here.
  return out.starts_with('/') ? to_utf8(out) : std::string();
}

std::string_view last_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return path.substr(slash == std::string_view::npos ? 0 : slash + 1);
}

void read(const File& file, Sink& out) {
  auto name = last_of(file.path);
  const bool drop_in = name.ends_with(".conf");
  if (drop_in) {
    name = last_of(std::string_view(file.path).substr(
        0, file.path.size() - std::min(name.size() + 1, file.path.size())));
    if (name.ends_with(".d")) name.remove_suffix(2);
    if (file.bytes.empty()) return;
  }
  if (file.bytes.empty())  // how an administrator forbids a unit, beside a link to /dev/null
    return out.add(ServiceUnit{.name = {name}, .state = "masked"}, 0);

  const auto problem = [&](Fault fault, std::string_view why, std::uint64_t at) {
    out.problem(fault, why, at);
  };
  std::string description, user;
  std::vector<Command> commands;
  Ini in(as_text(file.bytes), problem);
  for (IniEntry entry; in.next(entry);) {
    if (entry.value.size() > longest_value) {
      out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", entry.offset);
      entry.value.resize(longest_value);
    }
    if (entry.section == "Unit" && entry.key == "Description") description = entry.value;
    if (entry.section != "Service") continue;
    if (entry.key == "User") user = entry.value;
    if (entry.key != "ExecStart") continue;
    if (entry.value.empty())
      commands.clear();  // an empty assignment takes back those before it
    else if (commands.size() < most_commands)
      commands.push_back({entry.value, entry.offset});
    else
      out.problem(Fault::too_big, "more than 64 commands; this one was left out", entry.offset);
  }
  if (!in.whole()) out.problem(Fault::truncated, "the last line has no end", file.bytes.size());
  if (commands.empty() && !drop_in) commands.emplace_back();
  for (const auto& command : commands) {
    const auto program = program_of(command.text);
    out.add(ServiceUnit{.name = {name},
                        .program = {program},
                        .command = command.text,
                        .description = description,
                        .user = user},
            command.offset);
  }
}

}  // namespace

Reader systemd_units() {
  return {.about = "Services that systemd's unit files define, and the programs they start.",
          .probe = "services.systemd",
          // The search path of man 5 systemd.unit, "System Unit Search Path"; drop-ins lie beside the units.
          .paths = {"etc/systemd/system/*.service",
                    "usr/lib/systemd/system/*.service",
                    "lib/systemd/system/*.service",
                    "usr/local/lib/systemd/system/*.service",
                    "run/systemd/system/*.service",
                    "run/systemd/transient/*.service",
                    "run/systemd/generator*/*.service",
                    "etc/systemd/system.control/*.service",
                    "run/systemd/system.control/*.service",
                    "etc/systemd/system.attached/*.service",
                    "run/systemd/system.attached/*.service",
                    "etc/systemd/system/*service.d/*.conf",
                    "usr/lib/systemd/system/*service.d/*.conf",
                    "lib/systemd/system/*service.d/*.conf",
                    "usr/local/lib/systemd/system/*service.d/*.conf",
                    "run/systemd/system/*service.d/*.conf",
                    "run/systemd/transient/*service.d/*.conf",
                    "run/systemd/generator*/*service.d/*.conf",
                    "etc/systemd/system.control/*service.d/*.conf",
                    "run/systemd/system.control/*service.d/*.conf",
                    "etc/systemd/system.attached/*service.d/*.conf",
                    "run/systemd/system.attached/*service.d/*.conf"},
          .emits = {ServiceUnit::kind},
          .one_hand = true,
          .read = read};
}

}  // namespace waarborg

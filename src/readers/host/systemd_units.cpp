// Services as systemd's unit files define them: man 5 systemd.service, man 7 systemd.syntax. One observation
// for each command that starts, because each names a program; one for a unit that starts none.
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
      out += command[++i];
    else
      out += c;
  }
  // A name without a folder is looked for when the service starts; where it will be found is not known here.
  return out.starts_with('/') ? out : std::string();
}

void read(const File& file, Sink& out) {
  const auto slash = file.path.rfind('/');
  const auto name = std::string_view(file.path).substr(slash == std::string::npos ? 0 : slash + 1);
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
  if (commands.empty()) commands.emplace_back();
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
          .paths = {"etc/systemd/system/*.service", "usr/lib/systemd/system/*.service",
                    "lib/systemd/system/*.service", "run/systemd/system/*.service"},
          .emits = {ServiceUnit::kind},
          .read = read};
}

}  // namespace waarborg

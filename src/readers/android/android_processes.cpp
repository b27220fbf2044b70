// Processes that ran on an Android phone, as AndroidQF lists them: processes.json (objects of its collector),
// or processes.txt and ps.txt, which hold the output of ps or the same objects, by its version.
#include "base/json.h"
#include "base/text.h"
#include "formats/json_objects.h"
#include "readers/android_text.h"
#include "readers/process_list.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

constexpr unsigned depth = 32;

// The command line names a process whole; the kernel's name, in parentheses, has at most 15 bytes.
void add(Json object, std::uint64_t row, Sink& out) {
  ProcessSeen what;
  std::string command, user;
  std::string_view name;
  const auto line = object["command_line"];
  if (line.is(Json::Kind::text)) name = command = line.text();
  for (const auto& part : line.items()) {
    if (name.empty()) name = part.text();
    if (!command.empty()) command += ' ';
    if (command.size() < 64 * 1024) command += part.text();
  }
  // Some programs put their whole command line into one text.
  const auto first = name.substr(0, name.find(' '));
  if (name.starts_with('/') || !app_of_process(first).empty()) name = first;
  auto own = object["filename"].text();  // as the kernel has it: 15 bytes of a name, of an app the last ones
  if (own.starts_with('(')) own.remove_prefix(1);
  if (own.ends_with(')')) own.remove_suffix(1);
  if (name.empty()) name = own;
  if (name.empty()) return out.problem(Fault::malformed, "a process without a name", row);
  if (object["uid"].is(Json::Kind::number)) user = std::to_string(object["uid"].number());
  what.pid = object["pid"].number();
  what.parent = object["ppid"].number();
  what.user = user;
  what.command = command;
  what.label = object["context"].text();
  add_process(what, name, row, out);
  // A process may say another name than the one it has.
  if (!own.empty() && name.find(own) == std::string_view::npos) add_process(what, own, row, out);
}

void read_json(const File& file, std::string_view text, Sink& out) {
  JsonObjects objects(text);
  std::uint64_t row = 0, refused = 0, processes = 0;
  bool foreign = false;
  for (std::string_view object; objects.next(object);) {
    ++row;
    const auto document = JsonDocument::parse(object, depth);
    if (!document) {
      ++refused;
      continue;
    }
    const auto root = document->root();
    if (root["pid"].is(Json::Kind::null) && file.wanted(0) == nullptr) {
      foreign = true;
      continue;
    }
    ++processes;
    add(root, row, out);
  }
  if (processes == 0 && foreign) return;  // somebody else's file of that name
  if (refused != 0)
    out.problem(Fault::malformed, std::to_string(refused) + " process(es) cannot be read", row);
  if (objects.stray() != 0)
    out.problem(Fault::malformed, "what stands between the processes is no list", row);
  if (objects.cut()) out.problem(Fault::truncated, "the list has no end", row);
  if (processes == 0) out.problem(Fault::malformed, "no process is in it: no system is without one", 0);
}

void read_table(const File& file, std::string_view text, Sink& out) {
  // ps of Apple's systems has columns of its own, and a reader of its own: ios_ps.
  if (text.substr(0, text.find('\n')).find(" STARTED ") != std::string_view::npos) return;
  ProcessList list(out);
  std::uint64_t strays = 0, first = 0;
  each_line(
      text,
      [&](std::string_view line, std::uint64_t row) {
        if (!list.line(line, row) && strays++ == 0) first = row;
      },
      &out);
  if (!list.begun() && file.wanted(0) == nullptr && strays > 1) return;  // any text may have that name
  if (strays != 0)
    out.problem(Fault::malformed, std::to_string(strays) + " line(s) are no process, the first is here",
                first);
  if (list.rows() == 0 && !text.empty()) out.problem(Fault::malformed, "no process is in it", 0);
}

void read(const File& file, Sink& out) {
  const auto text = open_text(file, out);
  if (!text) return;
  const auto start = trim(text->text().substr(0, 64));
  if (file.path.ends_with(".json") || start.starts_with('[') || start.starts_with('{'))
    read_json(file, text->text(), out);
  else
    read_table(file, text->text(), out);
}

}  // namespace

Reader android_processes() {
  return {.about = "Processes that ran on an Android phone, as AndroidQF lists them.",
          .probe = "android.processes",
          .paths = {"processes.json", "processes.txt", "ps.txt"},
          .wants = {"./acquisition.json"},
          .emits = {ProcessSeen::kind},
          .read = read};
}

}  // namespace waarborg

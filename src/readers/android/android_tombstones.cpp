// Crashes of native processes on an Android phone: tombstone_NN as text and tombstone_NN.pb, the same as a
// message of Protocol Buffers. Source: debuggerd of the platform and its tombstone.proto. The time has the
// phone's offset to UTC in newer versions.
#include <charconv>

#include "base/text.h"
#include "formats/protobuf.h"
#include "readers/android_text.h"
#include "readers/app_names.h"
#include "readers/process_list.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_command = 4096;

struct Crash {
  std::string name, command, user, label, when, signal, abort, causes;
  std::int64_t pid = 0;
  bool whole = false;
};

std::int64_t number_of(std::string_view text) {
  std::int64_t value = 0;
  const auto digits = leading_digits(text);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end != digits.data() ? value : 0;
}

// "2026-10-30 09:08:07.518290770+0100": with microseconds and "+01:00", as parse_time takes it.
Time time_in(std::string_view text) {
  std::string out(text);
  if (const auto dot = out.find('.'); dot != std::string::npos) {
    const auto digits = leading_digits(std::string_view(out).substr(dot + 1)).size();
    if (digits > 6) out.erase(dot + 7, digits - 6);
  }
  const auto sign = out.find_last_of("+-");
  if (sign == std::string::npos || sign < 19 || out.size() - sign != 5) return {};  // no zone: not known
  const auto with_colon = out.substr(0, sign + 3) + ":" + out.substr(sign + 3);
  return parse_time(with_colon).value_or(Time{});
}

void append(std::string& to, std::string_view text, std::string_view between_them) {
  if (text.empty() || to.size() > longest_command) return;
  if (!to.empty()) to += between_them;
  to += to_utf8(text);
}

void write(const Crash& crash, Sink& out) {
  std::string_view program = crash.command;
  program = program.substr(0, program.find(' '));
  const std::string_view name = crash.name.empty() ? program : crash.name;
  if (name.empty()) return out.problem(Fault::malformed, "a tombstone that names no process", 0);
  std::string reason = crash.signal;
  append(reason, crash.abort, ": ");
  append(reason, crash.causes, "; ");
  bool cut = false;
  ProcessSeen seen{.pid = crash.pid,
                   .user = crash.user,
                   .command = crash.command,
                   .label = crash.label,
                   .path = {name.starts_with('/')      ? bounded(name, cut)
                            : program.starts_with('/') ? bounded(program, cut)
                                                       : ""},
                   .how = "crashed",
                   .when = time_in(crash.when),
                   .when_text = bounded(crash.when, cut),
                   .reason = bounded(reason, cut)};
  add_process(seen, name, 0, out);
  add_mentioned_apps(reason, {.where = "crash", .when = seen.when, .when_text = seen.when_text}, 0, out);
  if (cut) out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", 0);
  if (!crash.whole) out.problem(Fault::truncated, "a tombstone without a thread: it is not whole", 0);
}

Crash from_text(std::string_view text) {
  Crash crash;
  std::string_view line;
  bool ended = true;
  for (std::size_t at = 0; !crash.whole && next_line(text, at, line, ended);) {
    const auto is = [&](std::string_view key, std::string& into) {
      if (line.starts_with(key) && into.empty()) into = to_utf8(trim(line.substr(key.size())));
    };
    is("Timestamp: ", crash.when);
    is("Cmdline: ", crash.command);
    is("uid: ", crash.user);
    is("Abort message: ", crash.abort);
    if (line.starts_with("Cause: ")) append(crash.causes, line.substr(7), "; ");
    if (line.starts_with("pid: ") && crash.pid == 0) {
      crash.pid = number_of(line.substr(5));
      crash.name = to_utf8(trim(between(line, ">>> ", " <<<")));
    }
    if (line.starts_with("signal ") && crash.signal.empty()) {
      crash.signal = to_utf8(between(line, "(", ")"));
      const auto code = line.find(", code ");
      if (code != std::string_view::npos) append(crash.signal, between(line.substr(code), "(", ")"), " ");
    }
    crash.whole = ended && line == "backtrace:";
  }
  return crash;
}

std::string string_of(const ProtoField& field) {
  return to_utf8(as_text(field.bytes));
}

Crash from_message(Bytes message, Sink& out) {
  Crash crash;
  ProtoReader in(message);
  bool good = true;
  for (ProtoField field; in.next(field);) {
    if (field.number == 4) crash.when = string_of(field);
    if (field.number == 5) crash.pid = static_cast<std::int64_t>(field.value & 0xFFFFFFFF);
    if (field.number == 7) crash.user = std::to_string(field.value & 0xFFFFFFFF);
    if (field.number == 8) crash.label = to_utf8(trim(as_text(field.bytes)));
    if (field.number == 9) append(crash.command, as_text(field.bytes), " ");
    if (field.number == 14) crash.abort = string_of(field);
    if (field.number == 16) crash.whole = true;
    ProtoReader inner(field.bytes);
    for (ProtoField part; (field.number == 10 || field.number == 15) && inner.next(part);) {
      if (field.number == 10 && (part.number == 2 || part.number == 4))
        append(crash.signal, as_text(part.bytes), " ");
      if (field.number == 15 && part.number == 1) append(crash.causes, as_text(part.bytes), "; ");
    }
    good &= inner.ok();
  }
  if (!in.ok() || !good) {
    crash.whole = true;  // said here
    out.problem(Fault::truncated, "a tombstone that is cut short or damaged", in.at());
  }
  return crash;
}

void read(const File& file, Sink& out) {
  const auto text = as_text(file.bytes);
  if (text.empty()) return out.problem(Fault::truncated, "nothing in it", 0);
  const bool is_text = text.find("*** ***") < 4096 || text.starts_with("Build fingerprint");
  if (is_text) return write(from_text(text), out);
  if (!file.path.ends_with(".pb") && text.find('\0') == std::string_view::npos && file.bytes[0] != 0x08 &&
      file.bytes[0] != 0x12)
    return out.problem(Fault::unsupported, "neither the text nor the message of a tombstone", 0);
  write(from_message(file.bytes, out), out);
}

bool recognise(Bytes head) {
  const auto text = as_text(head);
  return text.starts_with("*** ***") && text.find("\npid: ") != std::string_view::npos &&
         text.find("\nBuild fingerprint") != std::string_view::npos;
}

}  // namespace

Reader android_tombstones() {
  return {.about = "Crashes of native processes on an Android phone.",
          .probe = "android.crashes",
          .paths = {"**/tombstone_*"},
          .emits = {ProcessSeen::kind, AppMentioned::kind},
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg

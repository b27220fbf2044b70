#include "readers/ios_crash_text.h"

#include "base/text.h"
#include "readers/ios_sysdiagnose.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_reason = 4096;

// "Name [123]": the name, and the number of the process.
std::string_view named(std::string_view value, std::int64_t& pid) {
  const auto open = value.rfind(" [");
  if (open == std::string_view::npos || !value.ends_with(']')) return value;
  const auto number = whole_number(value.substr(open + 2, value.size() - open - 3));
  if (number < 0) return value;
  pid = number;
  return trim(value.substr(0, open));
}

}  // namespace

ProcessSeen CrashText::process() const {
  auto out = process_;
  out.reason = reason_;
  return out;
}

void CrashText::field(std::string_view key, std::string_view value) {
  if (key == "Process" || key == "Command") {
    if (process_.name.text.empty()) process_.name = {named(value, process_.pid)};
  } else if (key == "Path") {
    if (value.starts_with('/')) process_.path = {value};
    if (process_.name.text.empty()) process_.name = {last_part(value)};
  } else if (key == "Identifier") {
    process_.app_id = {value};
  } else if (key == "PID") {
    if (const auto pid = whole_number(value); pid >= 0) process_.pid = pid;
  } else if (key == "Parent Process" || key == "Parent") {
    named(value, process_.parent);
  } else if (key == "Date/Time") {
    process_.when = report_time(value);
    if (!known(process_.when)) process_.when_text = value;
  } else if (key == "Exception Type" || key == "Exception Subtype" || key == "Termination Reason" ||
             key == "Termination Signal" || key == "Event" || key == "Action taken") {
    limit_ |= key == "Event";
    if (reason_.size() < longest_reason) reason_.append(reason_.empty() ? "" : ", ").append(value);
  }
}

// 0x104 - 0x10f name arm64  <0a0b…> /path: the path stands behind the UUID.
void CrashText::image(std::string_view line) {
  const auto close = line.find("> ");
  const auto path = close == std::string_view::npos ? std::string_view() : trim(line.substr(close + 2));
  if (path.starts_with('/'))
    loaded_.push_back(path);
  else if (line.starts_with("0x"))
    ++strays_;
}

void CrashText::read(std::string_view text) {
  std::string_view line;
  bool whole = true, images = false;
  for (std::size_t at = 0; next_line(text, at, line, whole);) {
    line = trim(line);
    if (line.starts_with("Binary Images:")) {
      images = true;
    } else if (images && (line.starts_with("0x") || line.find(" - 0x") != std::string_view::npos)) {
      image(line);
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
      const auto value = trim(line.substr(colon + 1));
      if (!value.empty()) field(line.substr(0, colon), value);
    }
  }
  if (strays_ != 0)
    out_.problem(Fault::malformed, std::to_string(strays_) + " loaded file(s) cannot be read", at_);
  if (!whole && !text.ends_with("EOF")) out_.problem(Fault::truncated, "the last line has no end", at_);
}

}  // namespace waarborg

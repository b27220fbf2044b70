// Reports of crashes, resource limits, memory kills and panics of Apple's systems: *.ips (a line of JSON,
// then a body in JSON or, from older systems, in text) and *.crash (text alone). Told are the process, with
// why it ended; its parent; the files that were loaded into it; of memory kills and panics every process that
// ran; and the version of the system at that time. Times in the body have a zone. The offset is where the
// body begins, or in lists of processes the process's number. Format:
// https://developer.apple.com/documentation/xcode/ interpreting-the-json-format-of-a-crash-report (seen
// 2026-11).
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "readers/ios_crash_text.h"
#include "readers/ios_sysdiagnose.h"

namespace waarborg {
namespace {

constexpr unsigned depth = 128;
constexpr std::size_t most_listed = 1'000'000;

std::string reason_of(Json body) {
  std::string out;
  const auto add = [&](std::string_view text) {
    if (!text.empty()) out.append(out.empty() ? "" : ", ").append(text.substr(0, 1024));
  };
  add(body["exception"]["type"].text());
  add(body["exception"]["signal"].text());
  add(body["exception"]["subtype"].text());
  add(body["termination"]["namespace"].text());
  add(body["termination"]["indicator"].text());
  for (const auto& part : body["termination"]["reasons"].items()) add(part.text());
  return out;
}

class Report {
 public:
  Report(Json header, std::uint64_t at, Sink& out) : header_(header), at_(at), out_(out) {
    when_ = report_time(header["timestamp"].text());
    if (!known(when_)) when_text_ = header["timestamp"].text();
    const auto version =
        std::string(header["os_version"].text()) + (known(when_) ? " at " + to_text(when_) : std::string());
    if (!header["os_version"].text().empty())
      add_bounded(SystemProperty{.name = {"os-version"}, .value = version}, 0, out);
  }

  void json(Json body) {
    if (const auto time = report_time(body["captureTime"].text()); known(time)) when_ = time;
    if (const auto name = body["procName"].text(); !name.empty()) crash(body, name);
    std::uint64_t n = 0;
    // Of a memory kill: those that were killed have a reason.
    body["processes"].each([&](Json process) {
      if (++n > most_listed) return;
      const auto why = process["reason"].text();
      listed(process["name"].text(), process["pid"].number(), why.empty() ? "running" : "killed", why, n);
    });
    for (const auto& [pid, process] : body["processByPid"].members())
      if (++n <= most_listed)
        listed(process["procname"].text(), whole_number(pid), "running when the report was made", {}, n);
    if (n > most_listed) out_.problem(Fault::too_big, "more processes than are read", n);
    strays_.tell("process(es) have no name", out_);
    if (told_ == 0) named_by_header();
  }

  // What the header alone says. Statistics of the system have no process.
  void named_by_header() {
    auto name = header_["app_name"].text();
    if (name.empty()) name = header_["name"].text();
    if (name.empty() || told_ != 0) return;
    auto seen = process_of(name);
    seen.app_id = {header_["bundleID"].text()};
    say(seen, "reported", at_);
  }

  void text(std::string_view body) {
    CrashText crash(out_, at_);
    crash.read(body);
    if (crash.found()) {
      auto seen = crash.process();
      if (known(seen.when)) when_ = seen.when;
      if (when_text_.empty()) when_text_ = seen.when_text;
      seen.when_text = {};
      if (seen.app_id.text.empty()) seen.app_id = {header_["bundleID"].text()};
      say(seen, crash.limit() ? "exceeded a limit" : "crashed", at_);
      for (const auto& path : crash.loaded()) loaded(path);
    } else {
      named_by_header();
    }
  }

 private:
  void crash(Json body, std::string_view name) {
    const auto path = body["procPath"].text();
    auto seen = process_of(path.starts_with('/') ? path : name);
    if (path.starts_with('/') && last_part(path) != name) seen.name = {name};
    const auto reason = reason_of(body);
    seen.app_id = {body["bundleInfo"]["CFBundleIdentifier"].text()};
    if (seen.app_id.text.empty()) seen.app_id = {header_["bundleID"].text()};
    seen.pid = body["pid"].number();
    seen.parent = body["parentPid"].number();
    seen.reason = reason;
    say(seen, "crashed", at_);
    if (const auto parent = body["parentProc"].text(); !parent.empty() && parent != "launchd") {
      auto other = process_of(parent);
      other.pid = body["parentPid"].number();
      say(other, "parent of a process that crashed", at_);
    }
    body["usedImages"].each([&](Json image) { loaded(image["path"].text()); });
  }

  void listed(std::string_view name, std::int64_t pid, std::string_view how, std::string_view why,
              std::uint64_t n) {
    if (name.empty()) return strays_.one(n);
    auto seen = process_of(name);
    seen.pid = pid;
    seen.reason = why;
    say(seen, how, n);
  }

  void say(ProcessSeen seen, std::string_view how, std::uint64_t at) {
    seen.how = how;
    seen.when = when_;
    if (!known(when_)) seen.when_text = when_text_;
    ++told_;
    add_bounded(seen, at, out_);
  }

  void loaded(std::string_view path) {
    if (path.starts_with('/') && images_.emplace(path).second)
      add_bounded(PathSeen{.path = {path}, .what = "file"}, at_, out_);
  }

  Json header_;
  std::uint64_t at_ = 0;
  Sink& out_;
  Strays strays_;
  Time when_{};
  std::string_view when_text_;
  std::set<std::string, std::less<>> images_;
  std::size_t told_ = 0;
};

void read(const File& file, Sink& out) {
  const auto all = as_text(file.bytes);
  if (all.empty()) return out.problem(Fault::truncated, "nothing in it", 0);
  const auto end = all.find('\n');
  const auto first = all.substr(0, end);
  const auto header = JsonDocument::parse(first, depth);
  if (!header || !header->root().is(Json::Kind::object)) {
    if (first.starts_with('{')) return out.problem(Fault::malformed, "the first line is no whole JSON", 0);
    Report(Json(), 0, out).text(all);  // of an older system: text alone
    return;
  }
  const auto at = end == std::string_view::npos ? all.size() : end + 1;
  const auto body = trim(all.substr(at));
  Report report(header->root(), at, out);
  if (body.empty()) {
    report.named_by_header();
    return out.problem(Fault::truncated, "there is nothing behind the first line", at);
  }
  if (!body.starts_with('{')) return report.text(all.substr(at));
  if (const auto document = JsonDocument::parse(body, depth)) return report.json(document->root());
  // Statistics have one object a line, and no process in them that this reader knows.
  report.named_by_header();
  if (!JsonDocument::parse(body.substr(0, body.find('\n')), depth))
    out.problem(Fault::malformed, "the body is no whole JSON: it was cut short or is damaged", at);
}

}  // namespace

Reader ios_crash() {
  return {
      .about = "Crashes, memory kills and panics of Apple's systems: which processes, why, what was loaded.",
      .probe = "ios.crashes",
      .paths = {"**/*.ips", "**/*.ips.synced", "**/*.crash"},
      .emits = {ProcessSeen::kind, PathSeen::kind, SystemProperty::kind},
      .read = read};
}

}  // namespace waarborg

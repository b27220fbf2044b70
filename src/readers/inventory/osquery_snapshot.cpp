// Snapshots that osquery took: its log of results (one JSON object a line: name, hostIdentifier, snapshot),
// one such object, or the array that osqueryi --json prints. What a row is about is told by its columns,
// because people name their queries as they like: programs, deb_packages, rpm_packages, apps, services,
// system_info. The offset of an observation is the number of its row in the file, from 1.
#include "base/json.h"
#include "base/text.h"
#include "readers/osquery_rows.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

constexpr unsigned depth = 64;

class Snapshots {
 public:
  explicit Snapshots(Sink& out) : out_(out) {}

  void result(Json root) {
    if (root.is(Json::Kind::array)) return rows(root);
    once(root, rows_ + 1);
    once(root["decorations"], rows_ + 1);
    const auto snapshot = root["snapshot"];
    if (!snapshot.is(Json::Kind::array)) {
      if (!told_)
        out_.problem(Fault::unsupported,
                     "a result that is no snapshot: what changed does not say what is there", rows_ + 1);
      told_ = true;
      return;
    }
    device("osquery-host", root["hostIdentifier"].text(), "weak");
    device("hardware-uuid", root["decorations"]["host_uuid"].text(), "strong");
    for (const auto& [key, value] : root.members())
      if (key == "snapshot") rows(value);
  }

 private:
  // osquery writes a member once. Which of two counts, every program decides for itself: one can hide the
  // other.
  void once(Json object, std::uint64_t row) {
    if (has_member_twice(object))
      out_.problem(Fault::malformed, "an object with a member twice; what the second says may be left out",
                   row);
  }

  // Named where it first appears and where it changes: the rows behind it are its own.
  void device(std::string_view scheme, std::string_view value, std::string_view strength) {
    auto& last = strength == "weak" ? last_host_ : last_uuid_;
    if (value == last) return;
    last = value;
    add_reported(DeviceIdentity{scheme, {value}, strength}, rows_ + 1, out_);
  }

  void rows(Json list) {
    list.each([&](Json item) {
      once(item, ++rows_);
      switch (add_osquery_row(item, rows_, out_)) {
        case OsqueryRow::added:
          return;
        case OsqueryRow::nameless:
          return out_.problem(Fault::malformed, "a row without a name", rows_);
        case OsqueryRow::unknown:
          if (!unknown_) out_.problem(Fault::unsupported, "rows of a table that is not read", rows_);
          unknown_ = true;
      }
    });
  }

  Sink& out_;
  std::uint64_t rows_ = 0;
  bool told_ = false, unknown_ = false;
  std::string last_host_, last_uuid_;
};

bool recognise(Bytes head) {
  const auto text = head_text(head);
  const auto start = trim(text.text());
  const auto has = [&](std::string_view key) { return start.find(key) != std::string_view::npos; };
  return start.starts_with('{') && has("\"hostIdentifier\"") && (has("\"snapshot\"") || has("\"columns\""));
}

void read(const File& file, Sink& out) {
  const auto text = open_text(file, out);
  if (!text) return;
  Snapshots snapshots(out);
  std::string_view first;
  bool whole = true;
  std::size_t at = 0;
  const bool any = next_line(text->text(), at, first, whole);
  // A log has an object on each line; else the file is one value over many lines.
  const bool log = any && first.starts_with('{') && JsonDocument::parse(first, depth);
  if (!log) {
    const auto document = JsonDocument::parse(text->text(), depth);
    if (!document) return out.problem(document.error().fault, document.error().what, document.error().offset);
    return snapshots.result(document->root());
  }
  each_line(
      text->text(),
      [&](std::string_view line, std::uint64_t number) {
        if (trim(line).empty()) return;
        const auto document = JsonDocument::parse(line, depth);
        if (!document)
          return out.problem(document.error().fault,
                             "line " + std::to_string(number) + ": " + document.error().what, number);
        snapshots.result(document->root());
      },
      &out);
}

}  // namespace

Reader osquery_snapshot() {
  return {.about = "Programs, packages, apps and services of snapshots that osquery took.",
          .probe = "import.osquery",
          .paths = {"**/*.osquery.json"},
          .emits = {Program::kind, ServiceUnit::kind, DeviceIdentity::kind},
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg

// Links in the actions of shortcuts, from Shortcuts.sqlite. The actions of a shortcut are a property list
// (ZDATA): a list of what is done, with parameters.
#include <fmt/core.h>

#include "formats/links_in_text.h"
#include "formats/plist_leaves.h"
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view app = "com.apple.shortcuts";

// Names of actions and apps look like hosts; a link among the parameters has a path or a scheme.
bool is_plain_name(std::string_view link) {
  return link.find('/') == std::string_view::npos && !link.starts_with("www.");
}

void actions(const TableRow& row, const StoredTime& when, Sink& out) {
  if (row.bytes(1).empty()) return;
  const auto list = Plist::read(row.bytes(1));
  const auto bad = [&](const Error& e) {
    out.problem(e.fault, fmt::format("actions of shortcut {}, byte {}: {}", row.number(0), e.offset, e.what),
                row.at());
  };
  if (!list) return bad(list.error());
  for (const auto& e : list->problems()) bad(e);
  const LinkMentioned like{
      .where = "shortcut", .app_id = {app}, .when = when.when, .when_text = when.text, .row = row.number(0)};
  each_leaf(list->root(), [&](PlistValue leaf) {
    const auto text = leaf.is(PlistKind::text) ? leaf.text() : as_text(leaf.data());
    for (const auto& link : links_in_text(text)) {
      if (is_plain_name(link)) continue;
      auto mentioned = like;
      mentioned.url = {link};
      out.add(mentioned, row.at());
    }
  });
  // What is opened stands here even where it is a name alone.
  const auto steps = list->root();
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto url = steps[i]["WFWorkflowActionParameters"]["WFURLActionURL"].text();
    if (url.empty() || !is_plain_name(url)) continue;
    auto mentioned = like;
    mentioned.url = {url};
    out.add(mentioned, row.at());
  }
}

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  std::unordered_map<std::int64_t, StoredTime> changed;
  tables->each("ZSHORTCUT", {"ZMODIFICATIONDATE?", "ZCREATIONDATE?"}, [&](const TableRow& row) {
    auto when = row.time(0, Epoch::mac_seconds);
    if (!known(when.when)) when = row.time(1, Epoch::mac_seconds);
    changed[row.id()] = when;
  });
  tables->each("ZSHORTCUTACTIONS", {"ZSHORTCUT", "ZDATA"}, [&](const TableRow& row) {
    const auto when = changed.find(row.number(0));
    actions(row, when == changed.end() ? StoredTime() : when->second, out);
  });
}

bool recognise(Bytes head) {
  return is_database_with(head, {"ZSHORTCUT", "ZSHORTCUTACTIONS"});
}

}  // namespace

Reader ios_shortcuts() {
  return {.about = "Links in the actions of shortcuts of iOS.",
          .probe = "ios.shortcuts",
          .paths = ios_paths({"private/var/mobile/Library/Shortcuts/Shortcuts.sqlite"}),
          .wants = database_logs,
          .emits = {LinkMentioned::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg

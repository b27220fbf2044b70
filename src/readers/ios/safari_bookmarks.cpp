// The table of bookmarks of Safari. In SafariTabs.db (iOS 15 and later) its rows are the open tabs and groups
// of tabs, in Bookmarks.db what people keep and their reading list. Property lists beside each row
// (extra_attributes, local_attributes) tell when a tab was looked at and what it loaded.
#include <fmt/core.h>

#include "formats/plist.h"
#include "formats/plist_leaves.h"
#include "readers/inner_links.h"
#include "readers/phone_facts.h"
#include "readers/safari_session.h"

namespace waarborg {
namespace {

struct Attributes {
  StoredTime when;
  std::string url;
  Blob session;
};

void learn(Bytes bytes, LinkMentioned like, std::uint64_t row, Attributes& into, Sink& out) {
  if (bytes.empty()) return;
  like.where = "attributes of a bookmark";
  const auto list = Plist::read(bytes);
  if (!list) {
    out.problem(list.error().fault, fmt::format("attributes of bookmark {}: {}", row, list.error().what),
                row);
    return add_links(as_text(bytes), like, row, out);
  }
  for (const auto& e : list->problems())
    out.problem(e.fault, fmt::format("attributes of bookmark {}, byte {}: {}", row, e.offset, e.what), row);
  const auto root = list->root();
  for (const auto* key : {"LastVisitTime", "DateLastViewed"})
    if (const auto when = root[key].date(); when > into.when.when) into.when.when = when;
  if (const auto url = root["LocalURL"].text(); !url.empty()) into.url = url;
  if (const auto session = root["SessionState"].data(); !session.empty())
    into.session.assign(session.begin(), session.end());
  each_leaf(root, [&](PlistValue leaf) {
    if (leaf.is(PlistKind::text)) add_links(leaf.text(), like, row, out);
  });
}

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  const auto profile = folder_behind(file.path, "/Safari/Profiles/");
  const bool tabs = tables->has("windows") || tables->has("session_state");
  const SqliteTables::Columns known_ones = {"url", "title?", "extra_attributes?", "local_attributes?",
                                            "last_modified?"};
  const ColumnsBeside beside(*tables, "bookmarks", known_ones);
  tables->each("bookmarks", beside.all(), [&](const TableRow& row) {
    const LinkMentioned like{.app_id = {safari}, .row = row.id()};
    beside.add_links(row, like, out);
    Attributes more;
    learn(row.bytes(2), like, row.at(), more, out);
    learn(row.bytes(3), like, row.at(), more, out);
    if (!known(more.when.when)) more.when = row.time(4, Epoch::mac_seconds);
    const auto url = row.text(0), title = row.text(1);
    add_session(more.session, {profile, more.when, row.id(), row.at()}, out);
    if (!tabs) {
      if (!url.empty())
        out.add(LinkMentioned{.url = {url},
                              .where = "bookmark",
                              .app_id = {safari},
                              .when = more.when.when,
                              .when_text = more.when.text,
                              .row = row.id()},
                row.at());
      return;
    }
    const SafariTab tab{profile, more.when, row.id(), row.at()};
    add_page(url, title, "tab", tab, out);
    if (more.url != url) add_page(more.url, title, "tab", tab, out);
  });
  tables->each_if_there("session_state", {"data"}, [&](const TableRow& row) {
    add_session(row.bytes(0), {profile, {}, row.id(), row.at()}, out);
  });
}

bool recognise(Bytes head) {
  return is_database_with(head, {"bookmarks", "folder_ancestors"});
}

}  // namespace

Reader safari_bookmarks() {
  return {
      .about = "Open tabs, groups of tabs, bookmarks and the reading list of Safari on iOS.",
      .probe = "ios.safari",
      .paths = ios_paths({"private/var/mobile/Library/Safari/SafariTabs.db",
                          "private/var/mobile/Library/Safari/Bookmarks.db",
                          "private/var/mobile/Containers/Data/Application/*/Library/Safari/SafariTabs.db",
                          "private/var/mobile/Containers/Data/Application/*/Library/Safari/Bookmarks.db"}),
      .wants = database_logs,
      .emits = {PageVisit::kind, LinkMentioned::kind},
      .shape = Shape::random,
      .recognise = recognise,
      .read = read};
}

}  // namespace waarborg

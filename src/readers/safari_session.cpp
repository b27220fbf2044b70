#include "readers/safari_session.h"

#include <fmt/core.h>

#include <unordered_set>

#include "formats/links_in_text.h"
#include "formats/plist_leaves.h"
#include "readers/inner_links.h"

namespace waarborg {
namespace {

constexpr std::size_t header = 4;

using Told = std::unordered_set<std::string>;

void add_bare(std::string_view bytes, const SafariTab& tab, Told& told, Sink& out) {
  for (const auto& link : links_in_text(bytes))
    if (link.find("://") != std::string::npos && told.insert(link).second)
      add_page(link, "", "tab-history", tab, out);
}

// What else names a page: where a form was sent, frames of a page, a form of the list that is not known.
void add_rest(const Plist& list, const SafariTab& tab, Told& told, Sink& out) {
  each_leaf(list.root(), [&](PlistValue leaf) {
    each_inner_text(leaf.is(PlistKind::text) ? as_bytes(leaf.text()) : leaf.data(), "pages of a tab", tab.at,
                    out, [&](std::string_view text) { add_bare(text, tab, told, out); });
  });
}

}  // namespace

void add_page(std::string_view url, std::string_view title, std::string_view how, const SafariTab& tab,
              Sink& out) {
  if (url.empty()) return;
  out.add(PageVisit{.url = {url},
                    .title = title,
                    .how = how,
                    .app_id = {safari},
                    .profile = tab.profile,
                    .when = tab.when.when,
                    .when_text = tab.when.text,
                    .row = tab.row},
          tab.at);
}

void add_session(Bytes session, const SafariTab& tab, Sink& out) {
  if (session.empty()) return;
  const bool behind = session.size() > header && Plist::recognise(session.subspan(header));
  const auto list = Plist::read(behind ? session.subspan(header) : session);
  Told told;
  if (!list) {
    out.problem(list.error().fault,
                fmt::format("the pages of tab {} cannot be read: {}", tab.row, list.error().what), tab.at);
    return add_bare(as_text(session), tab, told, out);
  }
  for (const auto& e : list->problems())
    out.problem(e.fault, fmt::format("the pages of tab {}, byte {}: {}", tab.row, e.offset, e.what), tab.at);
  const auto entries = list->root()["SessionHistory"]["SessionHistoryEntries"];
  // A tab that went nowhere has no history; anything else is a form that is not known.
  if (!entries.is(PlistKind::array) && !list->root()["SessionHistory"].is(PlistKind::dict) &&
      list->root().size() != 0)
    out.problem(Fault::unsupported_version,
                fmt::format("the pages of tab {} are not listed as is known", tab.row), tab.at);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto entry = entries[i];
    const auto url = entry["SessionHistoryEntryURL"].text(),
               first = entry["SessionHistoryEntryOriginalURL"].text();
    const auto title = entry["SessionHistoryEntryTitle"].text();
    add_page(url, title, "tab-history", tab, out);
    if (first != url) add_page(first, title, "tab-history", tab, out);
    told.emplace(url), told.emplace(first);
  }
  add_rest(*list, tab, told, out);
}

}  // namespace waarborg

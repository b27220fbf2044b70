// Sites that WebKit loaded anything from, by app, from observations.db: what tracking prevention counts. They
// stay when the history was cleared, and are of apps that show web pages, too.
#include "readers/safari_session.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  const auto container = container_of(file.path);
  const bool is_safari = container.empty() && file.path.find("mobile/Library/") != std::string::npos;
  tables->each("ObservedDomains",
               {"registrableDomain", "lastSeen?", "mostRecentUserInteractionTime?", "hadUserInteraction?"},
               [&](const TableRow& row) {
                 const auto name = row.text(0);
                 auto when = row.time(1, Epoch::unix_seconds);
                 const auto used = row.time(2, Epoch::unix_seconds);
                 if (used.when > when.when) when = used;
                 out.add(ConnectionMade{.name = {name},
                                        .app_id = {is_safari ? safari : container},
                                        .how = row.number(3) != 0 ? "interaction" : "resource",
                                        .when = when.when,
                                        .when_text = when.text},
                         row.at());
               });
}

bool recognise(Bytes head) {
  return is_database_with(head, {"ObservedDomains"});
}

}  // namespace

Reader webkit_observations() {
  return {
      .about = "Sites that apps of iOS loaded web content from.",
      .probe = "ios.webkit",
      .paths = ios_paths(
          {("private/var/mobile/Containers/Data/Application/*/Library/WebKit/WebsiteData/"
            "ResourceLoadStatistics/observations.db"),
           ("private/var/mobile/Containers/Data/Application/*/Library/WebKit/*/WebsiteData/"
            "ResourceLoadStatistics/observations.db"),
           ("private/var/mobile/Containers/Data/Application/*/Library/WebKit/WebsiteDataStore/*/"
            "ResourceLoadStatistics/observations.db"),
           ("private/var/mobile/Containers/Data/Application/*/SystemData/*/Library/WebKit/WebsiteData/"
            "ResourceLoadStatistics/observations.db"),
           ("private/var/mobile/Containers/Data/PluginKitPlugin/*/Library/WebKit/WebsiteData/"
            "ResourceLoadStatistics/observations.db"),
           "private/var/mobile/Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db",
           "private/var/mobile/Library/WebKit/*/WebsiteData/ResourceLoadStatistics/observations.db",
           "private/var/mobile/Library/WebKit/WebsiteDataStore/*/ResourceLoadStatistics/observations.db"}),
      .wants = database_logs,
      .emits = {ConnectionMade::kind},
      .shape = Shape::random,
      .recognise = recognise,
      .read = read};
}

}  // namespace waarborg

#include "cli/catalogue_fetch.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/page.h"
#include "engine/fetch_door.h"

namespace waarborg {

void add_catalogue_fetch(CLI::App& catalogue, int& code) {
  auto request = std::make_shared<FetchRequest>();
  auto& r = *request;
  auto& verb = *catalogue.add_subcommand(
      "fetch", "Get public feeds of indicators; the only verb that asks anything of the network for content");
  verb.add_option("id", r.ids, "Feeds of the list; default: all")->type_name("ID");
  auto* from =
      verb.add_option("--from", r.from, "A folder that a fetch elsewhere filled, instead of the network")
          ->type_name("FOLDER");
  auto* base =
      verb.add_option("--url", r.base, "A mirror (https) that holds such a folder, instead of the publishers")
          ->type_name("BASE");
  from->excludes(base);
  verb.add_option("-o", r.folder, "Folder for feeds and their records; scan --indicators takes it")
      ->capture_default_str()
      ->type_name("DIR");
  verb.add_option("--feeds", r.feeds_file, "Your own list of feeds; default: the shipped one")
      ->type_name("FILE");
  verb.add_flag("--list", r.list, "Say which feeds there are, and fetch nothing");
  verb.add_option("--ca", r.ca_file, "Trust the authorities in this file only (PEM)")
      ->check(CLI::ExistingFile)
      ->type_name("FILE");
  verb.add_flag("--proxy-from-environment", r.proxy_from_environment, "Use the proxy that HTTPS_PROXY names");
  verb.add_option("--seconds", r.seconds, "Longest time for one file")
      ->check(CLI::Range(1u, 86400u))
      ->capture_default_str();
  verb.add_option("--megabytes", r.megabytes, "Largest file")
      ->check(CLI::Range(1u, 2048u))
      ->capture_default_str();
  verb.footer(
      "Examples:\n"
      "  waarborg catalogue fetch -o feeds && waarborg scan / --indicators feeds\n"
      "  waarborg catalogue fetch --from /media/usb/feeds -o feeds\n"
      "Exit codes: 0 all fetched; 1 a feed could not be fetched or is not what it should be, and the old one "
      "stays;\n"
      "  2 wrong usage; 4 failed.");
  verb.callback([request, &code] { code = show_page(fetch_feeds(*request), 1); });
}

}  // namespace waarborg

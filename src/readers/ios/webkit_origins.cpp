// Sites that stored something through newer versions of WebKit, which call the folder of a site by a digest:
// the file "origin" in it says whose it is. The site of the page, then the one that stored, each as scheme,
// host and port. Numbers are little-endian; a text is its length (four bytes, all ones is none), a byte that
// says whether a character takes one byte or two, and the characters; a port is a byte that says whether
// there is one, and two bytes. Format: StorageUtilities.cpp, WebCorePersistentCoders.cpp and
// PersistentCoders.cpp of WebKit (seen 2026-11). Older versions name the folders after the site:
// webkit_storage.cpp.
#include "base/text.h"
#include "formats/utf16.h"
#include "readers/ios_files.h"
#include "readers/phone_facts.h"

namespace waarborg {
namespace {

struct Origin {
  std::string scheme, host, site;
};

// More than a name of a host can have stops the cursor: it is no such file.
std::string text(Cursor& in) {
  const auto length = in.le<std::uint32_t>();
  if (length == 0xFFFF'FFFF) return {};
  const auto narrow = in.le<std::uint8_t>();
  const auto bytes = in.take(narrow != 0 ? length : std::uint64_t{length} * 2);
  return narrow != 0 ? latin1_to_utf8(bytes) : utf16le_to_utf8(bytes);
}

Origin origin(Cursor& in) {
  Origin out{.scheme = text(in), .host = text(in), .site = {}};
  const auto has_port = in.le<std::uint8_t>();
  const auto port = has_port != 0 ? in.le<std::uint16_t>() : 0;
  out.site = out.scheme + "://" + out.host + (port == 0 ? "" : ":" + std::to_string(port)) + "/";
  return out;
}

bool is_web(const Origin& origin) {
  return origin.scheme == "http" || origin.scheme == "https";
}

void read(const File& file, Sink& out) {
  Cursor in(file.bytes);
  const auto page = origin(in);
  const auto page_whole = in.ok();
  const auto stored = origin(in);
  const auto app = container_of(file.path);
  if (page_whole && is_web(page))
    add_bounded(PageVisit{.url = {page.site}, .how = "storage", .app_id = {app}}, 0, out);
  if (!in.ok()) return out.problem(Fault::truncated, "the name of the site ends before it is whole", in.at());
  if (in.more())
    out.problem(Fault::unsupported_version, "behind the names of the sites stands more", in.at());
  if (is_web(stored) && stored.site != page.site)
    add_bounded(
        ConnectionMade{.name = {stored.host}, .app_id = {app}, .url = {stored.site}, .how = "storage"}, 0,
        out);
  if (page.scheme.empty() && stored.scheme.empty()) out.problem(Fault::malformed, "it names no site", 0);
}

}  // namespace

Reader webkit_origins() {
  return {.about = "Sites that stored data on an Apple device through WebKit.",
          .probe = "ios.webkit-storage",
          .paths = {"**/WebsiteData/*/*/*/origin", "**/WebsiteData/*/*/origin",
                    "**/WebsiteData/*/*/*/*/origin", "**/WebsiteDataStore/*/*/*/*/origin",
                    "**/WebsiteDataStore/*/*/*/origin", "**/WebsiteDataStore/*/*/*/*/*/origin"},
          .emits = {PageVisit::kind, ConnectionMade::kind},
          .one_hand = true,
          .read = read};
}

}  // namespace waarborg

// Sites that apps of Apple's systems keep cookies of, from *.binarycookies: "cook", the number of pages and
// the size of each (big-endian), the pages, a sum, and a property list. A page has the places of its cookies
// (little-endian), a cookie those of its texts, which end with NUL, and when it was made, in seconds since
// 2001. What a cookie says is not told: it may be the key of an account. Format:
// https://github.com/libyal/dtformats/blob/main/documentation/Safari%20Cookies.asciidoc (seen 2026-11).
#include <bit>

#include "base/text.h"
#include "readers/ios_files.h"
#include "readers/phone_facts.h"

namespace waarborg {
namespace {

constexpr std::uint32_t page_begins = 0x00000100;
constexpr std::size_t cookie_head = 56, longest_site = 4096;

std::string_view text_at(Bytes cookie, std::uint32_t at) {
  if (at < cookie_head || at >= cookie.size()) return {};
  const auto rest = as_text(cookie.subspan(at)).substr(0, longest_site);
  const auto end = rest.find('\0');
  return end == rest.npos ? std::string_view() : rest.substr(0, end);
}

class Pages {
 public:
  Pages(const File& file, Sink& out) : app_(container_of(file.path)), out_(out) {}

  void read(Bytes all) {
    Cursor head(all);
    if (head.chars(4) != "cook") return out_.problem(Fault::malformed, "is no file of cookies", 0);
    const auto pages = head.be<std::uint32_t>();
    if (!head.ok() || pages > (all.size() - 8) / 4)
      return out_.problem(Fault::truncated, "it has fewer pages than it says", 4);
    std::uint64_t at = 8 + std::uint64_t{pages} * 4;
    for (std::uint32_t i = 0; i < pages; ++i) {
      const auto size = head.be<std::uint32_t>();
      if (size > all.size() - at)
        return out_.problem(Fault::truncated, "page " + std::to_string(i + 1) + " ends before it is whole",
                            at);
      page(all.subspan(at, size), at);
      at += size;
    }
    strays_.tell("cookie(s) could not be read", out_);
    if (all.size() - at < 12) out_.problem(Fault::truncated, "what ends the file is not there", at);
  }

 private:
  void page(Bytes bytes, std::uint64_t at) {
    Cursor in(bytes);
    const bool begins = in.be<std::uint32_t>() == page_begins;
    const auto count = in.le<std::uint32_t>();
    if (!begins || !in.ok() || count > (bytes.size() - 8) / 4)
      return out_.problem(Fault::malformed, "a page of cookies does not begin as one", at);
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto place = in.le<std::uint32_t>();
      if (place >= bytes.size() || !cookie(bytes.subspan(place), at + place)) strays_.one(at + place);
    }
  }

  bool cookie(Bytes bytes, std::uint64_t at) {
    const auto size = Cursor(bytes).le<std::uint32_t>();
    if (size < cookie_head || size > bytes.size()) return false;
    bytes = bytes.first(size);
    Cursor in(bytes.subspan(16));
    auto site = text_at(bytes, in.le<std::uint32_t>());
    in.skip(28);  // other texts, when it expires
    const auto made = std::bit_cast<double>(in.le<std::uint64_t>());
    if (site.starts_with('.')) site.remove_prefix(1);
    if (!in.ok() || site.empty()) return false;
    const auto name = to_utf8(site);
    add_bounded(ConnectionMade{.name = {name}, .app_id = {app_}, .how = "cookie", .when = mac_time(made)}, at,
                out_);
    return true;
  }

  std::string_view app_;
  Sink& out_;
  Strays strays_;
};

void read(const File& file, Sink& out) {
  if (file.bytes.empty()) return out.problem(Fault::truncated, "nothing in it", 0);
  Pages(file, out).read(file.bytes);
}

bool recognise(Bytes head) {
  return as_text(head).starts_with("cook") && head.size() >= 8 && head[4] == 0;
}

}  // namespace

Reader ios_cookies() {
  return {.about = "Sites that apps of Apple's systems keep cookies of.",
          .probe = "ios.cookies",
          .paths =
              device_paths({"mobile/Containers/Data/Application/*/Library/Cookies/*.binarycookies",
                            "mobile/Containers/Data/PluginKitPlugin/*/Library/Cookies/*.binarycookies",
                            "mobile/Containers/Shared/AppGroup/*/Library/Cookies/*.binarycookies",
                            "containers/Data/System/*/Library/Cookies/*.binarycookies",
                            "mobile/Library/Cookies/*.binarycookies", "root/Library/Cookies/*.binarycookies"},
                           {"**/*.binarycookies"}),
          .emits = {ConnectionMade::kind},
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg

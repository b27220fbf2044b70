#include "formats/cyclonedx.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_names = 4096, xml_head = 4096;

class Names {
 public:
  explicit Names(CycloneComponent& out) : out_(out) {}
  void add(std::string& names, std::string_view who) {
    if (who.empty() || has(names, who)) return;
    if (who.size() + 2 > longest_names - names.size()) {
      out_.names_cut = true;
      return;
    }
    if (!names.empty()) names += "; ";
    names += who;
  }

 private:
  static bool has(std::string_view names, std::string_view who) {
    for (std::size_t at = names.find(who); at != std::string_view::npos; at = names.find(who, at + 1)) {
      const auto end = at + who.size();
      if ((at == 0 || names.substr(0, at).ends_with("; ")) &&
          (end == names.size() || names.substr(end).starts_with("; ")))
        return true;
    }
    return false;
  }
  CycloneComponent& out_;
};

// Its site; without one the place it comes from, which names the maker as well.
std::string_view homepage(Json item) {
  constexpr std::array<std::string_view, 3> kinds = {"website", "vcs", "distribution"};
  std::array<std::string_view, kinds.size() + 1> found;
  item["externalReferences"].each([&](Json reference) {
    for (std::size_t i = 0; i < kinds.size(); ++i)
      if (found[i].empty() && reference["type"].text() == kinds[i]) found[i] = reference["url"].text();
  });
  item["endpoints"].each([&](Json url) {
    if (found.back().empty()) found.back() = url.text();
  });
  const auto first = std::find_if(found.begin(), found.end(), [](auto url) { return !url.empty(); });
  return first == found.end() ? std::string_view() : *first;
}

std::string sha256_of(Json item) {
  std::string found;
  item["hashes"].each([&](Json hash) {
    const auto digest = hash["content"].text();
    if (found.empty() && hash["alg"].text() == "SHA-256" && digest.size() == 64 &&
        digest.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos)
      found = lower(digest);
  });
  return found;
}

}  // namespace

CycloneComponent read_component(Json item, Json about, bool service) {
  CycloneComponent out{.name = item["name"].text(),
                       .version = item["version"].text(),
                       .type = service ? "service" : item["type"].text(),
                       .description = item["description"].text(),
                       .purl = item["purl"].text(),
                       .cpe = item["cpe"].text(),
                       .homepage = homepage(item),
                       .sha256 = sha256_of(item)};
  Names names(out);
  for (const auto maker : {item["publisher"], item["manufacturer"]["name"], item["provider"]["name"],
                           about["manufacture"]["name"], item["group"]})
    names.add(out.vendor, maker.text());
  names.add(out.supplier, item["supplier"]["name"].text());
  names.add(out.supplier, about["supplier"]["name"].text());
  names.add(out.author, item["author"].text());
  // Lists of any length come last and end where the room for names does.
  item["properties"].each([&](Json property) {
    if (out.names_cut) return;
    const auto what = property["name"].text();
    if (what.ends_with(":vendor")) names.add(out.vendor, property["value"].text());
    if (what.ends_with(":maintainer")) names.add(out.author, property["value"].text());
  });
  item["authors"].each([&](Json who) {
    if (!out.names_cut) names.add(out.author, who["name"].text());
  });
  return out;
}

bool is_cyclonedx_json(std::string_view head) {
  constexpr std::string_view key = "\"bomFormat\"";
  const auto at = head.find(key);
  if (at == std::string_view::npos) return false;
  const auto colon = trim(head.substr(at + key.size()));
  return colon.starts_with(':') && trim(colon.substr(1)).starts_with("\"CycloneDX\"");
}

bool is_cyclonedx_xml(std::string_view head) {
  head = head.substr(0, xml_head);
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  return trim(head).starts_with('<') &&
         head.find("http://cyclonedx.org/schema/bom/") != std::string_view::npos;
}

}  // namespace waarborg

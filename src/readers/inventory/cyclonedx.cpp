// Components and services that a CycloneDX bill of materials in JSON declares, versions 1.2 to 1.7
// (ECMA-424). The offset of an observation is the number of the component in the document, from 0.
#include "formats/cyclonedx.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/purl_parts.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_value = 4096;
constexpr unsigned json_depth = 512, component_depth = 64;
constexpr std::array<std::string_view, 6> versions = {"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"};

class Components {
 public:
  explicit Components(Sink& out) : out_(out) {}

  // What made the bill (metadata.tools) is no part of what it is about.
  void document(Json root) {
    for (const auto& [key, value] : root.members()) {
      if (key == "metadata") one(value["component"], value, false, 0);
      if (key == "components") all(value, false, 0);
      if (key == "services") all(value, true, 0);
    }
  }

 private:
  void all(Json list, bool service, unsigned depth) {
    list.each([&](Json item) { one(item, {}, service, depth); });
  }

  void one(Json item, Json about, bool service, unsigned depth) {
    if (!item.is(Json::Kind::object)) return;
    if (depth == component_depth)
      return out_.problem(Fault::too_big, "components nested deeper than 64 were left out", number_);
    const auto number = number_++;
    add(read_component(item, about, service), number);
    for (const auto& [key, value] : item.members())
      if (key == (service ? "services" : "components")) all(value, service, depth + 1);
  }

  void add(const CycloneComponent& c, std::uint64_t number) {
    const auto parts = read_purl(c.purl);
    if (!c.purl.empty() && !parts) out_.problem(Fault::malformed, "a purl that is none", number);
    const auto package = parts ? package_of(*parts) : PackageName{"cyclonedx", std::string(c.name)};
    if (package.name.empty()) return out_.problem(Fault::malformed, "a component without a name", number);
    if (c.names_cut) out_.problem(Fault::too_big, "names beyond 4096 bytes were left out", number);
    const auto bounded = [&](std::string_view value) {
      if (value.size() <= longest_value) return value;
      out_.problem(Fault::too_big, "a value longer than 4096 bytes was cut", number);
      value = value.substr(0, longest_value);
      while (!is_utf8(value)) value.remove_suffix(1);  // at most three bytes: JSON is UTF-8
      return value;
    };
    out_.add(Program{.package = {bounded(package.ecosystem), bounded(package.name)},
                     .version_text =
                         bounded(c.version.empty() && parts ? std::string_view(parts->version) : c.version),
                     .architecture = parts ? bounded(parts->architecture) : std::string_view(),
                     .vendor = {c.vendor},
                     .supplier = {c.supplier},
                     .author = {c.author},
                     .purl = {bounded(c.purl)},
                     .cpe = {bounded(c.cpe)},
                     .homepage = {bounded(c.homepage)},
                     .state = bounded(c.type),
                     .description = bounded(c.description),
                     .present = Presence::declared,
                     .sha256 = {c.sha256}},
             number);
  }

  Sink& out_;
  std::uint64_t number_ = 0;
};

bool recognise(Bytes head) {
  return is_cyclonedx_json(as_text(head)) || is_cyclonedx_xml(as_text(head));
}

void read(const File& file, Sink& out) {
  const auto text = as_text(file.bytes);
  if (is_cyclonedx_xml(text))
    return out.problem(Fault::unsupported, "CycloneDX in XML; only its JSON form is read", 0);
  const auto document = JsonDocument::parse(text, json_depth);
  if (!document) return out.problem(document.error().fault, document.error().what, document.error().offset);
  const auto root = document->root();
  if (root["bomFormat"].text() != "CycloneDX")
    return out.problem(Fault::unsupported, "JSON, but its bomFormat is not CycloneDX", 0);
  const auto version = root["specVersion"].text();
  if (std::find(versions.begin(), versions.end(), version) == versions.end())
    out.problem(Fault::unsupported_version,
                "CycloneDX version \"" + shorten(version, 20) +
                    "\" is not one of 1.2 to 1.7; what looks the same was read",
                0);
  Components(out).document(root);
}

}  // namespace

Reader cyclonedx() {
  return {.about = "Components and services that a CycloneDX bill of materials declares.",
          .probe = "sbom",
          .paths = {"**/*.cdx.json", "**/bom.json", "**/*.cyclonedx.json", "**/sbom.json"},
          .emits = {Program::kind},
          .digests = true,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg

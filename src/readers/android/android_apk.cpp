// An Android app as a file: its package and version and what it asks for, from AndroidManifest.xml; its
// digest; who signed it. That such a file lies there does not say that it is installed. Beside AndroidQF's
// hashes.csv its digest is held against the one written there. The offset of an observation is 0.
#include "base/digest.h"
#include "base/text.h"
#include "formats/xml_tags.h"
#include "readers/android_text.h"
#include "readers/apk_signers.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

constexpr std::uint64_t most_manifest = 64u << 20, most_hashes = 64u << 20;
constexpr std::size_t piece_bytes = 1u << 20;
// android.R.attr
constexpr std::uint32_t attr_name = 0x01010003, attr_version_code = 0x0101021B,
                        attr_version_name = 0x0101021C;

Result<std::string> digest(const Source& source) {
  Sha256Stream sum;
  Blob piece(std::min<std::uint64_t>(source.size(), piece_bytes));
  for (std::uint64_t at = 0; at < source.size(); at += piece.size()) {
    const auto n = std::min<std::uint64_t>(piece.size(), source.size() - at);
    if (const auto got = source.read(at, {piece.data(), n}); !got) return pass(got.error());
    sum.add({piece.data(), n});
  }
  return hex(sum.finish());
}

// By its resource, since the name may be left out; else by the name.
std::string_view attribute(const XmlTag& tag, std::uint32_t resource, std::string_view name) {
  for (const auto& one : tag.attributes)
    if (one.resource == resource) return one.value;
  return tag[name];
}

struct Manifest {
  std::string package, version, version_code;
  std::vector<std::string> permissions;
};

Manifest manifest_of(const Source& source, const ZipDirectory& zip, Sink& out) {
  Manifest found;
  const ZipEntry* entry = nullptr;
  for (const auto& one : zip.entries)
    if (one.name == "AndroidManifest.xml") entry = &one;
  if (entry == nullptr) {
    out.problem(Fault::not_found, "an APK without a manifest", 0);
    return found;
  }
  const auto bytes = apk_entry(source, *entry, most_manifest);
  if (!bytes) {
    out.problem(bytes.error().fault, "the manifest of the APK: " + bytes.error().what, entry->header);
    return found;
  }
  const auto xml = read_android_xml(*bytes);
  if (xml.damage)
    out.problem(xml.damage->fault, "the manifest of the APK: " + xml.damage->what, entry->header);
  for (const auto& tag : xml.tags) {
    bool cut = false;
    if (tag.name == "manifest" && found.package.empty()) {
      found.package = tag["package"];
      found.version = bounded(attribute(tag, attr_version_name, "versionName"), cut);
      found.version_code = bounded(attribute(tag, attr_version_code, "versionCode"), cut);
    } else if (tag.name.starts_with("uses-permission")) {
      const auto name = bounded(attribute(tag, attr_name, "name"), cut);
      if (!name.empty()) found.permissions.emplace_back(name);
    }
    if (cut) out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", 0);
  }
  return found;
}

void verify(const File& file, std::string_view sha256, Sink& out) {
  const auto* list = file.wanted(0);
  if (list == nullptr || list->size() > most_hashes) return;
  Blob bytes(list->size());
  if (!list->read(0, bytes)) return;                             // its own reader says so
  const auto name = file.path.substr(file.path.rfind('/') + 1);  // npos + 1 is 0
  for (const auto line : split(as_text(bytes), '\n')) {
    const auto comma = line.rfind(',');
    if (comma == std::string_view::npos) continue;
    const auto path = trim(line.substr(0, comma));
    if (!path.ends_with("apks/" + name) && !path.ends_with("apks\\" + name)) continue;
    if (const auto said = digest_text(trim(line.substr(comma + 1)), 32); !said.empty() && said != sha256)
      out.problem(Fault::malformed,
                  "was changed after it was collected: hashes.csv has another SHA-256 of it", 0);
  }
}

void read(const File& file, Sink& out) {
  const auto& source = *file.source;
  Blob head(std::min<std::uint64_t>(source.size(), 4));
  if (const auto got = source.read(0, head); !got) return out.problem(got.error().fault, got.error().what, 0);
  // Alpine Linux calls its packages .apk, too: these are gzip.
  if (head.size() >= 2 && head[0] == 0x1F && head[1] == 0x8B) return;
  const auto sha256 = digest(source);
  if (!sha256) return out.problem(sha256.error().fault, sha256.error().what, sha256.error().offset);
  verify(file, *sha256, out);
  const auto zip = read_zip_directory(source);
  if (!zip) {
    out.add(FileSeen{.path = {file.path}, .sha256 = {*sha256}}, 0);
    return out.problem(zip.error().fault, zip.error().what, zip.error().offset);
  }
  for (const auto& damage : zip->damage) out.problem(damage.fault, damage.what, damage.offset);
  const auto manifest = manifest_of(source, *zip, out);
  auto signers = apk_signers(source, *zip, out);
  if (signers.empty()) {
    out.problem(Fault::not_found, "nothing says who signed the APK", 0);
    signers.emplace_back();
  }
  if (!is_package_name(manifest.package)) {
    out.add(FileSeen{.path = {file.path}, .sha256 = {*sha256}}, 0);
    if (!manifest.package.empty())
      out.problem(Fault::malformed, "the package of the APK has no name of one", 0);
  }
  const AppId app{is_package_name(manifest.package) ? std::string_view(manifest.package)
                                                    : std::string_view()};
  const auto code = manifest.version_code.empty() ? std::string() : "version code " + manifest.version_code;
  for (const auto& signer : signers) {
    const auto state = signer.scheme.empty() ? std::string("not signed") : "signed with " + signer.scheme;
    out.add(Program{.package = {app.text.empty() ? "" : "android", app.text},
                    .version_text = manifest.version,
                    .source = "apk",
                    .state = state,
                    .description = code,
                    .present = Presence::file_only,
                    .sha256 = {*sha256},
                    .location = {file.path},
                    .app_id = app,
                    .signer = {signer.sha256},
                    .signer_sha1 = {signer.sha1},
                    .signer_md5 = {signer.md5}},
            0);
  }
  for (const auto& permission : manifest.permissions)
    out.add(
        PermissionGiven{.app_id = app, .permission = permission, .state = "requested", .reason = "manifest"},
        0);
}

bool recognise(Bytes head) {
  const auto text = as_text(head);
  if (!text.starts_with("PK\3\4")) return false;
  for (const std::string_view name :
       {"AndroidManifest.xml", "classes.dex", "resources.arsc", "META-INF/com/android/"})
    if (text.find(name) != std::string_view::npos) return true;
  return false;
}

}  // namespace

Reader android_apk() {
  return {.about = "Android apps as files: package, version, permissions asked for, digest and signer.",
          .probe = "android.apk",
          .paths = {"**/*.apk"},
          .wants = {"../hashes.csv"},
          .emits = {Program::kind, PermissionGiven::kind, FileSeen::kind},
          .digests = true,
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg

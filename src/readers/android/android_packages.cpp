// Apps of an Android system as AndroidQF lists them: packages.json (an array of objects, or one object a
// line), older packages.txt (the lines of `pm list packages`). It asks the package manager for apps that were
// removed too (-u), so an app is installed where "installed" says so; where that is not said, one without a
// file is taken for removed. A disabled app is installed. The offset of an observation is the number of its
// entry, from 1.
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "formats/json_keys.h"
#include "formats/json_objects.h"
#include "readers/android_text.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

constexpr unsigned depth = 32;
constexpr std::size_t most_files = 1000;

// The first of two spellings that is a text.
std::string_view either(Json object, std::string_view one, std::string_view other) {
  const auto text = object[one].text();
  return text.empty() ? object[other].text() : text;
}

// AndroidQF's rows have these beside the name; other programs call a file packages.json too.
bool is_ours(Json object) {
  return !object["name"].text().empty() &&
         (!object["files"].is(Json::Kind::null) || !object["third_party"].is(Json::Kind::null) ||
          !object["installer"].is(Json::Kind::null) || !object["uid"].is(Json::Kind::null));
}

class Packages {
 public:
  explicit Packages(Sink& out) : out_(out) {}

  void entry(Json object) {
    ++row_;
    cut_ = false;
    const auto name = object["name"].text();
    if (!is_package_name(name))
      return out_.problem(Fault::malformed, "an entry without the name of a package", row_);
    const auto files = object["files"].items();
    const auto said = object["installed"];
    const bool removed = said.is(Json::Kind::flag) ? !said.flag() : files.empty();
    const auto here = removed ? Presence::residual : Presence::installed;
    Json certificate;
    std::string base;
    for (std::size_t i = 0; i < files.size() && i < most_files; ++i) {
      const auto path = files[i]["path"].text();
      file(files[i], here);
      if (base.empty() || path.ends_with("/base.apk")) base = digest_text(files[i]["sha256"].text(), 32);
      if (certificate.is(Json::Kind::null)) certificate = files[i]["certificate"];
    }
    if (files.size() > most_files)
      out_.problem(Fault::too_big, "only 1000 files of a package were read", row_);
    const auto sha256 = digest_text(either(certificate, "Sha256", "sha256"), 32);
    const auto sha1 = digest_text(either(certificate, "Sha1", "sha1"), 20);
    const auto md5 = digest_text(either(certificate, "Md5", "md5"), 16);
    const auto user = user_of(object);
    const auto installer = object["installer"].text();
    out_.add(
        Program{.package = {"android", name},
                .version_text = bounded(either(object, "version_name", "version"), cut_),
                .source = object["system"].flag()        ? "system"
                          : object["third_party"].flag() ? "third-party"
                                                         : "",
                .state = removed                     ? "uninstalled-for-user"
                         : object["disabled"].flag() ? "disabled"
                                                     : "enabled",
                .present = here,
                .sha256 = {base},
                .location = {files.empty() ? std::string_view() : bounded(files[0]["path"].text(), cut_)},
                .user = user,
                .app_id = {name},
                .installer = installer == "null" ? std::string_view() : bounded(installer, cut_),
                .signer = {sha256},
                .signer_sha1 = {sha1},
                .signer_md5 = {md5}},
        row_);
    if (cut_) out_.problem(Fault::too_big, "a value longer than 4096 bytes was cut", row_);
  }

  std::uint64_t rows() const { return row_; }

 private:
  void file(Json one, Presence here) {
    const auto sha256 = digest_text(one["sha256"].text(), 32), sha1 = digest_text(one["sha1"].text(), 20),
               md5 = digest_text(one["md5"].text(), 16);
    const auto path = bounded(one["path"].text(), cut_);
    if (path.empty() && sha256.empty() && sha1.empty() && md5.empty()) return;
    out_.add(FileSeen{.path = {path}, .sha256 = {sha256}, .sha1 = {sha1}, .md5 = {md5}, .present = here},
             row_);
  }

  static std::string user_of(Json object) {
    for (const auto key : {"user_id", "user"})
      if (object[key].is(Json::Kind::number)) return std::to_string(object[key].number());
    return {};
  }

  Sink& out_;
  std::uint64_t row_ = 0;
  bool cut_ = false;
};

void read_json(const File& file, std::string_view text, Sink& out) {
  // Whatever its content, a file beside AndroidQF's own record is AndroidQF's. Elsewhere a whole object of
  // another form, or a list of names, is somebody else's; what cannot be told is taken for ours and said to
  // be damaged.
  bool ours = file.wanted(0) != nullptr || text.find("\"third_party\"") != std::string_view::npos;
  bool foreign = false;
  Packages packages(out);
  JsonObjects objects(text);
  std::uint64_t refused = 0, first = 0;
  std::string why, doubled;
  for (std::string_view object; objects.next(object);) {
    const auto document = JsonDocument::parse(object, depth);
    if (!document) {
      if (refused++ == 0) first = objects.at(), why = document.error().what;
      continue;
    }
    if (const auto key = doubled_key(document->root()); !key.empty() && doubled.empty())
      doubled = "\"" + printable(shorten(key, 40)) + "\" stands twice in one entry, the first at byte " +
                std::to_string(objects.at()) + "; the first value was read";
    if (const auto list = document->root()["packages"]; list.is(Json::Kind::array)) {
      list.each([&](Json one) {
        ours |= is_ours(one);
        if (ours) packages.entry(one);
      });
      foreign |= !ours;
    } else if (ours = ours || is_ours(document->root()); ours) {
      packages.entry(document->root());
    } else {
      foreign = true;
    }
  }
  const auto start = trim(text.substr(0, 64));
  if (start.starts_with('[') && trim(start.substr(1)).starts_with('"')) foreign = true;
  if (!ours && foreign) return;
  if (!doubled.empty()) out.problem(Fault::malformed, doubled, packages.rows());
  if (refused != 0)
    out.problem(Fault::malformed,
                std::to_string(refused) + " entr" + (refused == 1 ? "y" : "ies") +
                    " cannot be read, the first at byte " + std::to_string(first) + ": " + why,
                packages.rows());
  if (objects.stray() != 0)
    out.problem(
        Fault::malformed,
        "what stands between the entries is no list, from byte " + std::to_string(objects.first_stray()),
        packages.rows());
  if (objects.cut()) out.problem(Fault::truncated, "the list has no end", packages.rows());
  if (packages.rows() == 0) out.problem(Fault::malformed, "no package is in it: no system is without one", 0);
}

// package:/data/app/x/base.apk=com.example installer=com.android.vending uid:10123
void read_lines(std::string_view text, Sink& out) {
  std::uint64_t strays = 0, first = 0;
  std::size_t found = 0;
  each_line(
      text,
      [&](std::string_view line, std::uint64_t row) {
        const auto parts = words(line);
        if (parts.empty()) return;
        auto name = parts[0];
        const bool marked = name.starts_with("package:");
        if (marked) name.remove_prefix(8);
        std::string_view path, installer;
        if (name.starts_with('/'))
          if (const auto equals = name.rfind('='); equals != std::string_view::npos)
            path = name.substr(0, equals), name.remove_prefix(equals + 1);
        if (!is_package_name(name) || (!marked && parts.size() > 1)) {
          if (strays++ == 0) first = row;
          return;
        }
        for (const auto part : parts)
          if (part.starts_with("installer=") && part != "installer=null") installer = part.substr(10);
        ++found;
        bool cut = false;
        out.add(Program{.package = {"android", name},
                        .state = "listed",
                        .location = {bounded(path, cut)},
                        .app_id = {name},
                        .installer = bounded(installer, cut)},
                row);
        if (cut) out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", row);
      },
      &out);
  if (strays != 0)
    out.problem(Fault::malformed, std::to_string(strays) + " line(s) name no package, the first is here",
                first);
  if (found == 0 && strays == 0 && !text.empty()) out.problem(Fault::malformed, "no package is in it", 0);
}

void read(const File& file, Sink& out) {
  const bool json = file.path.ends_with(".json");
  const auto raw = trim(as_text(file.bytes).substr(0, 64 * 1024));
  // Other programs keep lists under the same name.
  constexpr std::string_view start = "package:";
  if (!json && file.wanted(0) == nullptr && raw.substr(0, start.size()) != start.substr(0, raw.size()))
    return;
  const auto text = open_text(file, out);
  if (!text) return;
  json ? read_json(file, text->text(), out) : read_lines(text->text(), out);
}

bool recognise(Bytes head) {
  const auto text = trim(as_text(head));
  const auto has = [&](std::string_view key) { return text.find(key) != std::string_view::npos; };
  return (text.starts_with('[') || text.starts_with('{')) && has("\"third_party\"") && has("\"installer\"");
}

}  // namespace

Reader android_packages() {
  return {.about = "Apps of an Android phone with their files and signers, as AndroidQF lists them.",
          .probe = "android.packages",
          .paths = {"packages.json", "packages.txt"},
          .wants = {"./acquisition.json"},
          .emits = {Program::kind, FileSeen::kind},
          .digests = true,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg

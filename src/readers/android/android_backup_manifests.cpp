// Apps in an Android backup: apps/PACKAGE/_manifest, lines of text. 1, the package, its version code, the
// version of the platform, who installed it (or nothing), whether the APK is in the backup (1 or 0), how many
// certificates signed it, and each of these in hexadecimal digits. Source: AppMetadataBackupWriter of the
// platform. The offset of an observation is the number of a line.
#include "base/digest.h"
#include "base/text.h"
#include "crypto/md5.h"
#include "crypto/sha1.h"
#include "readers/android_text.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

constexpr std::size_t most_signers = 64;

void read(const File& file, Sink& out) {
  const auto text = open_text(file, out);
  if (!text) return;
  std::vector<std::string_view> lines;
  std::string_view line;
  bool whole = true;
  for (std::size_t at = 0; lines.size() < 7 + most_signers && next_line(text->text(), at, line, whole);)
    lines.push_back(line);
  if (lines.size() < 7)
    return out.problem(Fault::truncated, "the manifest of an app ends too early", lines.size());
  if (trim(lines[0]) != "1")
    return out.problem(Fault::unsupported_version,
                       "a manifest of another version: " + printable(lines[0].substr(0, 40)), 1);
  const auto name = trim(lines[1]);
  if (!is_package_name(name)) return out.problem(Fault::malformed, "the manifest names no package", 2);
  const auto count = leading_digits(trim(lines[6]));
  std::size_t signers = 0;
  for (const char c : count.substr(0, 4)) signers = signers * 10 + static_cast<std::size_t>(c - '0');
  bool cut = false;
  const auto version = "version code " + std::string(leading_digits(trim(lines[2])).substr(0, 20));
  Program app{.package = {"android", name},
              .description = version,
              .app_id = {name},
              .installer = bounded(trim(lines[4]), cut)};
  const auto present = std::min(signers, lines.size() - 7);
  for (std::size_t i = 0; i < present; ++i) {
    Blob der;
    if (!from_hex(trim(lines[7 + i]), der) || der.empty()) {
      out.problem(Fault::malformed, "a certificate of the app cannot be read", 8 + i);
      continue;
    }
    Sha1Stream one;
    one.add(der);
    Md5Stream other;
    other.add(der);
    const auto sha256_text = hex(sha256(der)), sha1_text = hex(one.finish()), md5_text = hex(other.finish());
    auto signed_app = app;
    signed_app.signer = {sha256_text};
    signed_app.signer_sha1 = {sha1_text};
    signed_app.signer_md5 = {md5_text};
    out.add(signed_app, 8 + i);
  }
  if (present == 0) out.add(app, 2);
  if (present < signers || !whole)
    out.problem(Fault::truncated, "the manifest ends before its last certificate does", lines.size());
}

}  // namespace

Reader android_backup_manifests() {
  return {.about = "Apps in an Android backup, with who signed them.",
          .probe = "android.packages",
          .paths = {"apps/*/_manifest"},
          .emits = {Program::kind},
          .read = read};
}

}  // namespace waarborg

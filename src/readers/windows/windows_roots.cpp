// Certificates that Windows trusts as roots. A certificate is a key named by its SHA-1; its value Blob is a
// list of properties (number, 1, length, bytes), of which 32 is the certificate itself: wincrypt.h,
// CERT_CERT_PROP_ID.
#include <array>

#include "base/cursor.h"
#include "base/text.h"
#include "crypto/certificate.h"
#include "readers/windows_hive.h"

namespace waarborg {
namespace {

struct Store {
  std::string_view path, name;
  HiveUse use;
};
constexpr std::array<Store, 7> stores = {{
    {R"(Microsoft\SystemCertificates\ROOT\Certificates)", "ROOT", HiveUse::software},
    {R"(Microsoft\SystemCertificates\AuthRoot\Certificates)", "AuthRoot", HiveUse::software},
    {R"(Microsoft\EnterpriseCertificates\Root\Certificates)", "enterprise ROOT", HiveUse::software},
    {R"(Policies\Microsoft\SystemCertificates\Root\Certificates)", "policy ROOT", HiveUse::software},
    {R"(Policies\Microsoft\SystemCertificates\AuthRoot\Certificates)", "policy AuthRoot", HiveUse::software},
    {R"(Software\Microsoft\SystemCertificates\Root\Certificates)", "ROOT", HiveUse::user},
    {R"(Software\Policies\Microsoft\SystemCertificates\Root\Certificates)", "policy ROOT", HiveUse::user},
}};

constexpr std::uint32_t certificate_property = 32;

Bytes certificate_in(Bytes blob, bool& whole) {
  Cursor in(blob);
  Bytes found;
  while (in.more()) {
    const auto id = in.le<std::uint32_t>();
    in.skip(4);
    const auto bytes = in.take(in.le<std::uint32_t>());
    if (in.ok() && id == certificate_property && found.empty()) found = bytes;
  }
  whole = in.ok();
  return found;
}

void add(WindowsHive& in, const HiveKey& key, const Store& store, Sink& out) {
  const auto value = in.hive.value(key, "Blob");
  const auto blob = value ? in.hive.bytes(*value) : std::nullopt;
  if (!value) out.problem(Fault::malformed, "a trusted certificate without its bytes", key.offset);
  CertificateFacts facts;
  if (blob) {
    bool whole = true;
    const auto der = certificate_in(*blob, whole);
    if (!whole) out.problem(Fault::malformed, "the properties of a certificate do not fit", value->offset);
    auto read = read_certificate(der);
    if (read)
      facts = std::move(*read);
    else
      out.problem(read.error().fault, read.error().what, value->offset);
  }
  // What cannot be read is trusted all the same: Windows goes by the name of the key.
  const auto thumbprint = lower(key.name);
  if (!facts.sha1.empty() && facts.sha1 != thumbprint)
    out.problem(Fault::malformed, "a certificate that is not the one its key names", key.offset);
  out.add(TrustedRoot{.subject = {facts.subject},
                      .thumbprint = {facts.sha1.empty() ? thumbprint : facts.sha1},
                      .store = store.name,
                      .user = in.user,
                      .sha256 = {facts.sha256},
                      .expires = facts.not_after},
          key.offset);
}

void read(const File& file, Sink& out) {
  auto in = open_windows_hive(
      file, [](HiveUse use) { return use == HiveUse::software || use == HiveUse::user; }, out);
  if (!in) return;
  for (const auto& store : stores) {
    if (!in->may_be(store.use)) continue;
    const auto list = in->hive.key(store.path);
    if (!list) continue;
    in->hive.each_subkey(*list, [&](const HiveKey& key) {
      add(*in, key, store, out);
      return true;
    });
  }
}

}  // namespace

Reader windows_roots() {
  return {.about = "Certificates that Windows trusts as roots, for the machine and for each person.",
          .probe = "windows.roots",
          .paths = {"Windows/System32/config/SOFTWARE", "Windows/System32/config/DEFAULT",
                    "Windows/ServiceProfiles/*/NTUSER.DAT", "Users/*/NTUSER.DAT",
                    "Documents and Settings/*/NTUSER.DAT", "SOFTWARE", "*/NTUSER.DAT", "NTUSER.DAT"},
          .emits = {TrustedRoot::kind},
          .any_case = true,
          .shape = Shape::random,
          .recognise = Hive::recognise,
          .read = read};
}

}  // namespace waarborg

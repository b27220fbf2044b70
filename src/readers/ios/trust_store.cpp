// Certificates that somebody made iOS trust as roots, beyond those of the system, from TrustStore.sqlite3:
// the certificate, and its digest as the key (SHA-1 before iOS 12). Profiles and management put them there;
// who holds such a root can read and change what the device sends.
#include "base/digest.h"
#include "crypto/certificate.h"
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::string_view store = "TrustStore";

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  tables->each("tsettings", {"data", "sha256?", "sha1?"}, [&](const TableRow& row) {
    const auto known_sha256 = hex(row.bytes(1)), known_sha1 = hex(row.bytes(2));
    const auto certificate = read_certificate(row.bytes(0));
    if (certificate) {
      if (!known_sha256.empty() && known_sha256 != certificate->sha256)
        out.problem(Fault::malformed, "the digest of a certificate is of another one", row.at());
      out.add(TrustedRoot{.subject = {certificate->subject},
                          .thumbprint = {certificate->sha1},
                          .store = store,
                          .sha256 = {certificate->sha256},
                          .expires = certificate->not_after},
              row.at());
      return;
    }
    out.problem(certificate.error().fault,
                "a trusted certificate cannot be read: " + certificate.error().what, row.at());
    out.add(TrustedRoot{.thumbprint = {known_sha1}, .store = store, .sha256 = {known_sha256}}, row.at());
  });
}

bool recognise(Bytes head) {
  return is_database_with(head, {"tsettings"});
}

}  // namespace

Reader trust_store() {
  return {.about = "Certificates that iOS was made to trust beyond its own.",
          .probe = "ios.roots",
          .paths = ios_paths({"private/var/Keychains/TrustStore.sqlite3",
                              "private/var/protected/trustd/private/TrustStore.sqlite3",
                              "private/var/mobile/Library/Keychains/TrustStore.sqlite3"}),
          .wants = database_logs,
          .emits = {TrustedRoot::kind},
          .shape = Shape::random,
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg

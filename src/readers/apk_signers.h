// Who signed an APK: the certificates of its signing block (APK Signature Scheme v2, v3 and v3.1) or, where
// there is none, of META-INF/*.RSA (v1, a signed JAR). Nothing is verified: whose name the signature carries
// is told, not whether it holds. Source: source.android.com, "APK signing block".
#pragma once
#include <string>
#include <vector>

#include "formats/zip_directory.h"
#include "observations/sink.h"

namespace waarborg {

struct ApkSigner {
  std::string sha256, sha1, md5;  // of the certificate
  std::string scheme;             // v1, v2, v3, v3.1
};

std::vector<ApkSigner> apk_signers(const Source& source, const ZipDirectory& zip, Sink& out);

// The content of an entry, at most `limit` bytes unpacked.
Result<Blob> apk_entry(const Source& source, const ZipEntry& entry, std::uint64_t limit);

}  // namespace waarborg

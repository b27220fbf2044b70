#include "readers/apk_signers.h"

#include <algorithm>

#include "base/cursor.h"
#include "base/digest.h"
#include "base/text.h"
#include "crypto/md5.h"
#include "crypto/pkcs7.h"
#include "crypto/sha1.h"
#include "evidence/inflate.h"

namespace waarborg {
namespace {

constexpr std::string_view block_magic = "APK Sig Block 42";
constexpr std::uint64_t block_tail = 24, most_block = 16u << 20, most_signature = 1u << 20;
constexpr std::size_t most_signers = 64;

struct Scheme {
  std::uint32_t id;
  std::string_view name;
};
constexpr Scheme schemes[] = {{0x7109871A, "v2"}, {0xF05368C0, "v3"}, {0x1B93AD61, "v3.1"}};

class Signers {
 public:
  void add(Bytes der, std::string_view scheme) {
    if (der.empty()) return;
    ApkSigner one{.sha256 = hex(sha256(der)), .sha1 = {}, .md5 = {}, .scheme = std::string(scheme)};
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.sha256 == one.sha256; });
    if (known != all.end() || all.size() >= most_signers) return;
    Sha1Stream second;
    second.add(der);
    Md5Stream third;
    third.add(der);
    one.sha1 = hex(second.finish());
    one.md5 = hex(third.finish());
    all.push_back(std::move(one));
  }
  std::vector<ApkSigner> all;
};

// Signers, each of signed data, whose second part are the certificates. The first signed.
bool read_scheme(Bytes value, std::string_view scheme, Signers& into) {
  Cursor outer(value);
  Cursor signers = outer.sub(outer.le<std::uint32_t>());
  while (signers.more()) {
    Cursor signer = signers.sub(signers.le<std::uint32_t>());
    Cursor data = signer.sub(signer.le<std::uint32_t>());
    data.skip(data.le<std::uint32_t>());  // digests
    Cursor certificates = data.sub(data.le<std::uint32_t>());
    const auto first = certificates.take(certificates.le<std::uint32_t>());
    if (!certificates.ok()) return false;
    into.add(first, scheme);
  }
  return signers.ok() && outer.ok();
}

// Before the directory: size, pairs of a number and a value, size again, magic.
void read_block(const Source& source, std::uint64_t directory, Signers& into, Sink& out) {
  if (directory < block_tail + 8) return;
  Blob tail(block_tail);
  if (!source.read(directory - block_tail, tail) || as_text(tail).substr(8) != block_magic) return;
  const auto size = Cursor(tail).le<std::uint64_t>();
  if (size < block_tail || size > most_block || size > directory - 8)
    return out.problem(Fault::malformed, "the signing block of the APK lies outside of it", directory);
  const auto begin = directory - size;
  Blob pairs(size - block_tail);
  if (const auto got = source.read(begin, pairs); !got)
    return out.problem(got.error().fault, got.error().what, begin);
  Cursor in(pairs);
  bool good = true;
  while (in.more()) {
    Cursor pair = in.sub(in.le<std::uint64_t>());
    const auto id = pair.le<std::uint32_t>();
    const auto value = pair.take(pair.left());
    for (const auto& scheme : schemes)
      if (good && pair.ok() && id == scheme.id) good = read_scheme(value, scheme.name, into);
  }
  if (!good || !in.ok())
    out.problem(Fault::malformed, "the signing block of the APK cannot be read to its end", begin);
}

}  // namespace

Result<Blob> apk_entry(const Source& source, const ZipEntry& entry, std::uint64_t limit) {
  const auto begin = data_of(source, entry);
  if (!begin) return pass(begin.error());
  // Of what is not deflated, Android takes the packed size for the size.
  if (entry.packed > limit) return fail(Fault::too_big, "an entry of the APK is too large", entry.header);
  Blob packed(entry.packed);
  if (const auto got = source.read(*begin, packed); !got) return pass(got.error());
  if (entry.stored) return packed;
  auto out = inflate(packed, Deflated::bare, limit);
  // A method that nobody knows, on bytes that are not packed.
  if (!out && entry.packed == entry.unpacked) return packed;
  return out;
}

std::vector<ApkSigner> apk_signers(const Source& source, const ZipDirectory& zip, Sink& out) {
  Signers found;
  read_block(source, zip.begin, found, out);
  if (!found.all.empty()) return found.all;
  for (const auto& entry : zip.entries) {
    const auto name = lower(entry.name);
    if (!name.starts_with("meta-inf/") || name.find('/', 9) != std::string::npos) continue;
    if (!name.ends_with(".rsa") && !name.ends_with(".dsa") && !name.ends_with(".ec")) continue;
    const auto bytes = apk_entry(source, entry, most_signature);
    const auto certificates =
        bytes ? certificates_of_pkcs7(*bytes) : Result<std::vector<Blob>>(pass(bytes.error()));
    if (!certificates) {
      out.problem(certificates.error().fault, printable(entry.name) + ": " + certificates.error().what,
                  entry.header);
      continue;
    }
    for (const auto& one : *certificates) found.add(one, "v1");
  }
  return found.all;
}

}  // namespace waarborg

// The digests of any file's content, for indicators that know a file by nothing else. It gets files only
// where the user asks for that (scan --digests), and then every one. Nothing in the content is interpreted.
#include "base/digest.h"
#include "crypto/md5.h"
#include "crypto/sha1.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  Sha256Stream sha256;
  Sha1Stream sha1;
  Md5Stream md5;
  for (;;) {
    const auto piece = file.stream->next();
    // The digest of a part is the digest of another file.
    if (!piece) return out.problem(piece.error().fault, piece.error().what, piece.error().offset);
    if (piece->empty()) break;
    sha256.add(*piece);
    sha1.add(*piece);
    md5.add(*piece);
  }
  const auto a = hex(sha256.finish()), b = hex(sha1.finish()), c = hex(md5.finish());
  out.add(FileSeen{.sha256 = {a}, .sha1 = {b}, .md5 = {c}}, 0);
}

}  // namespace

Reader file_digests() {
  return {.about = "SHA-256, SHA-1 and MD5 of every file, where they are asked for.",
          .probe = "files.digests",
          .emits = {FileSeen::kind},
          .digests = true,
          .shape = Shape::stream,
          .read = read};
}

}  // namespace waarborg

// Files of an Android system as AndroidQF lists them: files.json, an array of objects or one object a line,
// with path, times and, where its collector ran on the phone, digests. The offset of an observation is the
// number of its entry, from 1.
#include "base/json.h"
#include "base/text.h"
#include "formats/json_object_stream.h"
#include "readers/android_text.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

constexpr unsigned depth = 16;
constexpr std::size_t longest_entry = 1u << 20;

// The first spelling that is there: the collector, find and older versions name a path differently.
std::string_view path_of(Json entry) {
  for (const std::string_view key : {"path", "Path", "file_path", "filename"})
    if (const auto text = entry[key].text(); text.starts_with('/')) return text;
  return {};
}

std::string digest_of(Json entry, std::string_view key, std::string_view other, std::size_t bytes) {
  auto found = digest_text(entry[key].text(), bytes);
  return found.empty() ? digest_text(entry[other].text(), bytes) : found;
}

class Files {
 public:
  explicit Files(Sink& out) : out_(out) {}

  void entry(std::string_view text, std::uint64_t offset) {
    ++row_;
    if (text.empty()) return refuse(offset, "an entry longer than 1 MiB");
    const auto document = JsonDocument::parse(text, depth);
    if (!document) return refuse(offset, document.error().what);
    const auto root = document->root();
    bool cut = false;
    const auto path = bounded(path_of(root), cut);
    if (path.empty()) return refuse(offset, "an entry without an absolute path");
    ++files_;
    out_.add(FileSeen{.path = {path},
                      .sha256 = {digest_of(root, "sha256", "SHA256", 32)},
                      .sha1 = {digest_of(root, "sha1", "SHA1", 20)},
                      .md5 = {digest_of(root, "md5", "MD5", 16)}},
             row_);
    if (cut) out_.problem(Fault::too_big, "a value longer than 4096 bytes was cut", row_);
  }

  void end(const JsonObjectStream& objects, bool ours) {
    if (files_ == 0 && row_ != 0 && !ours) return;  // somebody else's file of that name
    if (refused_ != 0)
      out_.problem(Fault::malformed,
                   std::to_string(refused_) + " entr" + (refused_ == 1 ? "y" : "ies") +
                       " cannot be read, the first at byte " + std::to_string(first_) + ": " + why_,
                   row_);
    if (objects.stray() != 0)
      out_.problem(
          Fault::malformed,
          "what stands between the entries is no list, from byte " + std::to_string(objects.first_stray()),
          row_);
    if (objects.cut()) out_.problem(Fault::truncated, "the list has no end", row_);
    if (row_ == 0 && objects.stray() == 0)
      out_.problem(Fault::malformed, "no file is in it: no system is without one", 0);
  }

 private:
  void refuse(std::uint64_t offset, std::string_view why) {
    if (refused_++ == 0) first_ = offset, why_ = why;
  }

  Sink& out_;
  std::uint64_t row_ = 0, files_ = 0, refused_ = 0, first_ = 0;
  std::string why_;
};

void read(const File& file, Sink& out) {
  Files files(out);
  JsonObjectStream objects(longest_entry);
  for (;;) {
    const auto piece = file.stream->next();
    if (!piece) {
      out.problem(piece.error().fault, piece.error().what, objects.size());
      break;
    }
    if (piece->empty()) break;
    objects.feed(*piece, [&](std::string_view text, std::uint64_t offset) { files.entry(text, offset); });
  }
  files.end(objects, file.wanted(0) != nullptr);
}

}  // namespace

Reader android_files() {
  return {.about = "Files of an Android system, with digests, as AndroidQF lists them.",
          .probe = "android.files",
          .paths = {"files.json"},
          .wants = {"./acquisition.json"},
          .emits = {FileSeen::kind},
          .companions = {{"files.json", "android.packages"}},
          .digests = true,
          .shape = Shape::stream,
          .read = read};
}

}  // namespace waarborg

// File is one artefact as a reader sees it: a path and, by the reader's shape, its bytes, a Source, a Stream
// or a list of names. Everything is borrowed and lives only during read().
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/source.h"
#include "base/time.h"

namespace waarborg {

// Reads from the current end; an empty span is the end. The bytes live until the next call.
class Stream {
 public:
  virtual ~Stream() = default;
  virtual Result<Bytes> next() = 0;
};

// A name in a listing, for readers of names. `path` is relative to the root the reader's pattern matched in.
struct Name {
  enum class What : std::uint8_t { file, folder, link, other };
  std::string path;
  What what = What::file;
};
std::string_view name_of(Name::What what);

// A file that lies beside the one that matched; `want` is the index into Reader::wants.
struct Beside {
  std::size_t want = 0;
  std::string path;
  const Source* source = nullptr;
};

struct File {
  std::string path;                  // inside the evidence, '/' separated, as found
  Bytes bytes{};                     // Shape::whole
  const Source* source = nullptr;    // Shape::random
  Stream* stream = nullptr;          // Shape::stream
  std::span<const Name> names{};     // Shape::names
  std::span<const Beside> beside{};  // what was wanted and is there

  const Source* wanted(std::size_t want) const;  // the first of that want, or nullptr
};

// Over a descriptor that stays open elsewhere, and over memory that lives elsewhere.
std::unique_ptr<Source> descriptor_source(int descriptor, std::uint64_t size);
std::unique_ptr<Source> memory_source(Bytes bytes);
// A Source as a Stream, in pieces of `piece` bytes.
std::unique_ptr<Stream> source_stream(const Source& source, std::size_t piece = 256 * 1024);
Result<Blob> read_whole(const Source& source, std::uint64_t limit);

}  // namespace waarborg

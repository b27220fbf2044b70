// File is one artefact as a reader sees it: a path and, by the reader's shape, its bytes, a Source, a Stream or a
// list of names. Everything is borrowed and lives only during read(). Source is evidence over a descriptor or
// memory: it is read, never mapped, because a file that is cut short while it is mapped kills the process.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace waarborg {

class Source {
 public:
  virtual ~Source() = default;
  virtual std::uint64_t size() const = 0;
  // Fills `into` from `offset`, whole or not at all: a read beyond the end is Fault::truncated.
  virtual Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const = 0;
};

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

// The body of every reader's libFuzzer target; READER is the reader's function, given by CMake. The first
// bytes of the input go to the wanted files: one length (16 bits, little-endian) for each want, the rest is
// the file itself.
#include <cstdlib>

#include "readers/reader.h"

namespace waarborg {
Reader READER();

namespace {

// Keeps nothing, but what it was given must read back.
struct Drop : Sink {
  void problem(Fault, std::string_view why, std::uint64_t) override {
    if (why.empty()) std::abort();
  }
  void added(SegmentWriter& made) override {
    if (made.bytes().size() > segment_target) check();
  }
  void check() {
    SegmentReader in(segment().bytes());
    for (RecordView record; in.next(record);)
      if (record.info == nullptr) std::abort();
    if (!in.ok()) std::abort();
    segment().clear();
  }
};

}  // namespace
}  // namespace waarborg

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace waarborg;
  static const Reader reader = READER();
  Cursor in({data, size});
  std::vector<std::unique_ptr<Source>> sources;
  std::vector<Beside> beside;
  for (std::size_t want = 0; want < reader.wants.size(); ++want) {
    const auto length = in.le<std::uint16_t>();
    if (length == 0) continue;  // not there
    const auto bytes = in.take(length);
    if (!in.ok()) return -1;
    sources.push_back(memory_source(bytes));
    beside.push_back({want, std::string(reader.wants[want]), sources.back().get()});
  }
  if (!in.ok()) return -1;
  const auto rest = in.take(in.left());
  if (reader.recognise != nullptr)
    reader.recognise(rest.first(std::min<std::size_t>(rest.size(), 64 * 1024)));
  Drop out;
  read_memory(reader, canary_path(reader), rest, beside, out);
  out.check();
  return 0;
}

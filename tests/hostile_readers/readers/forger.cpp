// A reader that was taken over and writes its own frames to the parent: lies about records, jobs and lengths.
#include <time.h>
#include <unistd.h>

#include "../hostile.h"
#include "base/packer.h"
#include "observations/wire.h"

namespace waarborg {
namespace {

constexpr std::uint8_t segment = 1, problem = 2, begin = 3, listed = 4, done = 8;

void append(Blob& to, Bytes payload) {
  for (unsigned i = 0; i < 4; ++i) to.push_back(static_cast<std::uint8_t>(payload.size() >> (8 * i)));
  to.insert(to.end(), payload.begin(), payload.end());
}

Blob records(bool undeclared) {
  SegmentWriter out;
  if (undeclared) {
    out.begin(ServiceUnit::number, ServiceUnit::version, 0);
    out.text(1, "kesl.service");
  } else {
    out.begin(Program::number, Program::version, 0);
    out.text(1, "deb/forged");
  }
  out.end();
  return Blob(out.bytes().begin(), out.bytes().end());
}

Blob claim(std::uint64_t seen, std::uint64_t count, const Blob& bytes) {
  return Packer().number(segment).number(seen).number(count).bytes(bytes).done();
}

void read(const File& file, Sink& out) {
  if (is_decent(file, out)) return;
  const auto text = as_text(file.bytes);
  const auto word = text.substr(0, text.find('\n'));
  const auto honest = records(false);
  Blob forged;
  if (word == "long") forged = {0xff, 0xff, 0xff, 0xff, segment};
  if (word == "zero") forged = {0, 0, 0, 0};
  if (word == "noise") forged.assign(4096, 0x5a);
  if (word == "unknown") append(forged, Packer().number(99).done());
  if (word == "kind") append(forged, claim(1, 1, records(true)));
  if (word == "count") append(forged, claim(9, 5, honest));
  if (word == "seen") append(forged, claim(UINT64_MAX, 1, honest));
  if (word == "hit") {
    Packer lie;
    lie.number(segment).number(1).number(1).bytes(honest).number(0).number(0).number(1);
    append(forged, lie.done());
  }
  if (word == "far-hit") {
    Packer lie;
    lie.number(segment).number(1).number(1).bytes(honest).number(UINT32_MAX).number(UINT32_MAX).number(255);
    append(forged, lie.done());
  }
  if (word == "fault")
    append(forged, Packer().number(problem).number(200).number(0).text("x").text("").done());
  if (word == "begin") append(forged, Packer().number(begin).number(1'000'000).done());
  if (word == "listed") append(forged, Packer().number(listed).number(0).text("etc/passwd").text("").done());
  if (word == "done") {
    // The job ends twice, and behind its end comes a record that belongs to nobody.
    append(forged, Packer().number(done).done());
    append(forged, claim(1, 1, honest));
    append(forged, Packer().number(done).done());
  }
  if (word == "next") {
    // Its own job ends as it should. Then it speaks for the one that may come after it: begins it, tells a
    // lie, ends it.
    append(forged, Packer().number(done).done());
    if (write(3, forged.data(), forged.size()) < 0) return;
    forged.clear();
    append(forged, claim(1, 1, honest));
    append(forged, Packer().number(done).done());
    for (timespec now{}, start{};;) {
      clock_gettime(CLOCK_MONOTONIC, &now);
      if (start.tv_sec == 0) start = now;
      const auto waited = (now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1'000'000;
      if (waited < 20) continue;  // until the parent has taken the end and given out the next job
      start = now;
      if (write(3, forged.data(), forged.size()) < 0) return;
    }
  }
  if (write(3, forged.data(), forged.size()) < 0) return;
  for (volatile bool waits = true; waits;)
    continue;  // ended by the parent, or by the clock when it believed us
}

}  // namespace

Reader forger() {
  return {.about = "Writes its own frames.",
          .probe = "packages.forger",
          .paths = {"var/hostile/forger*"},
          .emits = {Program::kind},
          .read = read};
}
}  // namespace waarborg

#include "engine/ledger_read.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace waarborg {
namespace {

// A date alone is its last microsecond: what was recorded on that day counts.
Result<Time> clock_of(const std::string& text) {
  if (text.empty()) return Clock::now();
  const auto time = parse_time(text);
  if (!time) return fail(Fault::malformed, fmt::format("\"{}\" is no date: write 2026-11-22", clean(text)));
  return is_date(text) ? *time + std::chrono::hours(24) - std::chrono::microseconds(1) : *time;
}

int write_all(int descriptor, std::string_view rest) {
  while (!rest.empty()) {
    const auto n = ::write(descriptor, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

}  // namespace

Result<ReadLedger> read_ledger(const LedgerPlace& place) {
  ReadLedger out;
  const auto as_of = clock_of(place.as_of);
  if (!as_of) return pass(as_of.error());
  out.as_of = *as_of;
  auto store = Store::open(place.ledger);
  if (!store) return pass(store.error());
  out.store = std::move(*store);
  out.snapshot.head = first_digest();
  ChainCheck chain;
  Result<> good;
  const auto walked = out.store->each([&](const Event& event) {
    if (good) good = chain.next(event);
    if (!good) return;
    auto entry = read_entry(event);
    if (!entry) {
      good = pass(entry.error());
      return;
    }
    if (event.recorded <= out.as_of && event.kind != "published") out.snapshot = {event.id, event.digest};
    out.entries.push_back(std::move(*entry));
  });
  if (!walked) return pass(walked.error());
  if (!good) return fail(Fault::io, good.error().what, good.error().offset);
  return out;
}

Result<> write_whole(const std::string& output, std::string_view bytes) {
  const auto failed = [&](int error) {
    return fail(Fault::io, fmt::format("{}: {}", output, std::strerror(error)));
  };
  if (output.empty()) {
    const int error = write_all(STDOUT_FILENO, bytes);
    if (error != 0 && error != EPIPE) return fail(Fault::io, std::strerror(error));
    return {};
  }
  // A device or a pipe is written to; only a file is replaced.
  struct stat about {};
  if (stat(output.c_str(), &about) == 0 && !S_ISREG(about.st_mode)) {
    const int direct = ::open(output.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (direct < 0) return failed(errno);
    const int error = write_all(direct, bytes);
    ::close(direct);
    if (error != 0) return failed(error);
    return {};
  }
  const auto partial = output + ".partial";
  const int file = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return failed(errno);
  int error = write_all(file, bytes);
  if (error == 0 && (fsync(file) != 0 || rename(partial.c_str(), output.c_str()) != 0)) error = errno;
  ::close(file);
  if (error == 0) return {};
  unlink(partial.c_str());
  return failed(error);
}

}  // namespace waarborg
